// A conversation as it would stand had the product written it: the same marks as conversations/thread.ts and the same steps as
// flows/flow.runner.ts, without a database. The tests of the seed hold the two together.
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
import { type FlowDefinition, type FlowNode, type Next, nodeOf } from "../flows/flow.definition.js";
import { WAITS, type WaitWord } from "../flows/flow.entity.js";
import { fillIn } from "../flows/flow.text.js";
import type { Form } from "../forms/index.js";
import type { Keys, Row, Value } from "./tables.js";
import type { SeededVisitor } from "./visitor.js";

const MOST_STEPS = 200;

export interface SeededFlow {
  versionId: number;
  definition: FlowDefinition;
}

export class SeededThread {
  readonly messages: Row<"message">[] = [];
  mode: ModeWord = "BOT";
  private assigneeId: number | null = null;
  private closedAt: number | null = null;
  private lastMessageAt: number;
  private lastSeq = 0;
  private unread = 0;
  private seenByVisitorSeq = 0;
  private seenByAgentSeq = 0;
  private needsAttention = false;
  private alerted = false;
  private run: { node: string | null; waitsFor: WaitWord; messageId: number | null } | null = null;

  constructor(
    readonly id: number,
    private readonly startedAt: number,
    private readonly visitor: SeededVisitor,
    private readonly keys: Keys,
    private readonly flow: SeededFlow | null,
  ) {
    this.lastMessageAt = startedAt;
    visitor.answered();
  }

  /** The node that waits for the visitor's answer; null when none does. */
  get question(): FlowNode | null {
    const { run, flow } = this;
    if (this.mode !== "BOT" || !run || run.waitsFor === "NOTHING" || run.node === null) return null;
    return flow ? nodeOf(flow.definition, run.node) : null;
  }

  /** The flow begins to speak. */
  begin(at: number): void {
    if (this.flow) this.advance(at, this.flow.definition.start);
  }

  say(at: number, text: string, clientId: string): void {
    this.act();
    this.append(at, "VISITOR", "TEXT", { text, client_id: clientId });
    if (this.mode === "BOT" && !this.run) this.begin(at);
  }

  choose(at: number, index: number, clientId: string): void {
    const node = this.question;
    const option = node?.kind === "options" ? node.options[index] : undefined;
    if (!option) throw new Error(`a seeded visitor chose option ${index}, which nobody offers`);
    this.act();
    this.append(at, "VISITOR", "OPTION_CHOSEN", {
      text: option.label,
      option_index: index,
      reply_to: this.run?.messageId ?? null,
      client_id: clientId,
    });
    this.advance(at, option.next);
  }

  submit(at: number, submissionId: number, clientId: string): void {
    const node = this.question;
    if (node?.kind !== "form") throw new Error("a seeded visitor filled in a form that nobody asks for");
    this.act();
    this.append(at, "VISITOR", "FORM_SUBMITTED", {
      reply_to: this.run?.messageId ?? null,
      submission_id: submissionId,
      client_id: clientId,
    });
    this.advance(at, node.next);
  }

  join(at: number, agentId: number): void {
    this.act();
    this.mode = "LIVE";
    this.assigneeId = agentId;
    this.append(at, "SYSTEM", "EVENT", { event_type: EVENTS.indexOf("JOINED"), agent_id: agentId });
  }

  reply(at: number, agentId: number, text: string, clientId: string, isSeen: boolean): void {
    this.act();
    this.append(at, "AGENT", "TEXT", { text, agent_id: agentId, client_id: clientId });
    if (isSeen) this.seenByVisitorSeq = this.lastSeq;
  }

  close(at: number, agentId: number): void {
    this.act();
    this.end(at, agentId);
  }

  private end(at: number, agentId: number | null): void {
    this.mode = "CLOSED";
    this.closedAt = at;
    this.assigneeId = null;
    if (!this.alerted) this.answered();
    this.append(at, "SYSTEM", "EVENT", { event_type: EVENTS.indexOf("CLOSED"), agent_id: agentId });
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

  runRow(): Row<"flow_run"> | null {
    const { id, run, flow } = this;
    if (!run || !flow) return null;
    const { node, waitsFor, messageId } = run;
    return {
      conversation_id: id,
      version_id: flow.versionId,
      node,
      waits_for: WAITS.indexOf(waitsFor),
      message_id: messageId,
    };
  }

  /** Each of these is a write of its own in the product. */
  private act(): void {
    this.alerted = false;
    this.visitor.version += 1;
  }

  private advance(at: number, from: string | null): void {
    if (!this.flow) return;
    const { definition } = this.flow;
    this.run = { node: from, waitsFor: "NOTHING", messageId: null };
    for (let step = 0; this.run.node !== null && step < MOST_STEPS; step++) {
      const node = nodeOf(definition, this.run.node);
      if (node?.kind === "options" || node?.kind === "form") {
        this.run.messageId = this.ask(at, node);
        this.run.waitsFor = node.kind === "options" ? "OPTIONS" : "FORM";
        return;
      }
      if (node) this.enter(at, node);
      this.run.node = node && nextOf(node);
    }
  }

  private ask(at: number, node: Extract<FlowNode, { kind: "options" | "form" }>): number {
    return node.kind === "options"
      ? this.append(at, "BOT", "OPTIONS", { text: this.words(node.text), options: labelsOf(node) })
      : this.append(at, "BOT", "FORM", { text: this.words(node.text), form_spec: specOf(node.form) });
  }

  private enter(at: number, node: FlowNode): void {
    if (node.kind === "message") this.tell(at, node.text);
    if (node.kind === "close") {
      this.tell(at, node.text);
      this.end(at, null);
    }
    if (node.kind === "notification") {
      if (node.status) this.visitor.setStatus(at, node.status, "FLOW", null);
      if (node.alert) {
        this.alerted = true;
        this.waits(at);
      }
    }
    if (node.kind === "handoff") {
      this.tell(at, node.text);
      this.mode = "WAITING";
      this.append(at, "SYSTEM", "EVENT", { event_type: EVENTS.indexOf("HANDOFF" satisfies EventWord) });
      this.waits(at);
    }
  }

  /** Parameters are set beside the talk, and unknown here. */
  private words(text: string | null): string | null {
    const { name, email, phone } = this.visitor;
    return fillIn(text, { name, email, phone, param: () => null });
  }

  private tell(at: number, text: string | null): void {
    const words = this.words(text);
    if (words !== null) this.append(at, "BOT", "TEXT", { text: words });
  }

  private append(at: number, author: AuthorWord, kind: KindWord, more: Partial<Row<"message">>): number {
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

  private waits(at: number): void {
    this.needsAttention = true;
    this.visitor.waits(at);
  }

  private answered(): void {
    this.needsAttention = false;
    this.visitor.answered();
  }
}

/** Pauses are long over; people were there whenever they were asked for; and nobody was special in any other way. */
function nextOf(node: FlowNode): Next {
  if (node.kind === "condition") return node.when.on === "hours" ? node.then : node.otherwise;
  return "next" in node ? node.next : null;
}

// A flow says the same to a million visitors: written as JSON once.
const labels = new WeakMap<object, string>();
const specs = new WeakMap<object, string>();

function labelsOf(node: Extract<FlowNode, { kind: "options" }>): string {
  const known = labels.get(node) ?? JSON.stringify(node.options.map(({ label }) => label));
  labels.set(node, known);
  return known;
}

function specOf(form: Form): string {
  const known = specs.get(form) ?? JSON.stringify(form);
  specs.set(form, known);
  return known;
}
