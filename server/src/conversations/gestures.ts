// Typing, looking, going to another page: shown while they last, never stored. At most one a second of each kind and person goes out.
import type { Id } from "../database/columns.js";
import { type Bus, conversationTopic } from "../live/bus.js";
import type { AuthorWord } from "./conversation.words.js";

export interface Gesture {
  /** PAGE: the visitor went to another page. */
  kind: "TYPING" | "VIEWING" | "PAGE";
  by: AuthorWord;
  agentId: Id | null;
  on: boolean;
}

const PAUSE = 1000;

export class Gestures {
  private readonly shown = new Map<string, { on: boolean; at: number }>();

  constructor(
    private readonly bus: Bus,
    private readonly clock: () => Date,
  ) {}

  show(conversationId: Id, gesture: Gesture): void {
    const key = [conversationId, gesture.kind, gesture.by, gesture.agentId].join(" ");
    const now = this.clock().getTime();
    const last = this.shown.get(key);
    if (last && last.on === gesture.on && now - last.at < PAUSE) return;
    this.shown.delete(key);
    this.shown.set(key, { on: gesture.on, at: now });
    for (const [old, { at }] of this.shown) {
      if (now - at < PAUSE) break;
      this.shown.delete(old);
    }
    this.bus.publish(conversationTopic(conversationId), gesture);
  }

  /** Those that are on now. */
  present(_conversationId: Id): Gesture[] {
    return [];
  }

  listen(conversationId: Id, listener: (gesture: Gesture) => void): () => void {
    return this.bus.listen(conversationTopic(conversationId), (payload) => listener(payload as Gesture));
  }
}
