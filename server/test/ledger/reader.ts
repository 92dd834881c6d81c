// Readers of one conversation: an agent's open conversation, and a visitor's widget. Messages come in order and each once;
// at rest what is shown equals the conversation in the database.
import type { Answer } from "../clients.js";
import type { Api } from "./api.js";
import type { Bell } from "./bell.js";
import type { MessageRow } from "./facts.js";
import { ThreadRule } from "./follow.js";
import type { Line } from "./line.js";

const KEPT = 200;
const THREAD = `query($id: ID!) { visitor(id: $id) { conversation { id messages(last: ${KEPT}) { id seq } } } }`;
const changes = (
  more: string,
) => `subscription($id: ID!, $after: Int) { conversationChanges(conversationId: $id, after: $after) {
  kind message { id seq text } conversation { id lastSeq mode ${more} } } }`;
const SESSION = "{ session { conversationId messages { id seq } } }";
const EVENTS =
  "subscription($after: Int, $conversationId: ID) { events(after: $after, conversationId: $conversationId) { kind mode seenByAgentSeq message { id seq text } } }";

interface ReaderParts {
  name: string;
  api: Api;
  line: Line;
  bell: Bell;
  problem: (what: string) => void;
}

interface Thread {
  conversationId: string;
  messages: { id: string; seq: number }[];
}

export abstract class Reader {
  readonly rule: ThreadRule;
  conversationId = "";
  /** Message ids by seq. */
  readonly shown = new Map<number, string>();
  protected readonly variables: Record<string, unknown> = {};
  private starts = 0;

  constructor(protected readonly parts: ReaderParts) {
    this.rule = new ThreadRule(parts.name);
  }

  get name(): string {
    return this.parts.name;
  }
  get line(): Line {
    return this.parts.line;
  }

  protected abstract fetch(): Promise<Thread>;
  protected abstract take(item: Answer): void;
  protected abstract readonly document: string;

  async open(): Promise<this> {
    this.show(await this.fetch());
    this.line.subscribe(this.document, this.variables, (item) => {
      this.take(item);
      this.parts.bell.ring();
    });
    return this;
  }

  /** Problems with what is shown, beside the conversation in the database; null while it has not caught up. */
  check(rows: readonly MessageRow[]): string[] | null {
    const last = rows.at(-1);
    if (last && (last.conversationId !== this.conversationId || last.seq > this.rule.seq)) return null;
    const first = Math.min(...this.shown.keys());
    const missing = rows.filter((row) => row.seq >= first && this.shown.get(row.seq) !== row.id);
    return missing.map(
      (row) => `stale: ${this.parts.name} shows ${this.shown.get(row.seq)} at ${row.seq}, not ${row.id}`,
    );
  }

  protected show({ conversationId, messages }: Thread): void {
    this.shown.clear();
    this.conversationId = conversationId;
    for (const { id, seq } of messages) this.shown.set(seq, id);
    this.rule.begin(messages.at(-1)?.seq ?? 0);
    this.variables.after = this.rule.seq;
  }

  protected message({ id, seq }: { id: string; seq: number }): void {
    this.report(this.rule.message(seq));
    this.shown.set(seq, id);
    this.variables.after = this.rule.seq;
  }

  protected report(found: string | null): void {
    if (found) this.parts.problem(found);
  }

  protected resync(): void {
    this.rule.resync();
    void this.startOver();
  }

  /** Listens no more until it has read the whole again. */
  protected async startOver(): Promise<void> {
    const mine = ++this.starts;
    this.line.pause();
    try {
      const thread = await this.fetch();
      if (mine !== this.starts) return;
      this.show(thread);
      this.line.resume();
    } catch (error) {
      this.parts.problem(`blank: ${this.parts.name} could not start over: ${String(error)}`);
    }
    this.parts.bell.ring();
  }
}

export class ThreadReader extends Reader {
  protected readonly document: string;

  /** `heavy`: asks for so much with every change that one who does not read soon has too much waiting. */
  constructor(
    parts: ReaderParts,
    private readonly visitorId: string,
    heavy: boolean,
  ) {
    super(parts);
    this.document = changes(heavy ? "messages(last: 50) { text }" : "");
  }

  protected async fetch(): Promise<Thread> {
    const { visitor } = await this.parts.api.insist(THREAD, { id: this.visitorId });
    const { id, messages } = visitor.conversation;
    this.variables.id = id;
    return { conversationId: id, messages };
  }

  protected take(item: Answer): void {
    if (item.kind === "RESYNC") return this.resync();
    if (item.kind === "MESSAGE") this.message(item.message);
    if (item.kind === "STATE") this.report(this.rule.state(item.conversation.lastSeq));
  }
}

export class WidgetReader extends Reader {
  protected readonly document = EVENTS;

  protected async fetch(): Promise<Thread> {
    const { session } = await this.parts.api.insist(SESSION);
    this.variables.conversationId = session.conversationId;
    return session;
  }

  /** A message of this browser was answered. A seq that is taken means that a new conversation has begun. */
  heard({ id, seq }: { id: string; seq: number }): void {
    const other = this.shown.get(seq);
    if ((other !== undefined && other !== id) || !this.line.isLive) void this.startOver();
  }

  protected take(item: Answer): void {
    if (item.kind === "RESYNC") return this.resync();
    if (item.kind === "MESSAGE") this.message(item.message);
  }
}
