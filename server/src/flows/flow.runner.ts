// Runs a conversation's flow: says what its nodes say until one waits for the visitor, or hands over, or ends.
// It runs inside the visitor's own transaction, so an answer and what the flow says to it are there together or not at all.
import type { Id } from "../database/columns.js";
import { BadUserInput, Conflict, NotFound } from "../graphql/errors.js";
import { type Message, type Thread, sentBefore } from "../conversations/index.js";
import { type Form, FormSubmission, checkAnswers, submitForm } from "../forms/index.js";
import type { VisitorChange } from "../visitors/index.js";
import type { FlowDefinition, FlowNode } from "./flow.definition.js";
import { FlowRun } from "./flow.entity.js";
import type { FlowReader } from "./flow.reader.js";

/** More steps without a wait than any sane flow takes: the flow is stopped rather than the server. */
const MOST_STEPS = 200;

/**
 * The visitor's present conversation, locked; begins a new one when the last is over. `carry`: the new one goes on in the
 * flow where the last one was left, since the visitor answers a question of it.
 */
export type PresentThread = (carry?: boolean) => Promise<Thread>;

export class FlowRunner {
  constructor(private readonly reader: FlowReader) {}

  /** Begins the project's published flow in a new conversation. */
  async start(thread: Thread): Promise<void> {
    const { work } = thread.unit;
    const versionId = await this.reader.published(work);
    const definition = versionId && (await this.reader.definition(work, versionId));
    if (!definition) return;
    await this.advance(thread, this.makeRun(thread, versionId), definition, definition.start);
  }

  /** The visitor chose an option of `messageId`; answers with the visitor's message. */
  async choose(
    unit: VisitorChange,
    present: PresentThread,
    choice: { messageId: Id; index: number; clientId: string },
  ): Promise<Message> {
    const { index, clientId } = choice;
    const asked = await this.asked(unit, choice.messageId, "OPTIONS");
    const label = asked.options?.[index];
    if (label === undefined) {
      throw new BadUserInput(
        `There is no option ${index}; the message offers 0 to ${(asked.options?.length ?? 1) - 1}.`,
        { field: "index" },
      );
    }
    const body = {
      author: "VISITOR",
      kind: "OPTION_CHOSEN",
      text: label,
      optionIndex: index,
      replyTo: asked.id,
    } as const;
    const known = await sentBefore(unit, clientId, body);
    if (known) return known;
    const thread = await present(true);
    const message = await thread.append({ ...body, clientId });
    await this.resume(thread, asked.id, "OPTIONS", (node) =>
      node.kind === "options" ? (node.options[index]?.next ?? null) : null,
    );
    return message;
  }

  /** The visitor filled in the form of `messageId`; answers with the visitor's message. */
  async submit(
    unit: VisitorChange,
    present: PresentThread,
    answer: { messageId: Id; fields: readonly { name: string; value: string }[]; clientId: string },
  ): Promise<Message> {
    const asked = await this.asked(unit, answer.messageId, "FORM");
    const body = { author: "VISITOR", kind: "FORM_SUBMITTED", replyTo: asked.id } as const;
    const form = asked.formSpec as Form;
    const fields = checkAnswers(form, answer.fields);
    const known = await sentBefore(unit, answer.clientId, body);
    if (known) return this.sameAnswers(unit, known, fields);
    const thread = await present(true);
    const submission = await submitForm(thread, form, answer.fields);
    const message = await thread.append({ ...body, submissionId: submission.id, clientId: answer.clientId });
    await this.resume(thread, asked.id, "FORM", (node) => (node.kind === "form" ? node.next : null));
    return message;
  }

  private async sameAnswers(
    { work }: VisitorChange,
    known: Message,
    fields: FormSubmission["fields"],
  ): Promise<Message> {
    const { id, seq, submissionId } = known;
    const stored = await work.manager.findOneByOrFail(FormSubmission, { id: submissionId ?? "0" });
    const values = (list: FormSubmission["fields"]) => JSON.stringify(list.map(({ value }) => value));
    if (values(stored.fields) === values(fields)) return known;
    throw new Conflict("This clientId was used for other answers.", { messageId: id, seq });
  }

  /** The visitor wrote instead of choosing: an option's own words choose it, anything else gets the question again. */
  async hear(thread: Thread, text: string): Promise<void> {
    if (thread.conversation.mode !== "BOT") return;
    const found = await this.runOf(thread);
    if (!found) return this.start(thread);
    const node = found.run.node === null ? undefined : found.definition.nodes[found.run.node];
    if (!node || found.run.waitsFor === "NOTHING") return;
    if (node.kind === "options") {
      const wanted = text.trim().toLocaleLowerCase();
      const option = node.options.find(({ label }) => label.toLocaleLowerCase() === wanted);
      if (option) return this.advance(thread, found.run, found.definition, option.next);
    }
    await this.advance(thread, found.run, found.definition, found.run.node);
  }

  /** Goes on where the flow was left, when an agent hands the conversation back. */
  async handBack(thread: Thread): Promise<void> {
    const found = await this.runOf(thread);
    if (!found) return this.start(thread);
    const node = found.run.node === null ? undefined : found.definition.nodes[found.run.node];
    const waiting = node && found.run.waitsFor !== "NOTHING";
    // A flow that had handed over has nothing left to ask: it begins anew.
    await this.advance(
      thread,
      found.run,
      found.definition,
      waiting ? found.run.node : found.definition.start,
    );
  }

  /** Ends the flow's part: a person was asked for. */
  async handOff(thread: Thread, text: string | null): Promise<void> {
    if (text) await thread.append({ author: "BOT", kind: "TEXT", text });
    thread.conversation.mode = "WAITING";
    await thread.event("HANDOFF");
    thread.waits();
  }

  private async resume(
    thread: Thread,
    askedId: Id,
    wait: "OPTIONS" | "FORM",
    next: (node: FlowNode) => string | null,
  ): Promise<void> {
    if (thread.conversation.mode !== "BOT") return;
    const found = await this.runOf(thread);
    // A new conversation that an old question's answer began: the flow has not spoken in it yet.
    if (!found) return this.start(thread);
    const { run, definition } = found;
    if (run.waitsFor !== wait || run.messageId !== askedId || run.node === null) return;
    const node = definition.nodes[run.node];
    if (node) await this.advance(thread, run, definition, next(node));
  }

  private async advance(
    thread: Thread,
    run: FlowRun,
    definition: FlowDefinition,
    from: string | null,
  ): Promise<void> {
    run.waitsFor = "NOTHING";
    run.messageId = null;
    run.node = from;
    for (let step = 0; run.node !== null && step < MOST_STEPS; step++) {
      const node = definition.nodes[run.node];
      const wait = node ? await this.enter(thread, node) : null;
      if (wait) {
        run.waitsFor = wait.kind === "OPTIONS" ? "OPTIONS" : "FORM";
        run.messageId = wait.id;
        break;
      }
      run.node = node && "next" in node ? node.next : null;
    }
    await this.reader.keepRun(thread.unit.work, run);
  }

  /** Does what a node does; answers with the message that asks, when the node waits for the visitor. */
  private async enter(thread: Thread, node: FlowNode): Promise<Message | null> {
    switch (node.kind) {
      case "message":
        await thread.append({ author: "BOT", kind: "TEXT", text: node.text });
        return null;
      case "options":
        return thread.append({
          author: "BOT",
          kind: "OPTIONS",
          text: node.text,
          options: node.options.map(({ label }) => label),
        });
      case "form":
        return thread.append({ author: "BOT", kind: "FORM", text: node.text, formSpec: node.form });
      case "notification":
        if (node.status) await thread.unit.setStatus(node.status, "FLOW", null);
        if (node.alert) thread.alert();
        return null;
      case "handoff":
        await this.handOff(thread, node.text);
        return null;
      case "condition":
      case "delay":
      case "close":
      case "end":
        return null;
    }
  }

  /** A message of the visitor's that asked; one of somebody else's answers like a missing one. */
  private async asked(unit: VisitorChange, messageId: Id, kind: "OPTIONS" | "FORM"): Promise<Message> {
    const message = await this.reader.asked(unit.work, messageId, unit.visitor.id);
    if (message?.kind !== kind) throw new NotFound(kind === "FORM" ? "form" : "message with options");
    return message;
  }

  private makeRun(thread: Thread, versionId: Id): FlowRun {
    return Object.assign(new FlowRun(), {
      conversationId: thread.conversation.id,
      versionId,
      node: null,
      waitsFor: "NOTHING" as const,
      messageId: null,
      dueAt: null,
      memory: null,
    });
  }

  /** Moves where the visitor stands in the flow to the conversation that follows. */
  async carryOver(thread: Thread, fromConversationId: Id): Promise<boolean> {
    const { work } = thread.unit;
    const run = await this.reader.runOf(work, fromConversationId);
    if (!run || run.waitsFor === "NOTHING") return false;
    const { id: conversationId } = thread.conversation;
    await this.reader.keepRun(work, Object.assign(new FlowRun(), run, { conversationId }));
    return true;
  }

  private async runOf(thread: Thread): Promise<{ run: FlowRun; definition: FlowDefinition } | null> {
    const { work } = thread.unit;
    const run = await this.reader.runOf(work, thread.conversation.id);
    const definition = run && (await this.reader.definition(work, run.versionId));
    return run && definition ? { run, definition } : null;
  }
}
