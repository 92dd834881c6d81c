/** Reads out what is new, politely, and never the history. */
import type { ChatState, Message } from "../sdk/store";
import { el } from "./dom";
import { eventText } from "./event";
import type { Speech } from "./words";

export class Announcer {
  readonly node = el("div", { class: "hush", "aria-live": "polite" });
  #speech: Speech;
  #conversation: string | null = null;
  #seq = 0;

  constructor(speech: Speech) {
    this.#speech = speech;
  }

  update({ conversationId, messages }: ChatState, visible: boolean): void {
    const newest = messages.at(-1)?.seq ?? 0;
    if (conversationId === this.#conversation && visible) {
      const news = messages.filter((message) => message.seq > this.#seq && message.author !== "VISITOR");
      const lines = news.map((message) => this.#line(message)).filter(Boolean);
      if (lines.length) this.node.replaceChildren(...lines.map((line) => el("p", {}, line)));
    }
    this.#conversation = conversationId;
    this.#seq = newest;
  }

  #line(message: Message): string {
    const { words } = this.#speech;
    if (message.kind === "EVENT") return eventText(message, words);
    const sender = message.author === "BOT" ? words.bot : (message.agentName ?? words.team);
    const said = [message.text ?? "", ...(message.options ?? []), message.form?.name ?? ""]
      .filter(Boolean)
      .join("\n");
    return `${sender}: ${said}`;
  }
}
