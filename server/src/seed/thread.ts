// A conversation as it would stand had the product written it: the same marks as conversations/thread.ts and the same steps as
// flows/flow.runner.ts, without a database. The tests of the seed hold the two together.
import { type FlowDefinition, type FlowNode, type Next, nodeOf } from "../flows/flow.definition.js";
import { WAITS, type WaitWord } from "../flows/flow.entity.js";
import { fillIn } from "../flows/flow.text.js";
import type { Form } from "../forms/index.js";
import { SeededRecord } from "./record.js";
import type { Keys, Row } from "./tables.js";
import type { SeededVisitor } from "./visitor.js";

const MOST_STEPS = 200;

export interface SeededFlow {
  versionId: number;
  definition: FlowDefinition;
}

export class SeededThread {
  private readonly record: SeededRecord;
  private run: { node: string | null; waitsFor: WaitWord; messageId: number | null } | null = null;

  constructor(
    readonly id: number,
    startedAt: number,
    private readonly visitor: SeededVisitor,
    keys: Keys,
    private readonly flow: SeededFlow | null,
  ) {
    this.record = new SeededRecord(id, startedAt, visitor, keys);
  }

  get messages(): readonly Row<"message">[] {
    return this.record.messages;
  }

  get mode() {
    return this.record.mode;
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
    this.record.append(at, "VISITOR", "TEXT", { text, client_id: clientId });
    if (this.mode === "BOT" && !this.run) this.begin(at);
  }

  choose(at: number, index: number, clientId: string): void {
    const node = this.question;
    const option = node?.kind === "options" ? node.options[index] : undefined;
    if (!option) throw new Error(`a seeded visitor chose option ${index}, which nobody offers`);
    this.act();
    this.record.append(at, "VISITOR", "OPTION_CHOSEN", {
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
    this.record.append(at, "VISITOR", "FORM_SUBMITTED", {
      reply_to: this.run?.messageId ?? null,
      submission_id: submissionId,
      client_id: clientId,
    });
    this.advance(at, node.next);
  }

  join(at: number, agentId: number): void {
    this.act();
    this.record.joined(at, agentId);
  }

  reply(at: number, agentId: number, text: string, clientId: string, isSeen: boolean): void {
    this.act();
    this.record.append(at, "AGENT", "TEXT", { text, agent_id: agentId, client_id: clientId });
    if (isSeen) this.record.seen();
  }

  close(at: number, agentId: number): void {
    this.act();
    this.record.end(at, agentId);
  }

  giveWay(at: number): void {
    this.record.giveWay(at);
  }

  row(projectId: number, visitorId: number, bare: boolean): Row<"conversation"> {
    return this.record.row(projectId, visitorId, bare);
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
    this.record.alerted = false;
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
      ? this.record.append(at, "BOT", "OPTIONS", { text: this.words(node.text), options: labelsOf(node) })
      : this.record.append(at, "BOT", "FORM", { text: this.words(node.text), form_spec: specOf(node.form) });
  }

  private enter(at: number, node: FlowNode): void {
    if (node.kind === "message") this.tell(at, node.text);
    if (node.kind === "close") {
      this.tell(at, node.text);
      this.record.end(at, null);
    }
    if (node.kind === "notification") {
      if (node.status) this.visitor.setStatus(at, node.status, "FLOW", null);
      if (node.alert) {
        this.record.alerted = true;
        this.record.waits(at);
      }
    }
    if (node.kind === "handoff") {
      this.tell(at, node.text);
      this.record.mode = "WAITING";
      this.record.event(at, "HANDOFF");
      this.record.waits(at);
    }
  }

  /** Parameters are set beside the talk, and unknown here. */
  private words(text: string | null): string | null {
    const { name, email, phone } = this.visitor;
    return fillIn(text, { name, email, phone, param: () => null });
  }

  private tell(at: number, text: string | null): void {
    const words = this.words(text);
    if (words !== null) this.record.append(at, "BOT", "TEXT", { text: words });
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
