// What agents do in a conversation: reply, join, close, mark seen, show that they type or look.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { WriteDoor } from "../database/write.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Conflict, NotFound } from "../graphql/errors.js";
import { idOrNull, requireClientId, requireText } from "../graphql/input.js";
import { type AccessService, NO_PROJECT } from "../projects/index.js";
import { changeVisitor } from "../visitors/index.js";
import { Conversation } from "./conversation.entity.js";
import { Draft } from "./draft.entity.js";
import { MESSAGE_LENGTH } from "./conversation.words.js";
import type { Gestures } from "./gestures.js";
import { Message } from "./message.entity.js";
import { Thread, sentBefore } from "./thread.js";

export interface ReplyInput {
  text: string;
  clientId: string;
  expectedLastSeq?: number | null;
  draftVersion?: string | null;
}

export class ConversationService {
  constructor(
    private readonly database: Database,
    private readonly door: WriteDoor,
    private readonly access: AccessService,
    private readonly gestures: Gestures,
  ) {}

  async require(context: ApiContext, id: Id): Promise<Conversation> {
    const conversation = idOrNull(id)
      ? await this.database.source.manager.findOneBy(Conversation, {
          id,
          projectId: this.access.within(context),
        })
      : null;
    await this.access.require(context, conversation?.projectId ?? NO_PROJECT, "MANAGER", "conversation");
    if (!conversation) throw new NotFound("conversation");
    return conversation;
  }

  /** Runs `change` with the visitor and the conversation locked, in one transaction. */
  async change<T>(
    context: ApiContext,
    id: Id,
    change: (thread: Thread, agentId: Id | null) => Promise<T>,
  ): Promise<T> {
    const { projectId, visitorId } = await this.require(context, id);
    const agentId = context.caller.kind === "agent" ? context.caller.agentId : null;
    return this.door.write(projectId, (work) =>
      changeVisitor(work, visitorId, async (unit) => {
        const thread = await Thread.lock(unit, id);
        const answer = await change(thread, agentId);
        await thread.save();
        return answer;
      }),
    );
  }

  async reply(context: ApiContext, id: Id, input: ReplyInput): Promise<Message> {
    const text = requireText(input.text, "The message", MESSAGE_LENGTH);
    const clientId = requireClientId(input.clientId);
    const message = await this.change(context, id, async (thread, agentId) => {
      const known = await sentBefore(thread.unit, clientId, { author: "AGENT", text });
      if (known) return known;
      const { conversation } = thread;
      thread.requirePresent();
      if (input.expectedLastSeq != null) await this.guard(thread, agentId, input.expectedLastSeq);
      if (conversation.mode === "CLOSED") await thread.event("REOPENED", agentId);
      if (conversation.mode !== "LIVE") await this.enter(thread, agentId);
      if (agentId && input.draftVersion) await clearDraft(thread, agentId, input.draftVersion);
      return thread.append({ author: "AGENT", kind: "TEXT", agentId, text, clientId });
    });
    this.gestures.spoke(id, "AGENT", message.agentId);
    return message;
  }

  /** Joins, or takes over from another agent. The flow falls silent in the same transaction. */
  async join(context: ApiContext, id: Id): Promise<Conversation> {
    return this.change(context, id, async (thread, agentId) => {
      const { conversation } = thread;
      thread.requirePresent();
      if (conversation.mode === "LIVE" && conversation.assigneeId === agentId) return conversation;
      if (conversation.mode === "CLOSED") await thread.event("REOPENED", agentId);
      await this.enter(thread, agentId);
      return conversation;
    });
  }

  async close(context: ApiContext, id: Id): Promise<Conversation> {
    return this.change(context, id, async (thread, agentId) => {
      const { conversation } = thread;
      thread.requirePresent();
      if (conversation.mode !== "CLOSED") await thread.close(agentId);
      return conversation;
    });
  }

  async markSeen(context: ApiContext, id: Id, seq: number): Promise<Conversation> {
    if (seq < 0) throw new BadUserInput("seq counts from 0.", { field: "seq" });
    const known = await this.require(context, id);
    if (Math.min(seq, known.lastSeq) <= known.seenByAgentSeq) return known;
    return this.change(context, id, async (thread) => {
      const { conversation } = thread;
      const seen = Math.min(seq, conversation.lastSeq);
      if (seen <= conversation.seenByAgentSeq) return conversation;
      conversation.seenByAgentSeq = seen;
      conversation.unread = await this.unreadAfter(thread, seen);
      // What the flow had alerted to and closed itself asks for no answer: it was to be seen.
      if (conversation.mode === "CLOSED" && conversation.needsAttention) thread.answered();
      thread.touched("conversation.seen");
      return conversation;
    });
  }

  async setTyping(context: ApiContext, id: Id, typing: boolean): Promise<boolean> {
    await this.require(context, id);
    const agentId = context.requireAgent();
    this.gestures.show(id, { kind: "TYPING", by: "AGENT", agentId, on: typing });
    return true;
  }

  async setViewing(context: ApiContext, id: Id, viewing: boolean): Promise<boolean> {
    await this.require(context, id);
    const agentId = context.requireAgent();
    this.gestures.show(id, { kind: "VIEWING", by: "AGENT", agentId, on: viewing });
    return true;
  }

  private async enter(thread: Thread, agentId: Id | null): Promise<void> {
    thread.conversation.mode = "LIVE";
    thread.conversation.closedAt = null;
    thread.conversation.assigneeId = agentId;
    await thread.event("JOINED", agentId);
  }

  /** Refuses a reply made on a stale screen: another agent spoke, joined or closed since. The newer state goes with the refusal. */
  private async guard(
    { conversation, unit }: Thread,
    agentId: Id | null,
    expectedLastSeq: number,
  ): Promise<void> {
    // What programs wrote is somebody else's to a person; to a program only what persons wrote is.
    const others = agentId ? "(agent_id IS NULL OR agent_id <> ?)" : "agent_id IS NOT NULL";
    const newer: { id: string }[] = await unit.work.manager.query(
      `SELECT id FROM message WHERE conversation_id = ? AND seq > ? AND (author = 2 OR (kind = 5 AND event_type IN (1, 2, 3)))
       AND ${others} ORDER BY seq DESC LIMIT 1`,
      agentId ? [conversation.id, expectedLastSeq, agentId] : [conversation.id, expectedLastSeq],
    );
    if (!newer[0]) return;
    const last = await unit.work.manager.findOneByOrFail(Message, { id: String(newer[0].id) });
    throw new Conflict("Somebody else answered, joined or closed meanwhile.", {
      lastSeq: conversation.lastSeq,
      mode: conversation.mode,
      assigneeId: conversation.assigneeId,
      message: {
        id: last.id,
        seq: last.seq,
        agentId: last.agentId,
        kind: last.kind,
        text: last.text,
        createdAt: last.createdAt.toISOString(),
      },
    });
  }

  private async unreadAfter({ conversation, unit }: Thread, seq: number): Promise<number> {
    const rows: { n: number | string }[] = await unit.work.manager.query(
      "SELECT COUNT(*) AS n FROM message WHERE conversation_id = ? AND seq > ? AND author = 1",
      [conversation.id, seq],
    );
    return Number(rows[0]?.n);
  }
}

/** One that was saved after it stays: it is what the agent writes next. */
async function clearDraft({ unit }: Thread, agentId: Id, version: string): Promise<void> {
  await unit.work.manager.delete(Draft, { agentId, visitorId: unit.visitor.id, version });
}
