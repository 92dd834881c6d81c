// Tells news from what was there before: judges every change of the project by whether somebody has come, or waits for an
// answer who did not, or has written again. All of it is the server's word; nothing here guesses.
import { isNewer } from "../api/cursor.ts";

export type Alarm = "visitor" | "message";

export interface Watched {
  id: string;
  needsAttention: boolean;
  attentionSince: string | null;
  conversation: { id: string; unread: number } | null;
}

export interface WatchedChange<Visitor extends Watched = Watched> {
  kind: "ENTER" | "UPDATE" | "LEAVE" | "COUNTS" | "RESYNC" | "HEARTBEAT";
  cursor: string;
  visitorId: string | null;
  visitor: Visitor | null;
}

interface Waiting {
  conversationId: string | null;
  unread: number;
  since: string | null;
  /** Whether anybody was told of it here, and nobody has looked or answered since. */
  isOwed: boolean;
}

/** More than anybody answers: of those beyond it whoever was heard of longest ago is forgotten. */
const enough = 2_000;

export class Watch {
  /** Those who wait, and only those; whoever was heard of last stands last. */
  readonly #waiting = new Map<string, Waiting>();
  /** Who is not there, and has waited since then or longer, waited before too; later ones did not. */
  #unknownUntil: string | null = null;
  #cursor: string | null = null;
  readonly #most: number;

  constructor(most = enough) {
    this.#most = most;
  }

  /**
   * Begins anew, or goes on after a gap: who waits already is no news. What is owed to those who still wait stays owed.
   * `areAll`: nobody waits but these.
   */
  begin(rows: readonly Watched[], cursor: string, areAll: boolean): void {
    const before = new Map(this.#waiting);
    this.#waiting.clear();
    this.#unknownUntil = null;
    for (const row of rows) {
      if (!row.needsAttention) continue;
      if (!areAll) this.#forgetUntil(row.attentionSince);
      const facts = factsOf(row);
      this.#keep(row.id, { ...facts, isOwed: (before.get(row.id)?.isOwed ?? false) && facts.unread > 0 });
    }
    this.#cursor = cursor;
  }

  /** What the change is worth saying aloud, if anything. */
  judge(change: WatchedChange): Alarm | null {
    const { visitor, visitorId } = change;
    if (!isNewer(change.cursor, this.#cursor)) return null;
    if (visitorId === null) return null;
    this.#cursor = change.cursor;
    if (!visitor || change.kind === "LEAVE") {
      this.#waiting.delete(visitorId);
      return null;
    }
    if (!visitor.needsAttention) {
      this.#waiting.delete(visitorId);
      return change.kind === "ENTER" ? "visitor" : null;
    }
    const before = this.#waiting.get(visitorId);
    const now = factsOf(visitor);
    const isMore = before ? isAddedTo(before, now) : !this.#waitedBefore(now);
    const isSeen = before !== undefined && now.unread < before.unread;
    this.#keep(visitorId, { ...now, isOwed: isMore || (!isSeen && (before?.isOwed ?? false)) });
    return isMore ? "message" : null;
  }

  /** Somebody here looks at this visitor. */
  look(visitorId: string): void {
    const waiting = this.#waiting.get(visitorId);
    if (waiting) waiting.isOwed = false;
  }

  /** Those who were announced, and whom nobody has seen or answered since. */
  get owed(): string[] {
    return [...this.#waiting].filter(([, { isOwed }]) => isOwed).map(([id]) => id);
  }

  #waitedBefore({ since }: Facts): boolean {
    return since !== null && this.#unknownUntil !== null && since <= this.#unknownUntil;
  }

  #keep(visitorId: string, waiting: Waiting): void {
    this.#waiting.delete(visitorId);
    this.#waiting.set(visitorId, waiting);
    const [first] = this.#waiting;
    if (!first || this.#waiting.size <= this.#most) return;
    this.#waiting.delete(first[0]);
    this.#forgetUntil(first[1].since);
  }

  #forgetUntil(since: string | null): void {
    if (since !== null && since > (this.#unknownUntil ?? "")) this.#unknownUntil = since;
  }
}

type Facts = Omit<Waiting, "isOwed">;

const factsOf = ({ conversation, attentionSince }: Watched): Facts => ({
  unread: conversation?.unread ?? 0,
  conversationId: conversation?.id ?? null,
  since: attentionSince,
});

const isAddedTo = (before: Facts, now: Facts) =>
  now.unread > before.unread || (now.conversationId !== before.conversationId && now.unread > 0);
