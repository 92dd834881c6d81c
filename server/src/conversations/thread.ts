// A conversation under change inside a work: messages get their seq here, and the marks that follow from them.
import type { Id } from "../database/columns.js";
import { forUpdate } from "../database/data-source.js";
import { Conflict, NotFound } from "../graphql/errors.js";
import type { VisitorChange } from "../visitors/index.js";
import { CONVERSATIONS, SENT, sentKey } from "./conversation.ahead.js";
import { Conversation } from "./conversation.entity.js";
import type { AuthorWord, EventWord, KindWord } from "./conversation.words.js";
import { Message } from "./message.entity.js";

export interface NewMessage {
  author: AuthorWord;
  kind: KindWord;
  agentId?: Id | null;
  text?: string | null;
  options?: string[] | null;
  optionIndex?: number | null;
  replyTo?: Id | null;
  formSpec?: object | null;
  submissionId?: Id | null;
  eventType?: EventWord | null;
  clientId?: string | null;
}

/**
 * The message that this sender's id made before, in any conversation of the visitor (a retry may come after a close), or
 * null. The same id with another body is a CONFLICT.
 */
export async function sentBefore(
  unit: VisitorChange,
  clientId: string,
  body: Partial<NewMessage>,
): Promise<Message | null> {
  const known = await findSent(unit, clientId);
  if (!known) return null;
  const same = (Object.keys(body) as (keyof NewMessage)[]).every(
    (part) => (known[part] ?? null) === (body[part] ?? null),
  );
  if (!same)
    throw new Conflict("This clientId was used for another message.", {
      messageId: known.id,
      seq: known.seq,
    });
  return known;
}

async function findSent({ work, visitor }: VisitorChange, clientId: string): Promise<Message | null> {
  const ahead = work.rows.known(SENT, sentKey({ visitorId: visitor.id, clientId }));
  if (ahead !== undefined) return ahead;
  const { manager } = work;
  const rows: { id: number | string }[] = await manager.query(
    "SELECT id FROM message WHERE client_id = ? AND conversation_id IN (SELECT id FROM conversation WHERE visitor_id = ?)",
    [clientId, visitor.id],
  );
  return rows[0] ? manager.findOneByOrFail(Message, { id: String(rows[0].id) }) : null;
}

export class Thread {
  private alerted = false;

  private constructor(
    readonly unit: VisitorChange,
    readonly conversation: Conversation,
  ) {}

  /** Locks a conversation of the visitor; the visitor itself is locked already. */
  static async lock(unit: VisitorChange, conversationId: Id): Promise<Thread> {
    const conversation = await Thread.find(unit, conversationId);
    if (conversation?.visitorId !== unit.visitor.id) throw new NotFound("conversation");
    return new Thread(unit, conversation);
  }

  private static async find({ work, visitor }: VisitorChange, id: Id): Promise<Conversation | null> {
    const ahead = work.rows.known(CONVERSATIONS, id);
    if (ahead !== undefined) return ahead;
    const { manager } = work;
    return manager.findOne(Conversation, { where: { id, visitorId: visitor.id }, ...forUpdate(manager) });
  }

  /** A new conversation becomes the visitor's present one, and moves its Date. */
  static async start(unit: VisitorChange): Promise<Thread> {
    const { rows, now } = unit.work;
    const conversation = await rows.insert(Conversation, {
      projectId: unit.projectId,
      visitorId: unit.visitor.id,
      mode: "BOT",
      assigneeId: null,
      startedAt: now,
      closedAt: null,
      lastSeq: 0,
      unread: 0,
      needsAttention: false,
      seenByVisitorSeq: 0,
      deliveredToVisitorSeq: 0,
      seenByAgentSeq: 0,
      lastMessageAt: now,
    });
    rows.know(CONVERSATIONS, conversation.id, conversation);
    unit.visitor.conversationId = conversation.id;
    unit.visitor.startedAt = now;
    unit.answered();
    unit.note({ type: "conversation.started", conversationId: conversation.id });
    return new Thread(unit, conversation);
  }

  /** Says it loudly: what the flow says after it does not count as an answer. */
  alert(): void {
    this.alerted = true;
    this.waits();
  }

  /** Only the visitor's present conversation can go on: what is done in an earlier one, nobody would see. */
  requirePresent(): void {
    const { conversationId } = this.unit.visitor;
    if (conversationId !== this.conversation.id) {
      throw new Conflict("The visitor has a newer conversation: go on there.", { conversationId });
    }
  }

  /** Ends a conversation that fell silent, without a word, and begins the one that follows it. */
  async succeed(): Promise<Thread> {
    const { conversation, unit } = this;
    if (conversation.mode !== "CLOSED") {
      conversation.mode = "CLOSED";
      conversation.closedAt = unit.now;
      conversation.assigneeId = null;
    }
    conversation.needsAttention = false;
    await this.save();
    return Thread.start(unit);
  }

  async append(input: NewMessage): Promise<Message> {
    const { conversation, unit } = this;
    const { rows, now } = unit.work;
    const message = await rows.insert(Message, {
      agentId: null,
      text: null,
      options: null,
      optionIndex: null,
      replyTo: null,
      formSpec: null,
      submissionId: null,
      eventType: null,
      clientId: null,
      ...input,
      conversationId: conversation.id,
      seq: conversation.lastSeq + 1,
      createdAt: now,
    });
    const { clientId } = message;
    if (clientId) rows.know(SENT, sentKey({ visitorId: unit.visitor.id, clientId }), message);
    conversation.lastSeq = message.seq;
    conversation.lastMessageAt = now;
    this.mark(message);
    unit.note({ type: "message", conversationId: conversation.id, messageSeq: message.seq });
    return message;
  }

  event(eventType: EventWord, agentId: Id | null = null): Promise<Message> {
    return this.append({ author: "SYSTEM", kind: "EVENT", eventType, agentId });
  }

  /** The conversation is over. Who was alerted in it is still to look. */
  async close(agentId: Id | null = null): Promise<void> {
    const { conversation } = this;
    conversation.mode = "CLOSED";
    conversation.closedAt = this.unit.now;
    conversation.assigneeId = null;
    if (!this.alerted) this.answered();
    await this.event("CLOSED", agentId);
  }

  /** Something that is no message changed: the mode, who is assigned, what was seen. */
  touched(type: string): void {
    this.unit.note({ type, conversationId: this.conversation.id });
  }

  waits(): void {
    this.conversation.needsAttention = true;
    this.unit.waits();
  }

  answered(): void {
    this.conversation.needsAttention = false;
    this.unit.answered();
  }

  async save(): Promise<void> {
    await this.unit.work.rows.update(Conversation, this.conversation);
  }

  private mark({ author, kind, seq }: Message): void {
    const { conversation, unit } = this;
    if (author === "VISITOR") {
      conversation.unread += 1;
      conversation.seenByVisitorSeq = seq;
      conversation.deliveredToVisitorSeq = seq;
      unit.visitor.engaged = true;
      unit.visitor.lastSeenAt = unit.now;
      this.waits();
    } else if (author === "AGENT") {
      conversation.unread = 0;
      conversation.seenByAgentSeq = seq;
      this.answered();
    } else if (author === "BOT" && kind !== "EVENT" && conversation.mode === "BOT" && !this.alerted) {
      this.answered();
    }
  }
}
