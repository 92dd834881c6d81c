// What a conversation has written, and the marks that it bears: those of conversations/thread.ts, without a database.
import {
  AUTHORS,
  type AuthorWord,
  EVENTS,
  type EventWord,
  KINDS,
  type KindWord,
  MODES,
  type ModeWord,
} from "../conversations/conversation.words.js";
import type { Keys, Row, Value } from "./tables.js";
import type { SeededVisitor } from "./visitor.js";

export class SeededRecord {
  readonly messages: Row<"message">[] = [];
  mode: ModeWord = "BOT";
  /** Whether what is being written has called for a person: its own words are then no answer. */
  alerted = false;
  private assigneeId: number | null = null;
  private closedAt: number | null = null;
  private lastMessageAt: number;
  private lastSeq = 0;
  private unread = 0;
  private seenByVisitorSeq = 0;
  private seenByAgentSeq = 0;
  private needsAttention = false;

  constructor(
    private readonly id: number,
    private readonly startedAt: number,
    private readonly visitor: SeededVisitor,
    private readonly keys: Keys,
  ) {
    this.lastMessageAt = startedAt;
    visitor.answered();
  }

  event(at: number, event: EventWord, agentId: number | null = null): void {
    this.append(at, "SYSTEM", "EVENT", { event_type: EVENTS.indexOf(event), agent_id: agentId });
  }

  joined(at: number, agentId: number): void {
    this.mode = "LIVE";
    this.assigneeId = agentId;
    this.event(at, "JOINED", agentId);
  }

  seen(): void {
    this.seenByVisitorSeq = this.lastSeq;
  }

  end(at: number, agentId: number | null): void {
    this.mode = "CLOSED";
    this.closedAt = at;
    this.assigneeId = null;
    if (!this.alerted) this.answered();
    this.event(at, "CLOSED", agentId);
  }

  /** Ends without a word, because another conversation follows. */
  giveWay(at: number): void {
    if (this.mode !== "CLOSED") {
      this.mode = "CLOSED";
      this.closedAt = at;
      this.assigneeId = null;
    }
    this.needsAttention = false;
  }

  /** `bare`: as if nobody had said a word. */
  row(projectId: number, visitorId: number, bare: boolean): Row<"conversation"> {
    return {
      id: this.id,
      project_id: projectId,
      visitor_id: visitorId,
      mode: MODES.indexOf(this.mode),
      assignee_id: this.assigneeId,
      started_at: this.startedAt,
      closed_at: this.closedAt,
      last_seq: bare ? 0 : this.lastSeq,
      unread: bare ? 0 : this.unread,
      needs_attention: Number(this.needsAttention),
      seen_by_visitor_seq: bare ? 0 : this.seenByVisitorSeq,
      delivered_to_visitor_seq: bare ? 0 : this.seenByVisitorSeq,
      seen_by_agent_seq: bare ? 0 : this.seenByAgentSeq,
      last_message_at: this.lastMessageAt,
    };
  }

  append(at: number, author: AuthorWord, kind: KindWord, more: Partial<Row<"message">>): number {
    const id = this.keys.take("message");
    this.lastSeq += 1;
    this.lastMessageAt = at;
    const of = <K extends keyof Row<"message">>(column: K): Value => more[column] ?? null;
    this.messages.push({
      id,
      conversation_id: this.id,
      seq: this.lastSeq,
      author: AUTHORS.indexOf(author),
      agent_id: of("agent_id"),
      kind: KINDS.indexOf(kind),
      text: of("text"),
      options: of("options"),
      option_index: of("option_index"),
      reply_to: of("reply_to"),
      form_spec: of("form_spec"),
      submission_id: of("submission_id"),
      event_type: of("event_type"),
      client_id: of("client_id"),
      created_at: at,
    });
    if (author === "VISITOR") {
      this.unread += 1;
      this.seenByVisitorSeq = this.lastSeq;
      this.visitor.engaged = true;
      this.visitor.lastSeenAt = at;
      this.waits(at);
    } else if (author === "AGENT") {
      this.unread = 0;
      this.seenByAgentSeq = this.lastSeq;
      this.answered();
    } else if (author === "BOT" && this.mode === "BOT" && !this.alerted) this.answered();
    return id;
  }

  waits(at: number): void {
    this.needsAttention = true;
    this.visitor.waits(at);
  }

  private answered(): void {
    this.needsAttention = false;
    this.visitor.answered();
  }
}
