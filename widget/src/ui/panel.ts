/** The open chat: a dialog beside the page, or over all of it on a phone. */
import type { ChatState } from "../sdk/store";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import { attr, el } from "./dom";
import { Header } from "./header";
import { Log } from "./log";
import type { Scene } from "./part";

const FULL_SCREEN = "(max-width: 479.98px)";
const FOCUSABLE =
  "button:not([disabled],[hidden]),a[href],input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex='0']";

export class Panel {
  readonly node: HTMLElement;
  #log: Log;
  #composer: Composer;
  #header: Header;
  #announcer: Announcer;
  #line: HTMLElement;
  #screen = matchMedia(FULL_SCREEN);

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
    this.#line.append(words.reconnecting);
    this.#line.hidden = true;
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && !this.#header.escape()) close();
      if (event.key === "Tab" && this.#screen.matches) this.#trap(event);
    });
  }

  show(): void {
    this.node.hidden = false;
    attr(this.node, "aria-modal", this.#screen.matches ? "true" : null);
    this.#log.toEnd();
    // On a touch screen focus in the text field would bring up the keyboard over the conversation.
    if (matchMedia("(pointer: coarse)").matches) this.node.focus();
    else this.#composer.input.focus();
  }

  hide(): void {
    this.node.hidden = true;
  }

  update(state: ChatState, title: string, greeting: string | null | undefined): void {
    attr(this.node, "aria-label", title);
    const cut = state.offline || state.connection === "reconnecting";
    this.#line.hidden = !cut || state.phase === "unavailable";
    this.#header.update(state, title);
    this.#log.update(state, greeting);
    this.#composer.update(state);
    this.#announcer.update(state, !this.node.hidden);
  }

  #trap(event: KeyboardEvent): void {
    const stops = [...this.node.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
      (stop) => stop.offsetParent !== null,
    );
    const focused = (this.node.getRootNode() as ShadowRoot).activeElement;
    const from = event.shiftKey ? stops[0] : stops.at(-1);
    if (focused !== from && focused !== this.node) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }
}
