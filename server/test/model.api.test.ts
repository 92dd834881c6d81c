// Random changes, random filters, random cuts: after every step the live screen equals a fresh query, rows and counts.
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, HttpClient, Queue, SocketClient, WidgetClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  // A quick heartbeat moves the cursor on where nothing concerns the screen.
  server = await TestServer.start({ heartbeat: 20 });
  ({ agent } = await server.setUp());
});
afterAll(() => server.stop());

const LIST = `query($id: ID!, $f: VisitorFilter) { visitors(projectId: $id, filter: $f, first: 100) {
  cursor needingAttention counts { status count } nodes { id version } } }`;
const CHANGES = `subscription($id: ID!, $f: VisitorFilter, $after: Cursor) { visitorChanges(projectId: $id, filter: $f, after: $after) {
  kind cursor visitorId visitor { id version } counts { status count } needingAttention } }`;

const seqOf = (cursor: string) => Number(cursor.split(".")[1]);

/** What a console does with a list and its changes. */
class Screen {
  rows = new Map<string, number>();
  counts: Answer = null;
  needingAttention = 0;
  cursor = "";
  private socket: SocketClient | null = null;
  private stream: Queue<Answer> | null = null;

  constructor(private readonly filter: Answer) {}

  fresh(): Promise<Answer> {
    return agent.ask(LIST, { id: project.id, f: this.filter }).then((data) => data.visitors);
  }

  async open(): Promise<this> {
    const { nodes, counts, needingAttention, cursor } = await this.fresh();
    this.rows = new Map(nodes.map((node: Answer) => [node.id, node.version]));
    Object.assign(this, { counts, needingAttention, cursor });
    this.connect();
    return this;
  }

  /** The line is cut and comes back: what was missed is replayed. */
  async cut(): Promise<void> {
    await this.socket?.close();
    this.connect();
  }

  async close(): Promise<void> {
    await this.socket?.close();
  }

  /** Applies what comes until the screen stands where a fresh query does, then holds the two together. */
  async check(): Promise<void> {
    for (;;) {
      const fresh = await this.fresh();
      while (seqOf(this.cursor) < seqOf(fresh.cursor)) await this.apply(await this.stream?.next());
      // Somebody went online in between: look again. A row is as new as it was when it was sent, which may be newer than its place.
      const isNewer = ({ id, version }: Answer) => (this.rows.get(id) ?? 0) > version;
      if (this.cursor !== fresh.cursor || fresh.nodes.some(isNewer)) continue;
      expect([...this.rows].sort()).toEqual(
        fresh.nodes.map((node: Answer) => [node.id, node.version]).sort(),
      );
      expect({ counts: this.counts, needingAttention: this.needingAttention }).toEqual({
        counts: fresh.counts,
        needingAttention: fresh.needingAttention,
      });
      return;
    }
  }

  private async apply(item: Answer): Promise<void> {
    expect(seqOf(item.cursor)).toBeGreaterThanOrEqual(seqOf(this.cursor));
    if (item.kind === "RESYNC") {
      await this.close();
      await this.open();
      return;
    }
    this.cursor = item.cursor;
    if (item.kind === "LEAVE") this.rows.delete(item.visitorId);
    if (item.visitor && item.visitor.version >= (this.rows.get(item.visitorId) ?? 0)) {
      this.rows.set(item.visitorId, item.visitor.version);
    }
    if (item.counts) Object.assign(this, { counts: item.counts, needingAttention: item.needingAttention });
  }

  private connect(): void {
    this.socket = server.socket(agent);
    this.stream = this.socket.subscribe(CHANGES, { id: project.id, f: this.filter, after: this.cursor });
  }
}

const STATUSES = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"] as const;
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const filters = fc.record({
  status: maybe(fc.constantFrom(...STATUSES)),
  search: maybe(fc.constantFrom("ana", "PENA", "correo", "zz")),
  engagedOnly: maybe(fc.boolean()),
  needsAttention: maybe(fc.boolean()),
  params: maybe(fc.constant([{ key: "plan", value: "pro" }])),
  dates: maybe(fc.constant({ lastDays: 30, timeZone: "America/Bogota" })),
});
const steps = fc.array(
  fc.record({
    act: fc.constantFrom(
      "open",
      "send",
      "form",
      "person",
      "params",
      "status",
      "bulk",
      "reply",
      "close",
      "restart",
      "erase",
      "cut",
    ),
    who: fc.nat(30),
    status: fc.constantFrom(...STATUSES),
    name: fc.constantFrom("Ana Peña", "Íñigo Peña", "Zoë"),
  }),
  { minLength: 5, maxLength: 12 },
);
type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

/** An erasure at the same time may take a row's conversation away; the API says to ask again. */
async function listed(): Promise<Answer[]> {
  const document =
    "query($id: ID!) { visitors(projectId: $id, first: 100) { nodes { id conversation { id } } } }";
  for (;;) {
    const { data, errors } = await agent.raw(document, { id: project.id });
    if (errors.length === 0) return data.visitors.nodes;
    expect(errors[0]?.extensions.code).toBe("UNAVAILABLE");
  }
}

/** Does one thing; a visitor or conversation that is gone meanwhile is no matter. */
async function act({ act: what, who, status, name }: Step, visitors: WidgetClient[]): Promise<void> {
  const one = visitors[who % Math.max(visitors.length, 1)];
  if (what === "open" || !one) {
    const visitor = server.widget(project.key);
    await visitor.open({ params: who % 2 ? { plan: "pro" } : {} });
    visitors.push(visitor);
    return;
  }
  const nodes = await listed();
  const row = nodes[who % Math.max(nodes.length, 1)];
  const quietly = (document: string, variables: Answer) => agent.raw(document, variables);
  if (what === "send") await one.send("hello").catch(() => null);
  if (what === "person") await one.raw("mutation { requestHuman { mode } }");
  if (what === "params")
    await one.raw("mutation { setParams(params: {}) }").then(() =>
      one.raw("mutation($p: JSONObject!) { setParams(params: $p) }", {
        p: { plan: who % 3 ? "pro" : "free" },
      }),
    );
  if (what === "restart")
    await one.raw("mutation($t: String!) { restart(newToken: $t) { session { mode } } }", {
      t: server.widget(project.key).token,
    });
  if (what === "form") {
    const session = await one.session();
    const asked = session?.messages.findLast((message: Answer) => message.kind === "OPTIONS");
    if (asked) await one.choose(asked.id, 0).catch(() => null);
    const form = (await one.session())?.messages.findLast((message: Answer) => message.kind === "FORM");
    if (form) await one.submit(form.id, { name, email: "x@correo.example" }).catch(() => null);
  }
  if (!row) return;
  if (what === "status")
    await quietly(
      "mutation($v: ID!, $s: VisitorStatus!) { setVisitorStatus(visitorId: $v, status: $s) { id } }",
      { v: row.id, s: status },
    );
  if (what === "bulk")
    await quietly(
      "mutation($v: [ID!]!, $s: VisitorStatus!) { setVisitorStatuses(visitorIds: $v, status: $s) { id } }",
      { v: nodes.slice(0, 3).map((node: Answer) => node.id), s: status },
    );
  if (what === "reply")
    await quietly(
      'mutation($c: ID!, $k: ID!) { reply(conversationId: $c, text: "hi", clientId: $k) { seq } }',
      { c: row.conversation.id, k: randomUUID() },
    );
  if (what === "close")
    await quietly("mutation($c: ID!) { closeConversation(conversationId: $c) { id } }", {
      c: row.conversation.id,
    });
  if (what === "erase") await quietly("mutation($v: ID!) { eraseVisitor(id: $v) }", { v: row.id });
}

test("the live screen equals a fresh query after every step", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(filters, { minLength: 2, maxLength: 3 }), steps, async (chosen, doings) => {
      project = (await agent.ask('mutation { createProject(name: "Random") { id key } }')).createProject;
      const visitors: WidgetClient[] = [];
      const screens = await Promise.all(chosen.map((filter) => new Screen(filter).open()));
      try {
        for (const step of doings) {
          if (step.act === "cut") for (const screen of screens) await screen.cut();
          else
            await Promise.all([
              act(step, visitors),
              act({ ...step, act: "send", who: step.who + 1 }, visitors),
            ]);
          for (const screen of screens) await screen.check();
        }
      } finally {
        for (const screen of screens) await screen.close();
      }
    }),
    { numRuns: Number(process.env.MODEL_RUNS ?? 25), endOnFailure: true },
  );
}, 300_000);
