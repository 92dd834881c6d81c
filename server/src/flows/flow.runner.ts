// Runs a conversation's flow: what begins it, and what it goes on with (an answer, a word, the end of a pause, a hand-back).
// It runs inside the visitor's own transaction, so an answer and what the flow says to it are there together or not at all.
import type { Id } from "../database/columns.js";
import { BadUserInput, Conflict, NotFound } from "../graphql/errors.js";
import { type Message, Thread, sentBefore } from "../conversations/index.js";
import { type Form, FormSubmission, checkAnswers, submitForm } from "../forms/index.js";
import type { VisitorChange } from "../visitors/index.js";
import { sameAs } from "./flow.check.js";
import type { FlowNode } from "./flow.definition.js";
import { FlowRun } from "./flow.entity.js";
import { forgetAlert, forgetPauses, rememberAnswers, rememberChoice } from "./flow.memory.js";
import type { FlowReader } from "./flow.reader.js";
import { FlowWalk, type PauseListener, handOff } from "./flow.walk.js";

/**
 * The visitor's present conversation, locked; begins a new one when the last is over. `carry`: the new one goes on in the
 * flow where the last one was left, since the visitor answers a question of it.
 */
export type PresentThread = (carry?: boolean) => Promise<Thread>;

export class FlowRunner {
  constructor(
    private readonly reader: FlowReader,
    private readonly onPause: PauseListener = () => undefined,
  ) {}

  /** Begins the project's published flow in a new conversation. */
  async start(thread: Thread): Promise<void> {
    const { work } = thread.unit;
    const versionId = await this.reader.published(work);
    const definition = versionId && (await this.reader.definition(work, versionId));
    if (!definition) return;
    const run = Object.assign(new FlowRun(), {
      conversationId: thread.conversation.id,
      versionId,
      node: null,
      waitsFor: "NOTHING" as const,
      messageId: null,
      dueAt: null,
      memory: null,
    });
    await new FlowWalk(thread, run, definition, this.reader, this.onPause).go(definition.start);
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
    await this.resume(thread, { id: asked.id, kind: "OPTIONS" }, (walk, node) =>
      this.chosen(walk, node, index),
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
    await this.resume(thread, { id: asked.id, kind: "FORM" }, async (walk, node) => {
      rememberAnswers(walk.run, walk.definition, fields);
      await walk.go(node?.kind === "form" ? node.next : null);
    });
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
    const walk = await this.walkOf(thread);
    if (!walk) return this.start(thread);
    const { run, node } = walk;
    if (!node || !isAsking(run)) return;
    forgetPauses(run);
    if (node.kind !== "options") return walk.go(run.node);
    const index = node.options.findIndex(({ label }) => sameAs(label) === sameAs(text));
    return this.chosen(walk, node, index);
  }

  /** Goes on where the flow was left, when an agent hands the conversation back. */
  async handBack(thread: Thread): Promise<void> {
    const walk = await this.walkOf(thread);
    if (!walk) return this.start(thread);
    const { run, node, definition } = walk;
    forgetPauses(run);
    forgetAlert(run);
    if (node && isAsking(run)) return walk.go(run.node);
    // A pause goes on, or ended while others spoke.
    if (node?.kind === "delay" && run.waitsFor === "DELAY")
      return run.dueAt ? walk.keep() : walk.go(node.next);
    // A flow that had handed over has nothing left to ask: it begins anew.
    await walk.go(definition.start);
  }

  /** The visitor wants a person: the flow's part ends. */
  async requestHuman(thread: Thread): Promise<void> {
    if (thread.conversation.mode === "BOT") await handOff(thread, { text: null });
  }

  /** A pause is over. Whoever comes second, here or in another process, finds that somebody has gone on already. */
  async wake(unit: VisitorChange, conversationId: Id): Promise<void> {
    const thread = await Thread.lock(unit, conversationId);
    const walk = await this.walkOf(thread);
    if (!walk) return;
    const { run, node } = walk;
    if (run.waitsFor !== "DELAY" || !run.dueAt || run.dueAt > unit.now) return;
    const isHeard =
      thread.conversation.mode === "BOT" && unit.visitor.conversationId === thread.conversation.id;
    if (isHeard) await walk.go(node?.kind === "delay" ? node.next : null);
    else {
      // Who speaks now is not interrupted. Handing back goes on from here.
      run.dueAt = null;
      await walk.keep();
    }
    await thread.save();
  }

  private async resume(
    thread: Thread,
    asked: { id: Id; kind: "OPTIONS" | "FORM" },
    answer: (walk: FlowWalk, node: FlowNode | null) => Promise<void>,
  ): Promise<void> {
    if (thread.conversation.mode !== "BOT") return;
    const walk = await this.walkOf(thread);
    // A new conversation that an old question's answer began: the flow has not spoken in it yet.
    if (!walk) return this.start(thread);
    const { run, node } = walk;
    if (run.waitsFor !== asked.kind || run.messageId !== asked.id) return;
    forgetPauses(run);
    await answer(walk, node);
  }

  /** `index`: of the option; where there is none of it, the question is asked again. */
  private async chosen(walk: FlowWalk, node: FlowNode | null, index: number): Promise<void> {
    const { run, definition } = walk;
    const option = node?.kind === "options" ? node.options[index] : undefined;
    if (option && run.node !== null) rememberChoice(run, definition, run.node, index);
    await walk.go(option ? option.next : run.node);
  }

  /** A message of the visitor's that asked; one of somebody else's answers like a missing one. */
  private async asked(unit: VisitorChange, messageId: Id, kind: "OPTIONS" | "FORM"): Promise<Message> {
    const message = await this.reader.asked(unit.work, messageId, unit.visitor.id);
    if (message?.kind !== kind) throw new NotFound(kind === "FORM" ? "form" : "message with options");
    return message;
  }

  /** Moves where the visitor stands in the flow to the conversation that follows. */
  async carryOver(thread: Thread, fromConversationId: Id): Promise<boolean> {
    const { work } = thread.unit;
    const run = await this.reader.runOf(work, fromConversationId);
    if (!run || !isAsking(run)) return false;
    const { id: conversationId } = thread.conversation;
    await this.reader.keepRun(work, Object.assign(new FlowRun(), run, { conversationId }));
    return true;
  }

  private async walkOf(thread: Thread): Promise<FlowWalk | null> {
    const { work } = thread.unit;
    const run = await this.reader.runOf(work, thread.conversation.id);
    const definition = run && (await this.reader.definition(work, run.versionId));
    return run && definition ? new FlowWalk(thread, run, definition, this.reader, this.onPause) : null;
  }
}

/** Whether the visitor has a question to answer. */
const isAsking = ({ waitsFor }: FlowRun) => waitsFor === "OPTIONS" || waitsFor === "FORM";
