// One of two servers on which the same random talk is played.
import { createHash } from "node:crypto";
import { expect } from "vitest";
import { transaction } from "../src/database/data-source.js";
import { ApiContext, WidgetContext } from "../src/graphql/context.js";
import type { FlowDefinition } from "../src/flows/flow.definition.js";
import { WAITS } from "../src/flows/flow.entity.js";
import { Flow, publishVersion } from "../src/flows/index.js";
import type { Form } from "../src/forms/index.js";
import { type OfficeHours, Project } from "../src/projects/index.js";
import type { Answer } from "./clients.js";
import { record, withoutPresence } from "./record.js";
import type { TestServer } from "./server.js";

export const VISITORS = 2;

export interface Step {
  act: string;
  who: number;
  n: number;
}
export type Moment =
  | { kind: "visitors"; burst: Step[] }
  | { kind: "time"; seconds: number }
  | { kind: "agent"; act: string; who: number }
  | { kind: "again" }
  | { kind: "restart" };

interface Talk {
  visitorId: string;
  conversationId: string;
  mode: number;
  /** Newest first. */
  questions: { id: string; options: string[] }[];
  forms: { id: string; form: Form }[];
}

/** A call that can be repeated, and what it was answered. */
interface Call {
  again(): Promise<Answer>;
  answer: Answer;
}

const bits = (...words: unknown[]) => createHash("sha256").update(JSON.stringify(words)).digest("hex");
const uuid = (...words: unknown[]) =>
  bits(...words).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
/** Calls that are repeated. */
const RETRIED = 3;
const TEXTS = ["yes", "I do not know", "Maybe", "SÍ"];
const AWAY = "We are away, {{name}}.";
const GOOD: Record<string, string[]> = {
  text: ["Gold", "Bogotá", "Lima", "x"],
  textarea: ["Gold", "Bogotá", "Lima", "x"],
  email: ["ana@example.com"],
  phone: ["+34 600 11 22 33"],
  number: ["5", "12.5"],
  select: ["S", "M"],
  consent: ["true"],
};

export class FlowSide {
  private calls: Call[] = [];
  private made = 0;

  private constructor(
    readonly house: TestServer,
    readonly projectId: string,
    private readonly run: number,
    private readonly definition: FlowDefinition,
  ) {}

  static async open(
    house: TestServer,
    given: { run: number; definition: FlowDefinition; officeHours: OfficeHours | null },
  ): Promise<FlowSide> {
    const { run, definition, officeHours } = given;
    const { database, projects } = house.services;
    const project = await transaction(database, async (manager) => {
      const made = await projects.found({ name: `Run ${run}`, locale: "en" }, manager);
      await manager.update(Project, { id: made.id }, { officeHours, awayMessage: AWAY });
      const flow = await manager.findOneByOrFail(Flow, { projectId: made.id });
      await publishVersion(manager, flow, { definition, createdBy: null, at: made.createdAt });
      return made;
    });
    return new FlowSide(house, project.id, run, definition);
  }

  /** All but the last come first. */
  async arrive(): Promise<Answer[]> {
    const come = Array.from({ length: VISITORS }, (_, who) => ({ act: "open", who, n: who }));
    return this.visit(come);
  }

  async play(moment: Exclude<Moment, { kind: "restart" }>): Promise<Answer[]> {
    switch (moment.kind) {
      case "visitors":
        return [...(await this.visit(moment.burst)), ...(await this.again())];
      case "agent":
        return [await this.agent(moment.act, moment.who)];
      case "again":
        return this.again();
      case "time":
        return [];
    }
  }

  /** Wakes what is due; a second look finds nothing more. */
  async sweep(): Promise<void> {
    const { alarm } = this.house.services;
    await alarm.sweep();
    const messages = await this.countMessages();
    await alarm.sweep();
    expect(await this.countMessages()).toBe(messages);
  }

  async restart(): Promise<void> {
    const before = await this.record();
    await this.house.restart();
    await this.house.services.alarm.sweep();
    expect(await this.record()).toEqual(before);
  }

  async record() {
    return withoutPresence(await record(this.house.services.database.source, this.projectId));
  }

  /** Each visitor whom the flow has the word with either has something to answer, or a pause that will end, or is done. */
  async expectNobodyStuck(now: number): Promise<void> {
    for (let who = 0; who < VISITORS; who++) {
      const talk = await this.talk(who);
      if (!talk || talk.mode !== 0) continue;
      const run = await this.runOf(talk);
      if (!run) continue;
      const node = run.node === null ? null : this.definition.nodes[run.node];
      switch (WAITS[Number(run.waits_for)]) {
        case "OPTIONS":
          expect([node?.kind, String(run.message_id)]).toEqual(["options", talk.questions[0]?.id]);
          break;
        case "FORM":
          expect([node?.kind, String(run.message_id)]).toEqual(["form", talk.forms[0]?.id]);
          break;
        case "DELAY":
          expect(node?.kind).toBe("delay");
          expect(Number(run.due_at)).toBeGreaterThan(now);
          break;
        default:
          expect(run.node).toBeNull();
      }
    }
  }

  /** Everybody answers rightly what is asked, the first only when asked again; each answer leads to something else. */
  async goOn(): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let who = 0; who < VISITORS; who++) {
      const talk = await this.talk(who);
      const run = talk && (await this.runOf(talk));
      if (!talk || !run || talk.mode !== 0) continue;
      const waits = WAITS[Number(run.waits_for)];
      if (waits !== "OPTIONS" && waits !== "FORM") continue;
      if (who === 0) answers.push(...(await this.beAskedAgain(run)));
      answers.push(...(await this.visit([{ act: waits === "FORM" ? "submit" : "choose", who, n: 0 }])));
      const after = await this.talk(who);
      const next = after && (await this.runOf(after));
      const isOn = after?.mode !== 0 || next?.message_id !== run.message_id || next?.node !== run.node;
      expect(isOn).toBe(true);
    }
    return answers;
  }

  /** Words that answer nothing leave the question where it was. */
  private async beAskedAgain(run: Answer): Promise<Answer[]> {
    const answers = await this.visit([{ act: "send", who: 0, n: 1 }]);
    const talk = await this.talk(0);
    const again = talk && (await this.runOf(talk));
    expect([again?.node, again?.waits_for]).toEqual([run.node, run.waits_for]);
    return answers;
  }

  /** All at once, in the order of the steps; each answer or refusal in short. */
  private async visit(burst: readonly Step[]): Promise<Answer[]> {
    const talks = await Promise.all(Array.from({ length: VISITORS }, (_, who) => this.talk(who)));
    const calls = burst.map((step) => this.act(step, talks[step.who] ?? null, uuid(this.run, ++this.made)));
    const answers = await Promise.allSettled(calls.map((call) => call()));
    await this.house.services.presence.stop();
    const said = answers.flatMap((answer, index) => {
      const act = burst[index]?.act ?? "";
      const isSaid = ["choose", "stale", "submit", "send"].includes(act);
      const again = calls[index];
      return answer.status === "fulfilled" && isSaid && again ? [{ again, answer: short(answer.value) }] : [];
    });
    // A retry may come much later, too.
    this.calls = [...this.calls.slice(-RETRIED), ...said];
    return answers.map((answer) =>
      answer.status === "fulfilled"
        ? short(answer.value)
        : (answer.reason.extensions?.code ?? answer.reason.message),
    );
  }

  /** The network swallowed the answers: the same is sent again, and nothing is said twice. */
  private async again(): Promise<Answer[]> {
    const messages = await this.countMessages();
    const answers: Answer[] = [];
    for (const { again, answer } of this.calls) {
      answers.push(short(await again()));
      expect(answers.at(-1)).toEqual(answer);
    }
    await this.house.services.presence.stop();
    expect(await this.countMessages()).toBe(messages);
    return answers;
  }

  private act({ act, who, n }: Step, talk: Talk | null, clientId: string): () => Promise<unknown> {
    // Asked for at each call: the same may be sent again to a server that was started since.
    const { house } = this;
    const context = () => this.context(who);
    // What is not there is asked for by an id that nobody has.
    const question = act === "stale" ? talk?.questions.at(-1) : talk?.questions[0];
    const form = act === "stale" ? talk?.forms.at(-1) : talk?.forms[0];
    switch (act) {
      case "open":
        return () =>
          house.services.opening.open(context(), {
            token: bits(this.run, who),
            page: { url: "https://shop.example.com/" },
            params: n % 2 ? { plan: "gold" } : {},
          });
      case "choose":
      case "stale":
        return () => house.services.widget.chooseOption(context(), question?.id ?? "99999999", n, clientId);
      case "submit":
      case "wrong":
        return () =>
          house.services.widget.submitForm(
            context(),
            form?.id ?? "99999999",
            answersTo(form?.form, n, act === "wrong"),
            clientId,
          );
      case "send":
        return () => house.services.widget.send(context(), { text: TEXTS[n] ?? "", clientId });
      case "person":
        return () => house.services.widget.requestHuman(context());
      default:
        return () => house.services.widget.setParams(context(), { plan: n % 2 ? "gold" : "silver" });
    }
  }

  private async agent(act: string, who: number): Promise<Answer> {
    const { conversations, flows } = this.house.services;
    const id = (await this.talk(who))?.conversationId ?? "0";
    const context = this.program();
    const clientId = uuid(this.run, ++this.made);
    const acts: Record<string, () => Promise<unknown>> = {
      reply: () => conversations.reply(context, id, { text: "Hi", clientId }),
      join: () => conversations.join(context, id),
      close: () => conversations.close(context, id),
      handBack: () => flows.handBack(context, id),
    };
    try {
      return short(await acts[act]?.());
    } catch (error) {
      return (error as Answer).extensions?.code ?? String(error);
    }
  }

  private async talk(who: number): Promise<Talk | null> {
    const { source } = this.house.services.database;
    const visitor = await this.house.services.widget.find(this.context(who));
    if (!visitor?.conversationId) return null;
    const [conversation] = await source.query("SELECT mode FROM conversation WHERE id = ?", [
      visitor.conversationId,
    ]);
    const rows: Answer[] = await source.query(
      "SELECT m.id, m.kind, m.options, m.form_spec FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.visitor_id = ? AND m.kind IN (1, 3) ORDER BY m.id DESC",
      [visitor.id],
    );
    const of = (kind: number) => rows.filter((row) => Number(row.kind) === kind);
    return {
      visitorId: visitor.id,
      conversationId: visitor.conversationId,
      mode: Number(conversation.mode),
      questions: of(1).map(({ id, options }) => ({ id: String(id), options: JSON.parse(options) })),
      forms: of(3).map(({ id, form_spec }) => ({ id: String(id), form: JSON.parse(form_spec) })),
    };
  }

  private async runOf({ conversationId }: Talk): Promise<Answer> {
    const { source } = this.house.services.database;
    return (
      (await source.query("SELECT * FROM flow_run WHERE conversation_id = ?", [conversationId]))[0] ?? null
    );
  }

  private async countMessages(): Promise<number> {
    const [row] = await this.house.services.database.source.query(
      "SELECT COUNT(*) AS n FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.project_id = ?",
      [this.projectId],
    );
    return Number(row.n);
  }

  private context(who: number): WidgetContext {
    const facts = { ip: "127.0.0.1", userAgent: null };
    return new WidgetContext(
      "test",
      this.house.services.container,
      this.projectId,
      bits(this.run, who),
      facts,
    );
  }

  private program(): ApiContext {
    const connection = { ip: "127.0.0.1", userAgent: null, locale: null, setSession: () => undefined };
    const caller = { kind: "token", tokenId: "0", projectId: this.projectId, role: "ADMIN" } as const;
    return new ApiContext("test", this.house.services.container, caller, connection);
  }
}

function answersTo(form: Form | undefined, n: number, isWrong: boolean): { name: string; value: string }[] {
  if (isWrong)
    return [
      { name: "email", value: "nobody" },
      { name: "nothing", value: "x" },
    ];
  return (form?.fields ?? []).flatMap(({ name, type, required }, index) => {
    const values = GOOD[type] ?? [];
    const value = values[(n + index) % values.length] ?? "";
    // What may be left open sometimes is.
    return required || (n + index) % 3 > 0 ? [{ name, value }] : [];
  });
}

/** A message without its ids. What else is answered is a row, which later works of the same transaction may have moved on. */
function short(value: unknown): Answer {
  const { seq, kind, text } = (value ?? {}) as Record<string, unknown>;
  return { seq, kind, text };
}
