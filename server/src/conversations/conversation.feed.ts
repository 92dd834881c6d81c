// The live conversation, for agents and for the widget alike: messages in order and each once, then its state, then what comes.
import { Between } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { Tails } from "../live/tail.js";
import { Conversation } from "./conversation.entity.js";
import type { Gesture, Gestures } from "./gestures.js";
import { Message } from "./message.entity.js";

export type ConversationItem =
  | { kind: "MESSAGE"; message: Message; conversation: Conversation }
  | { kind: "STATE"; conversation: Conversation }
  | { kind: "GESTURE"; gesture: Gesture }
  | { kind: "RESYNC" }
  | { kind: "HEARTBEAT" };

const BATCH = 200;

export class ConversationFeed {
  constructor(
    private readonly database: Database,
    private readonly tails: Tails,
    private readonly gestures: Gestures,
  ) {}

  /** Ends when the conversation is gone. `check` is called before every delivery and throws when it is no longer allowed. */
  async *follow(
    start: Conversation,
    after: number | null,
    signal: AbortSignal,
    check: () => Promise<void>,
    endings: readonly string[] = [],
  ): AsyncGenerator<ConversationItem, void> {
    const head = (await this.database.source.query("SELECT seq FROM project_sequence WHERE project_id = ?", [
      start.projectId,
    ])) as { seq: number }[];
    const follower = await this.tails.follow(start.projectId, Number(head[0]?.seq ?? 0), endings);
    const shown: Gesture[] = [];
    const deaf = this.gestures.listen(start.id, (gesture) => {
      shown.push(gesture);
      follower.poke();
    });
    try {
      // Read after the follower stands at its place, so that nothing falls between the two.
      let conversation = await this.read(start.id);
      if (!conversation) return;
      let seq = after ?? conversation.lastSeq;
      if (seq > conversation.lastSeq) {
        yield { kind: "RESYNC" };
        seq = conversation.lastSeq;
      }
      for await (const item of this.messages(conversation, seq)) {
        seq = item.message.seq;
        yield item;
      }
      yield { kind: "STATE", conversation };
      for (let quietSince = Date.now(); !signal.aborted;) {
        const rows = await follower.next(Math.max(quietSince + this.tails.heartbeat - Date.now(), 0), signal);
        if (signal.aborted) return;
        await check();
        for (const gesture of shown.splice(0))
          yield gesture.kind === "PAGE" ? { kind: "STATE", conversation } : { kind: "GESTURE", gesture };
        const mine = rows.filter(
          (row) => row.conversationId === start.id || row.visitorId === start.visitorId,
        );
        if (mine.length > 0) {
          conversation = await this.read(start.id);
          if (!conversation) return;
          // An event (joined, closed) is a change of the conversation's own state.
          let stirred = mine.some((row) => row.type !== "message");
          for await (const item of this.messages(conversation, seq)) {
            seq = item.message.seq;
            stirred ||= item.message.kind === "EVENT";
            yield item;
          }
          if (stirred) yield { kind: "STATE", conversation };
          quietSince = Date.now();
        }
        if (Date.now() - quietSince < this.tails.heartbeat) continue;
        quietSince = Date.now();
        yield { kind: "HEARTBEAT" };
      }
    } finally {
      deaf();
      follower.close();
    }
  }

  private async *messages(conversation: Conversation, after: number) {
    for (let seq = after; seq < conversation.lastSeq;) {
      const batch = await this.database.source.manager.find(Message, {
        where: { conversationId: conversation.id, seq: Between(seq + 1, conversation.lastSeq) },
        order: { seq: "ASC" },
        take: BATCH,
      });
      for (const message of batch) yield { kind: "MESSAGE" as const, message, conversation };
      seq = batch.at(-1)?.seq ?? conversation.lastSeq;
    }
  }

  private read(id: Id): Promise<Conversation | null> {
    return this.database.source.manager.findOneBy(Conversation, { id });
  }
}
