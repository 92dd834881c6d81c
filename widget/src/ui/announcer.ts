/** Reads out what is new, politely, and never the history. */
import type { Entry } from "../sdk/outbox";
import type { ChatState, Message } from "../sdk/store";
import { el } from "./dom";
import { eventText } from "./event";
import type { Speech } from "./words";

export class Announcer {
  readonly node = el("div", { class: "hush", "aria-live": "polite" });
  #speech: Speech;
  #phase: ChatState["phase"] = "idle";
  #conversation: string | null = null;
  #seq = 0;
  #failed = new Set<string>();

  constructor(speech: Speech) {
    this.#speech = speech;
  }

  /** To be told before what is on screen counts as read: what was read, in whatever tab, is history. */
  update({ phase, conversationId, messages, pending, readSeq }: ChatState, visible: boolean): void {
    if (!visible) return;
    const said = conversationId === this.#conversation ? Math.max(this.#seq, readSeq) : readSeq;
    const news = messages.filter((message) => message.seq > said && message.author !== "VISITOR");
    const failed = pending.filter((entry) => entry.failed && !this.#failed.has(entry.clientId));
    const closed = phase !== this.#phase && (phase === "unsigned" || phase === "unavailable");
    const lines = [
      closed ? this.#speech.words[phase] : "",
      ...news.map((message) => this.#line(message)),
      ...failed.map((entry) => this.#failure(entry)),
    ].filter(Boolean);
    if (lines.length) this.node.replaceChildren(...lines.map((line) => el("p", {}, line)));
    this.#phase = phase;
    this.#conversation = conversationId;
    this.#seq = messages.at(-1)?.seq ?? 0;
    this.#failed = new Set(pending.filter((entry) => entry.failed).map((entry) => entry.clientId));
  }

  #failure({ action }: Entry): string {
    return action.kind === "text" ? `${this.#speech.words.failed}: ${action.text}` : "";
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
