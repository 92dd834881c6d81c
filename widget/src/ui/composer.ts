/** Where the visitor writes. Enter sends, Shift+Enter is a new line. */
import type { ChatState } from "../sdk/store";
import { el, say } from "./dom";
import { icon } from "./icon";
import { SEND } from "./icons";
import type { Scene } from "./part";

const MAX_LENGTH = 4000;
const COUNT_FROM = 3800;
const TYPING_EVERY_MS = 3_000;
const TYPING_IDLE_MS = 5_000;

export class Composer {
  readonly node: HTMLFormElement;
  readonly input: HTMLTextAreaElement;
  #scene: Scene;
  #button: HTMLButtonElement;
  #note = el("p", { class: "count", role: "status", hidden: true });
  #toldAt = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(scene: Scene) {
    const { words } = scene.speech;
    this.#scene = scene;
    this.input = el("textarea", {
      rows: 1,
      "aria-label": words.message,
      placeholder: words.placeholder,
      dir: "auto",
    });
    this.#button = el("button", { type: "submit", class: "send", "aria-label": words.send }, icon(SEND));
    this.node = el(
      "form",
      { class: "composer" },
      el("div", { class: "box" }, this.input, this.#button),
      this.#note,
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("input", () => this.#changed());
    this.input.addEventListener("keydown", (event) => {
      // While an input method composes a word, Enter belongs to it.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#changed();
  }

  update(state: ChatState): void {
    this.node.hidden = state.phase === "unavailable" || state.phase === "unsigned";
    this.#ready = state.phase !== "opening";
    if (this.#wipes !== state.wipes) {
      // What somebody else was about to say.
      this.#wipes = state.wipes;
      this.input.value = "";
      this.#changed();
    }
    this.#allow();
    if (this.#ready && this.#wanted) this.#submit();
  }

  #ready = false;
  #wipes = 0;
  /** Sent before the conversation was open: goes as soon as it is. */
  #wanted = false;

  #allow(): void {
    const text = this.input.value;
    this.#button.disabled = !this.#ready || !text.trim() || text.length > MAX_LENGTH;
  }

  #changed(): void {
    const { words } = this.#scene.speech;
    const text = this.input.value;
    this.input.style.height = "auto";
    if (text) this.input.style.height = `${this.input.scrollHeight}px`;
    const over = text.length - MAX_LENGTH;
    this.#note.hidden = text.length <= COUNT_FROM;
    this.#note.classList.toggle("over", over > 0);
    say(this.#note, over > 0 ? words.tooLong(over) : `${text.length} / ${MAX_LENGTH}`);
    this.#allow();
    this.#tell(text.trim() !== "");
  }

  #submit(): void {
    this.#wanted = !this.#ready;
    this.#allow();
    if (this.#button.disabled) return;
    this.#scene.chat.sender.text(this.input.value.trim());
    this.#tell(false);
    this.input.value = "";
    this.#changed();
    this.input.focus();
  }

  /** The agents see that someone writes: said now and then, and taken back. */
  #tell(typing: boolean): void {
    clearTimeout(this.#idle);
    const now = Date.now();
    if (typing) {
      this.#idle = setTimeout(() => this.#tell(false), TYPING_IDLE_MS);
      if (now - this.#toldAt < TYPING_EVERY_MS) return;
    } else if (!this.#toldAt) return;
    this.#toldAt = typing ? now : 0;
    this.#scene.chat.setTyping(typing);
  }
}
