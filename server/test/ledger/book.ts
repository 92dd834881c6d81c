// What the senders note of every write: what they sent, and what they were told.
export type Fate =
  /** No answer, or one that says neither yes nor no: it may stand in the database once, or not at all. */
  | "unanswered"
  | "answered"
  /** The server said no: it must not stand in the database. */
  | "refused";

export interface Sent {
  clientId: string;
  by: "VISITOR" | "AGENT";
  /** Null: words that the server chose. */
  text: string | null;
  /** Whether the sender tries again with the same id until it is answered. */
  keeps: boolean;
  attempts: number;
  fate: Fate;
  /** As answered. */
  id: string | null;
  seq: number | null;
}

export interface StatusStep {
  visitorId: string;
  from: string;
  to: string;
  fate: Fate;
}

export interface Opening {
  token: string;
  fate: Fate;
  conversationId: string | null;
}

export class Book {
  readonly sends = new Map<string, Sent>();
  readonly steps: StatusStep[] = [];
  readonly openings: Opening[] = [];
  /** Answers that no client should ever get. */
  readonly scandals: string[] = [];
  /** Attempts, by how they ended. */
  answered = 0;
  unanswered = 0;
  refused = 0;

  send(entry: Pick<Sent, "clientId" | "by" | "text" | "keeps">): Sent {
    const sent: Sent = { ...entry, attempts: 0, fate: "unanswered", id: null, seq: null };
    this.sends.set(sent.clientId, sent);
    return sent;
  }

  step(entry: Omit<StatusStep, "fate">): StatusStep {
    const step: StatusStep = { ...entry, fate: "unanswered" };
    this.steps.push(step);
    return step;
  }

  opening(token: string): Opening {
    const opening: Opening = { token, fate: "unanswered", conversationId: null };
    this.openings.push(opening);
    return opening;
  }

  count(fate: Fate): void {
    this[fate]++;
  }
}
