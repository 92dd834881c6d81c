/** The conversation on the screen: rows are made once, moved never, and only new ones are announced. */
import type { ChatState } from "../sdk/store";
import { bubble } from "./bubble";
import { el, say } from "./dom";
import { eventText } from "./event";
import { formCard } from "./form";
import { optionButtons } from "./options";
import type { Part, Scene } from "./part";
import { type Row, rows } from "./rows";
import { summary } from "./summary";
import { clock, dayName } from "./time";

const NEAR_END = 80;

export class Log {
  readonly node: HTMLElement;
  #scene: Scene;
  #parts = new Map<string, { kind: Row["kind"]; part: Part<Row> }>();
  #greeting = el("p", { class: "greeting" });
  #blank = el("p", { class: "blank" });
  #goOn: HTMLElement;
  #unsigned: HTMLElement;
  #typing: HTMLElement;
  #typingName = el("span");

  constructor(scene: Scene) {
    this.#scene = scene;
    // aria-live is off because a separate region announces: the history must not be read out at opening.
    this.node = el("div", {
      class: "log",
      role: "log",
      "aria-live": "off",
      "aria-label": scene.speech.words.conversation,
      tabindex: 0,
    });
    this.#unsigned = el("p", { class: "event" }, scene.speech.words.unsigned);
    this.#goOn = el("p", { class: "event" }, scene.speech.words.goOn);
    this.#typing = el(
      "div",
      { class: "typing" },
      el("span", { class: "dots-3" }, el("i"), el("i"), el("i")),
      this.#typingName,
    );
  }

  /** `greeting`: the site's own words, above whatever is said. */
  update(state: ChatState, greeting: string | null | undefined): void {
    const atEnd = this.isAtEnd;
    const drawn = rows(state);
    const mineBefore = this.#lastMine;
    const wanted = drawn.map((row) => this.#draw(row));
    const { words } = this.#scene.speech;
    if (!wanted.length) {
      const { phase } = state;
      say(this.#blank, phase === "unavailable" || phase === "unsigned" ? words[phase] : words.opening);
      wanted.push(this.#blank);
    }
    if (greeting) {
      say(this.#greeting, greeting);
      wanted.unshift(this.#greeting);
    }
    if (state.typing !== null) {
      say(this.#typingName, words.typing(state.typing || words.team));
      wanted.push(this.#typing);
    }
    if (state.phase === "unsigned" && drawn.length) wanted.push(this.#unsigned);
    if (state.phase === "ready" && state.mode === "CLOSED") wanted.push(this.#goOn);
    this.#place(wanted);
    const keys = new Set(drawn.map((row) => row.key));
    for (const key of this.#parts.keys()) if (!keys.has(key)) this.#parts.delete(key);
    const mine = drawn.findLast((row) => row.kind === "text" && row.mine)?.key;
    this.#lastMine = mine;
    if (atEnd || mine !== mineBefore) this.toEnd();
  }

  get isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  /** To the newest row: its end, or its beginning when it is taller than the view. */
  toEnd(): void {
    const { node } = this;
    const last = node.lastElementChild as HTMLElement | null;
    const tall =
      last !== null && last.offsetHeight > node.clientHeight - 24 && !last.classList.contains("mine");
    node.scrollTop = tall ? last.offsetTop - node.offsetTop - 8 : node.scrollHeight;
  }

  #lastMine: string | undefined;

  #draw(row: Row): HTMLElement {
    const known = this.#parts.get(row.key);
    const entry = known?.kind === row.kind ? known : { kind: row.kind, part: this.#make(row) };
    if (entry !== known) this.#parts.set(row.key, entry);
    entry.part.update(row);
    return entry.part.node;
  }

  #make(row: Row): Part<Row> {
    const scene = this.#scene;
    switch (row.kind) {
      case "text":
        return bubble(row, scene) as Part<Row>;
      case "options":
        return optionButtons(row, scene) as Part<Row>;
      case "form":
        return formCard(row, scene) as Part<Row>;
      case "summary":
        return summary(row, scene) as Part<Row>;
      case "day":
        return still(el("div", { class: "day" }, dayName(row.at, scene.speech)));
      case "event": {
        const text = eventText(row.message, scene.speech.words);
        return still(
          el("div", { class: "event", hidden: !text }, `${text} · ${clock(row.at, scene.speech)}`),
        );
      }
    }
  }

  /** Touches only what is out of place, so that focus and typed text stay. */
  #place(wanted: HTMLElement[]): void {
    const keep = new Set<Node>(wanted);
    for (const child of [...this.node.childNodes]) if (!keep.has(child)) child.remove();
    wanted.forEach((element, index) => {
      const present = this.node.childNodes[index];
      if (present !== element) this.node.insertBefore(element, present ?? null);
    });
  }
}

function still(node: HTMLElement): Part<Row> {
  return { node, update: () => undefined };
}
