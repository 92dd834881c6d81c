// Tells news from what was there before: judges every change of the project by whether somebody has come, or waits for an
// answer who did not, or has written again. All of it is the server's word; nothing here guesses.
import { isNewer } from "../api/cursor.ts";

export type Alarm = "visitor" | "message";

export interface Watched {
  id: string;
  needsAttention: boolean;
  conversation: { id: string; unread: number } | null;
}

export interface WatchedChange<Visitor extends Watched> {
  kind: "ENTER" | "UPDATE" | "LEAVE" | "COUNTS" | "RESYNC" | "HEARTBEAT";
  cursor: string;
  visitorId: string | null;
  visitor: Visitor | null;
}

interface Waiting {
  conversationId: string | null;
  unread: number;
  /** Whether anybody was told of it here, and nobody has looked or answered since. */
  isOwed: boolean;
}

export class Watch<Visitor extends Watched> {
  /** Those who wait, and only those: whoever is not here did not. */
  readonly #waiting = new Map<string, Waiting>();
  #cursor: string | null = null;

  /** Begins anew, or goes on after a gap: who waits already is no news. What is owed to those who still wait stays owed. */
  begin(rows: readonly Visitor[], cursor: string): void {
    const before = new Map(this.#waiting);
    this.#waiting.clear();
    for (const row of rows) {
      const { unread, conversation } = facts(row);
      const isOwed = (before.get(row.id)?.isOwed ?? false) && unread > 0;
      if (row.needsAttention) this.#waiting.set(row.id, { conversationId: conversation, unread, isOwed });
    }
    this.#cursor = cursor;
  }

  /** What the change is worth saying aloud, if anything. */
  judge(change: WatchedChange<Visitor>): Alarm | null {
    const { visitor, visitorId } = change;
    if (!isNewer(change.cursor, this.#cursor)) return null;
    if (visitorId === null) return null;
    this.#cursor = change.cursor;
    if (!visitor || change.kind === "LEAVE") {
      this.#waiting.delete(visitorId);
      return null;
    }
    const before = this.#waiting.get(visitorId);
    const { unread, conversation } = facts(visitor);
    if (!visitor.needsAttention) {
      this.#waiting.delete(visitorId);
      return change.kind === "ENTER" ? "visitor" : null;
    }
    const isMore =
      !before || unread > before.unread || (conversation !== before.conversationId && unread > 0);
    const isSeen = before !== undefined && unread < before.unread;
    this.#waiting.set(visitorId, {
      conversationId: conversation,
      unread,
      isOwed: isMore || (!isSeen && (before?.isOwed ?? false)),
    });
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
}

const facts = ({ conversation }: Watched) => ({
  unread: conversation?.unread ?? 0,
  conversation: conversation?.id ?? null,
});
