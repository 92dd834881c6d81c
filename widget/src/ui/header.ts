/** Whose chat it is, who answers, the way to a person, and the way out. */
import type { ChatState } from "../sdk/store";
import { attr, el, say } from "./dom";
import { icon } from "./icon";
import { CLOSE, MENU } from "./icons";
import type { Scene } from "./part";

export class Header {
  readonly node: HTMLElement;
  #scene: Scene;
  #title = el("h2");
  #status = el("span");
  #line = el("p", {}, this.#status);
  #more: HTMLButtonElement;
  #menu: HTMLElement;
  #out: HTMLButtonElement;
  #person: HTMLButtonElement;
  #notice = "";

  constructor(scene: Scene, close: () => void) {
    const { words } = scene.speech;
    this.#scene = scene;
    this.#more = el(
      "button",
      {
        type: "button",
        class: "tool dots",
        "aria-label": words.more,
        "aria-haspopup": "menu",
        "aria-expanded": "false",
      },
      icon(MENU),
    );
    this.#person = el("button", { type: "button", role: "menuitem" }, words.askPerson);
    this.#menu = el(
      "div",
      { class: "menu", role: "menu", "aria-label": words.more, hidden: true },
      this.#person,
    );
    this.#out = el("button", { type: "button", class: "tool", "aria-label": words.close }, icon(CLOSE));
    this.node = el(
      "div",
      { class: "head" },
      el("div", { class: "who" }, this.#title, this.#line),
      this.#more,
      this.#out,
      this.#menu,
    );
    this.#out.addEventListener("click", close);
    this.#more.addEventListener("click", () => this.#show(this.#menu.hidden === true));
    this.#person.addEventListener("click", () => this.#askPerson());
    this.node.addEventListener("focusout", (event) => {
      if (!this.node.contains(event.relatedTarget as Node | null)) this.#show(false);
    });
  }

  /** true when Escape had a menu to close. */
  escape(): boolean {
    if (this.#menu.hidden) return false;
    this.#show(false);
    this.#more.focus();
    return true;
  }

  update(state: ChatState, title: string): void {
    const { words } = this.#scene.speech;
    const live = state.mode === "LIVE";
    const waiting = state.isOpen ? words.waiting : words.away;
    say(this.#title, title);
    say(
      this.#status,
      state.phase !== "ready"
        ? ""
        : this.#notice ||
            (live
              ? words.with(state.agentName ?? words.team)
              : { BOT: words.automatic, WAITING: waiting, CLOSED: words.closed }[state.mode as "BOT"]),
    );
    this.#line.classList.toggle("on", live && !this.#notice);
    const askable = state.phase === "ready" && state.mode === "BOT";
    if (!askable) this.#show(false);
    this.#more.hidden = !askable;
  }

  #show(open: boolean): void {
    if (this.#menu.hidden === !open) return;
    this.#menu.hidden = !open;
    attr(this.#more, "aria-expanded", String(open));
    if (open) this.#person.focus();
  }

  #askPerson(): void {
    const { chat, speech } = this.#scene;
    this.#show(false);
    this.#more.focus();
    chat.requestHuman().catch(() => {
      this.#notice = speech.words.askPersonFailed;
      say(this.#status, this.#notice);
      setTimeout(() => (this.#notice = ""), 6_000);
    });
  }
}
