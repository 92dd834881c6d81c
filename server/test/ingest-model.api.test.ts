// Random bursts, played twice: by a door that groups works and shares their statements, and by one that does them one at a time.
// Answers, rows, counters and log must be the same.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../src/database/data-source.js";
import { WidgetContext } from "../src/graphql/context.js";
import { Thread } from "../src/conversations/index.js";
import type { Work } from "../src/database/work.js";
import { FlowReader, FlowRunner } from "../src/flows/index.js";
import { type VisitorChange, changeVisitor, visitorByToken } from "../src/visitors/index.js";
import { WidgetAhead } from "../src/widget/index.js";
import { tokenHash } from "../src/widget/widget.service.js";
import type { Answer } from "./clients.js";
import { expectSound } from "./invariants.js";
import { record, withoutPresence } from "./record.js";
import { TestServer } from "./server.js";

const HOUR = 3_600_000;
const VISITORS = 4;
const TEXTS = ["hello", "I need support", "I want to buy"];
const STATUSES = ["PROSPECT", "CUSTOMER", "CLOSED"] as const;

let now = new Date("2026-03-07T03:00:00.000Z");
let houses: TestServer[];

beforeAll(async () => {
  houses = await Promise.all(
    [{}, { group: 1, ahead: false }].map((writes) => TestServer.start({ writes, clock: () => now })),
  );
});
afterAll(() => Promise.all(houses.map((house) => house.stop())));

const steps = fc.record({
  act: fc.constantFrom(
    "open",
    "send",
    "send",
    "send",
    "choose",
    "choose",
    "submit",
    "params",
    "person",
    "seen",
    "status",
    "join",
    "close",
    "fail",
    "break",
    "turn",
    "quiet",
  ),
  who: fc.nat(VISITORS - 1),
  n: fc.nat(5),
});
type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never;
/** Hours pass between bursts: some conversations have fallen silent by then. */
const bursts = fc.array(
  fc.record({ hours: fc.constantFrom(0, 1, 25), burst: fc.array(steps, { maxLength: 14 }) }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

/** The same bits for the same words, on both sides. */
const bits = (...words: unknown[]) => createHash("sha256").update(JSON.stringify(words)).digest("hex");
const uuid = (...words: unknown[]) =>
  bits(...words).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

class Side {
  private constructor(
    readonly house: TestServer,
    readonly projectId: string,
    private readonly run: number,
  ) {}

  static async open(house: TestServer, run: number): Promise<Side> {
    const { database, projects } = house.services;
    const project = await transaction(database, (manager) =>
      projects.found({ name: `Run ${run}`, locale: "en" }, manager),
    );
    return new Side(house, project.id, run);
  }

  /** All at once; each answer or refusal in short. */
  async play(burst: readonly Step[]): Promise<Answer[]> {
    const questions = await this.questions();
    const answers = await Promise.allSettled(burst.map((step) => this.act(step, questions)));
    // Who came online by coming here is written by then.
    await this.house.services.presence.stop();
    return answers.map((answer) =>
      answer.status === "fulfilled"
        ? short(answer.value)
        : (answer.reason.extensions?.code ?? answer.reason.message),
    );
  }

  async record() {
    return withoutPresence(await record(this.house.services.database.source, this.projectId));
  }

  /** Begins at once, so that works stand at the door in the order of the steps. */
  private act({ act, who, n }: Step, questions: Awaited<ReturnType<Side["questions"]>>): Promise<unknown> {
    const { opening, widget } = this.house.services;
    const context = this.context(who);
    const own = questions.get(bits(this.run, who));
    const clientId = uuid(this.run, who, act, n);
    switch (act) {
      case "open":
        return opening.open(context, {
          token: bits(this.run, who),
          // The last is refused when the visitor is half made already.
          page: { url: n === 5 ? "" : n === 4 ? "x".repeat(3000) : `https://shop.example.com/${n % 3}` },
          params: n % 2 ? { plan: `plan ${n}` } : {},
          urlParams: { utm_source: "letter" },
        });
      case "send":
        return widget.send(context, {
          text: TEXTS[(n + who) % 3] ?? "",
          clientId: uuid(this.run, who, n % 4),
        });
      case "choose":
        return widget.chooseOption(context, own?.OPTIONS ?? `${n}99999`, n, clientId);
      case "submit": {
        const name = { name: "name", value: `Ana ${n}` };
        const email = { name: "email", value: n === 4 ? "nobody" : "ana@example.com" };
        return widget.submitForm(context, own?.FORM ?? "1", n === 3 ? [email] : [name, email], clientId);
      }
      case "params":
        return widget.setParams(context, { plan: `plan ${n}`, [`key ${n % 2}`]: n });
      case "person":
        return widget.requestHuman(context);
      case "seen":
        return widget.markSeen(context, n * 2);
      case "status":
        return this.direct(own?.visitorId, (unit) =>
          unit.setStatus(STATUSES[n % 3] ?? "CLOSED", "API", null),
        );
      case "fail":
        return this.direct(own?.visitorId, async (unit) => {
          await unit.setStatus("ARCHIVED", "API", null);
          unit.visitor.engaged = !unit.visitor.engaged;
          throw new Error("fails");
        });
      case "break":
        return this.half(who, () => {
          throw new Error("breaks");
        });
      case "turn":
        return this.half(who, (work) => work.manager.query("SELECT 1"));
      case "quiet":
        return this.quiet(who);
      case "join":
      case "close":
        return this.direct(own?.visitorId, async (unit) => {
          const thread = await Thread.lock(unit, unit.visitor.conversationId ?? "0");
          thread.conversation.mode = act === "join" ? "LIVE" : "CLOSED";
          await thread.event(act === "join" ? "JOINED" : "CLOSED");
          await thread.save();
        });
    }
  }

  private direct(
    visitorId: string | undefined,
    change: (unit: VisitorChange) => Promise<unknown>,
  ): Promise<unknown> {
    return this.house.services.door.write(this.projectId, (work) =>
      changeVisitor(work, visitorId ?? "0", async (unit) => {
        await change(unit);
        return null;
      }),
    );
  }

  /** Changes everything of a visitor, as one who reads ahead, and then does something that may end it. */
  private half(who: number, end: (work: Work) => unknown): Promise<unknown> {
    const hash = tokenHash(this.projectId, bits(this.run, who));
    const body = async (work: Work) => {
      const id = await visitorByToken(work, hash);
      if (!id) return null;
      return changeVisitor(work, id, async (unit) => {
        const thread = await Thread.lock(unit, unit.visitor.conversationId ?? "0");
        unit.fill({ name: "Half" });
        await unit.mergeParams([{ key: "half", value: String(unit.visitor.version), source: "SDK" }], 50);
        await unit.setStatus("ARCHIVED", "API", null);
        const message = await thread.event("HANDOFF");
        await runner.handBack(thread);
        await thread.save();
        const next = await thread.succeed();
        await next.append({ author: "VISITOR", kind: "TEXT", text: "half" });
        await next.save();
        await end(work);
        return message;
      });
    };
    return this.house.services.door.write(this.projectId, body, ahead.of({ tokenHash: hash }));
  }

  /** Changes a visitor and does not say so: nothing of it is written. */
  private quiet(who: number): Promise<unknown> {
    const hash = tokenHash(this.projectId, bits(this.run, who));
    const body = async (work: Work) => {
      const id = await visitorByToken(work, hash);
      if (!id) return null;
      return changeVisitor(work, id, async (unit) => {
        unit.visitor.city = "Nowhere";
        return null;
      });
    };
    return this.house.services.door.write(this.projectId, body, ahead.of({ tokenHash: hash }));
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

  /** Each visitor, by its token, with the newest question and the newest form. */
  private async questions() {
    const { source } = this.house.services.database;
    const found = new Map<string, { visitorId: string; OPTIONS?: string; FORM?: string }>();
    for (let who = 0; who < VISITORS; who++) {
      const visitor = await this.house.services.widget.find(this.context(who));
      if (!visitor) continue;
      const rows: { kind: number; id: number | string }[] = await source.query(
        "SELECT m.kind, MAX(m.id) AS id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.visitor_id = ? AND m.kind IN (1, 3) GROUP BY m.kind",
        [visitor.id],
      );
      const newest = (kind: number) => rows.find((row) => Number(row.kind) === kind)?.id;
      const [asked, form] = [newest(1), newest(3)];
      found.set(bits(this.run, who), {
        visitorId: visitor.id,
        ...(asked ? { OPTIONS: String(asked) } : {}),
        ...(form ? { FORM: String(form) } : {}),
      });
    }
    return found;
  }
}

/** A message without its ids. What else is answered is a row, which later works of the same transaction may have moved on. */
function short(value: unknown): Answer {
  const { seq, kind, text } = (value ?? {}) as Record<string, unknown>;
  return { seq, kind, text };
}

const reader = new FlowReader();
const runner = new FlowRunner(reader);
const ahead = new WidgetAhead(reader);

let run = 0;

test("whether works share their statements or not, nobody can tell by what is there afterwards", async () => {
  await fc.assert(
    fc.asyncProperty(bursts, async (all) => {
      run++;
      const sides = await Promise.all(houses.map((house) => Side.open(house, run)));
      const [grouped, single] = sides as [Side, Side];
      // All but the last have come before.
      const come: Step[] = [0, 1, 2].map((who) => ({ act: "open", who, n: who }));
      for (const { hours, burst } of [{ hours: 0, burst: come }, ...all]) {
        now = new Date(now.getTime() + hours * HOUR + 1000);
        const [answers, expected] = await Promise.all([grouped.play(burst), single.play(burst)]);
        expect(answers).toEqual(expected);
        expect(await grouped.record()).toEqual(await single.record());
        await expectSound(grouped.house.services.database.source, grouped.projectId);
      }
    }),
    { numRuns: Number(process.env.MODEL_RUNS ?? 40), endOnFailure: true },
  );
}, 300_000);
