/** The open chat: a dialog beside the page, or over all of it on a phone. */
import type { ChatState } from "../sdk/store";
import { Announcer } from "./announcer";
import { FULL_SCREEN } from "./chat.css";
import { Composer } from "./composer";
import { attr, el, say } from "./dom";
import { Header } from "./header";
import { Log } from "./log";
import type { Scene } from "./part";

const FOCUSABLE =
  "button:not([disabled],[hidden]),a[href],input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex='0']";

export class Panel {
  readonly node: HTMLElement;
  #log: Log;
  #composer: Composer;
  #header: Header;
  #announcer: Announcer;
  #line: HTMLElement;
  #reconnecting: string;
  #screen = matchMedia(FULL_SCREEN);
  #gone = new AbortController();

  constructor(scene: Scene, close: () => void) {
    const { words } = scene.speech;
    this.#header = new Header(scene, close);
    this.#log = new Log(scene);
    this.#composer = new Composer(scene);
    this.#announcer = new Announcer(scene.speech);
    this.#line = el("p", { class: "line", role: "status" });
    this.node = el(
      "section",
      { class: "panel", role: "dialog", tabindex: -1, hidden: true },
      this.#header.node,
      this.#line,
      this.#log.node,
      this.#announcer.node,
      this.#composer.node,
    );
    this.#reconnecting = words.reconnecting;
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && !this.#header.escape()) close();
      if (event.key === "Tab" && this.#screen.matches) this.#trap(event);
    });
    const fit = () => this.#fit();
    const { signal } = this.#gone;
    this.#screen.addEventListener("change", fit, { signal });
    visualViewport?.addEventListener("resize", fit, { signal });
    visualViewport?.addEventListener("scroll", fit, { signal });
  }

  remove(): void {
    this.#gone.abort();
    this.node.remove();
  }

  show(): void {
    this.node.hidden = false;
    this.#fit();
  }

  /** After the first drawing: to the newest message, ready to write. */
  enter(): void {
    this.#log.toEnd();
    this.#rest();
  }

  hide(): void {
    this.node.hidden = true;
  }

  update(state: ChatState, title: string, greeting: string | null | undefined): void {
    attr(this.node, "aria-label", title);
    const focused = this.#focused;
    const cut = state.offline || state.connection === "reconnecting";
    say(this.#line, cut && state.phase !== "unavailable" ? this.#reconnecting : "");
    this.#header.update(state, title);
    this.#log.update(state, greeting);
    this.#composer.update(state);
    this.#announcer.update(state, !this.node.hidden);
    // The option was chosen, the form is gone, the message was sent after all: focus must not fall out of the dialog with them.
    if (focused && focused !== this.node && (!focused.offsetParent || focused.matches(":disabled")))
      this.#rest();
  }

  /** Where focus is when it is nowhere else. On a touch screen the text field would bring up the keyboard. */
  #rest(): void {
    if (this.#composer.node.hidden || matchMedia("(pointer: coarse)").matches) this.node.focus();
    else this.#composer.input.focus();
  }

  get #focused(): HTMLElement | null {
    return (this.node.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  }

  /**
   * Over all of the screen the panel keeps to what the on-screen keyboard leaves of it. Who zooms in with two fingers sees
   * less too, and wants exactly that.
   */
  #fit(): void {
    if (this.node.hidden) return;
    const isFull = this.#screen.matches;
    attr(this.node, "aria-modal", isFull ? "true" : null);
    const seen = isFull && visualViewport?.scale === 1 ? visualViewport : null;
    const wasAtEnd = this.#log.isAtEnd;
    this.node.style.top = seen ? `${seen.offsetTop}px` : "";
    this.node.style.height = seen ? `${seen.height}px` : "";
    if (wasAtEnd) this.#log.toEnd();
  }

  #trap(event: KeyboardEvent): void {
    const stops = [...this.node.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
      (stop) => stop.offsetParent !== null,
    );
    const focused = this.#focused;
    const from = event.shiftKey ? stops[0] : stops.at(-1);
    if (focused !== from && focused !== this.node) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }
}
