// One run going on in its conversation: says what its nodes say until one waits, hands over, closes or ends.
import { isOpen, projectOf } from "../projects/index.js";
import type { Message, Thread } from "../conversations/index.js";
import { type FlowDefinition, type FlowNode, type Next, nodeOf } from "./flow.definition.js";
import type { FlowRun } from "./flow.entity.js";
import { rememberAlert, rememberPause } from "./flow.memory.js";
import type { FlowReader } from "./flow.reader.js";
import { holds } from "./flow.rule.js";
import { fillIn } from "./flow.text.js";

/** More steps without a wait than a flow that was checked can take: whatever else there is, is stopped rather than the server. */
const MOST_STEPS = 200;
/** More pauses on end than a flow has nodes: one that goes round by itself would talk for ever to somebody who has left. */
const MOST_PAUSES = 200;

/** A pause that has begun. */
export interface Pause {
  conversationId: string;
  seconds: number;
  dueAt: Date;
}

/** Hears of pauses once they are written. */
export type PauseListener = (pause: Pause) => void;

type Step = { next: Next } | { asked: Message } | { pause: number };

export class FlowWalk {
  constructor(
    private readonly thread: Thread,
    readonly run: FlowRun,
    readonly definition: FlowDefinition,
    private readonly reader: FlowReader,
    private readonly onPause: PauseListener,
  ) {}

  /** The node that the run stands at. */
  get node(): FlowNode | null {
    return nodeOf(this.definition, this.run.node);
  }

  async go(from: Next): Promise<void> {
    const { run, thread } = this;
    run.waitsFor = "NOTHING";
    run.messageId = null;
    run.dueAt = null;
    run.node = from;
    if (run.memory?.alerted) thread.alert();
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const node = this.node;
      const step = node ? await this.enter(node) : { next: null };
      if ("next" in step) run.node = step.next;
      else this.wait(step);
      if (run.node === null || run.waitsFor !== "NOTHING") return this.keep();
    }
    run.node = null;
    await this.keep();
  }

  keep(): Promise<void> {
    return this.reader.keepRun(this.thread.unit.work, this.run);
  }

  private wait(step: { asked: Message } | { pause: number }): void {
    const { run } = this;
    if ("asked" in step) {
      run.waitsFor = step.asked.kind === "FORM" ? "FORM" : "OPTIONS";
      run.messageId = step.asked.id;
    } else if (rememberPause(run) > MOST_PAUSES) run.node = null;
    else this.pause(step.pause);
  }

  private pause(seconds: number): void {
    const { run, thread } = this;
    const { work } = thread.unit;
    const dueAt = new Date(work.now.getTime() + seconds * 1000);
    run.waitsFor = "DELAY";
    run.dueAt = dueAt;
    // A conversation that is made in the same work has its id only then.
    work.afterwards(() => this.onPause({ conversationId: thread.conversation.id, seconds, dueAt }));
  }

  private async enter(node: FlowNode): Promise<Step> {
    const { thread, run } = this;
    switch (node.kind) {
      case "message":
        await say(thread, node.text);
        return { next: node.next };
      case "options": {
        const options = node.options.map(({ label }) => label);
        return { asked: await thread.append({ ...bot(thread, node.text), kind: "OPTIONS", options }) };
      }
      case "form":
        return {
          asked: await thread.append({ ...bot(thread, node.text), kind: "FORM", formSpec: node.form }),
        };
      case "condition":
        return { next: (await this.holds(node)) ? node.then : node.otherwise };
      case "delay":
        return { pause: node.seconds };
      case "notification":
        if (node.status) await thread.unit.setStatus(node.status, "FLOW", null);
        if (node.alert) {
          rememberAlert(run);
          thread.alert();
        }
        return { next: node.next };
      case "handoff":
        await handOff(thread, node);
        return { next: null };
      case "close":
        await say(thread, node.text);
        await thread.close();
        return { next: null };
      case "end":
        return { next: null };
    }
  }

  private async holds({ when }: Extract<FlowNode, { kind: "condition" }>): Promise<boolean> {
    const { unit } = this.thread;
    const { officeHours } = await projectOf(unit.work);
    return holds(when, {
      memory: this.run.memory,
      param: (key) => unit.param(key),
      isOpen: () => isOpen(officeHours, unit.now),
    });
  }
}

/** Puts the conversation to those who wait for a person, and says so: `text`, or while the project is closed what fits then. */
export async function handOff(
  thread: Thread,
  { text, away }: { text: string | null; away?: string | null },
): Promise<void> {
  const { officeHours, awayMessage } = await projectOf(thread.unit.work);
  const isThere = isOpen(officeHours, thread.unit.now);
  await say(thread, isThere ? text : away?.trim() ? away : (awayMessage ?? text));
  thread.conversation.mode = "WAITING";
  await thread.event("HANDOFF");
  thread.waits();
}

async function say(thread: Thread, text: string | null): Promise<void> {
  const message = bot(thread, text);
  if (message.text !== null) await thread.append({ ...message, kind: "TEXT" });
}

function bot({ unit }: Thread, text: string | null) {
  const { phone, verifiedName, verifiedEmail } = unit.visitor;
  // The site knows better than what was typed.
  const [name, email] = [verifiedName ?? unit.visitor.name, verifiedEmail ?? unit.visitor.email];
  return {
    author: "BOT",
    text: fillIn(text, { name, email, phone, param: (key) => unit.param(key) }),
  } as const;
}
