// Bursts of visitors' doings: they share transactions and statements, and nobody can tell.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SAME_FACTS } from "../src/database/change.writer.js";
import type { Needs, Work } from "../src/database/work.js";
import { Device } from "../src/devices/index.js";
import { VisitorChange, changeVisitor } from "../src/visitors/index.js";
import type { VisitorFacts } from "../src/visitors/visitor.facts.js";
import { ChangeLog } from "../src/live/change-log.js";
import { WidgetContext } from "../src/graphql/context.js";
import type { Answer, HttpClient, WidgetClient } from "./clients.js";
import { expectSound } from "./invariants.js";
import { TestServer } from "./server.js";
import { countStatements } from "./statements.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent } = await server.setUp());
});
afterAll(() => server.stop());

/** A project of its own, with so many visitors who have opened the widget and are known to be there. */
async function crowd(size: number) {
  project = (await agent.ask('mutation { createProject(name: "Crowd") { id key } }')).createProject;
  const visitors = Array.from({ length: size }, () => server.widget(project.key));
  const sessions = await Promise.all(visitors.map((visitor) => visitor.open()));
  // From here on nobody comes or goes by itself.
  await server.services.presence.stop();
  const rows = await Promise.all(visitors.map((visitor) => server.services.widget.find(contextOf(visitor))));
  return { visitors, sessions, ids: rows.map((row) => row?.id ?? "") };
}

const sound = () => expectSound(server.services.database.source, project.id);

const contextOf = ({ token }: WidgetClient) =>
  new WidgetContext("test", server.services.container, project.id, token, {
    ip: "127.0.0.1",
    userAgent: null,
  });

const SEND = "mutation($text: String!, $id: ID!) { send(text: $text, clientId: $id) { id seq } }";
const CHOOSE =
  "mutation($m: ID!, $i: Int!, $id: ID!) { chooseOption(messageId: $m, index: $i, clientId: $id) { id seq } }";
const PARAMS = "mutation($p: JSONObject!) { setParams(params: $p) }";

test("in a burst of everything at once each gets its own answer, and what fails leaves no trace", async () => {
  const { visitors, sessions, ids } = await crowd(30);
  const erased = visitors[29] as WidgetClient;
  const codes = async (answers: Promise<Answer>[]) =>
    (await Promise.all(answers)).map(({ errors }) => errors[0]?.extensions.code ?? "OK");
  const burst = visitors.slice(0, 29).flatMap((visitor, index) => {
    const asked = sessions[index].messages.at(-1).id;
    const foreign = sessions[(index + 1) % 29].messages.at(-1).id;
    const clientId = randomUUID();
    return [
      visitor.raw(SEND, { text: `first of ${index}`, id: clientId }),
      visitor.raw(SEND, { text: `first of ${index}`, id: clientId }),
      visitor.raw(CHOOSE, { m: asked, i: index % 3, id: randomUUID() }),
      visitor.raw(CHOOSE, { m: asked, i: 7, id: randomUUID() }),
      visitor.raw(CHOOSE, { m: foreign, i: 0, id: randomUUID() }),
      visitor.raw(PARAMS, { p: { plan: `plan ${index}`, seats: index } }),
      visitor.raw(PARAMS, { p: { plan: { nested: true } } }),
      visitor.raw(SEND, { text: "x", id: "no uuid" }),
      server.widget(project.key).raw(SEND, { text: "who is this?", id: randomUUID() }),
    ];
  });
  const erasing = agent.raw("mutation($v: ID!) { eraseVisitor(id: $v) }", { v: ids[29] });
  const late = erased.raw(SEND, { text: "am I here?", id: randomUUID() });
  expect(await codes(burst)).toEqual(
    visitors
      .slice(0, 29)
      .flatMap(() => [
        "OK",
        "OK",
        "OK",
        "BAD_USER_INPUT",
        "NOT_FOUND",
        "OK",
        "BAD_USER_INPUT",
        "BAD_USER_INPUT",
        "UNAUTHENTICATED",
      ]),
  );
  expect((await erasing).errors).toEqual([]);
  expect(["OK", "UNAUTHENTICATED", "NOT_FOUND"]).toContain((await codes([late]))[0]);
  expect(await erased.code(SEND, { text: "and now?", id: randomUUID() })).toBe("UNAUTHENTICATED");
  await sound();
});

test("one id of a message is one message, however often and in whatever company it comes; another body is a conflict", async () => {
  const { visitors } = await crowd(10);
  const { widget } = server.services;
  const clientIds = visitors.map(() => randomUUID());
  const tries = visitors.flatMap((visitor, index) =>
    ["one", "one", "other", "one"].map((text) =>
      widget.send(contextOf(visitor), { text, clientId: clientIds[index] ?? "" }).then(
        ({ id, seq, text: said }) => ({ id, seq, said }),
        (error) => error.extensions.code,
      ),
    ),
  );
  const answers = await Promise.all(tries);
  for (let index = 0; index < answers.length; index += 4) {
    const [first, second, third, fourth] = answers.slice(index, index + 4);
    expect(first).toEqual({ id: expect.stringMatching(/^\d+$/), seq: 3, said: "one" });
    expect([second, third, fourth]).toEqual([first, "CONFLICT", first]);
  }
  await sound();
});

test("what one visitor does many times in a burst happens in the order it came", async () => {
  const { visitors } = await crowd(3);
  const { widget } = server.services;
  const [one] = visitors as [WidgetClient];
  await widget.requestHuman(contextOf(one));
  const texts = Array.from({ length: 40 }, (_, index) => `word ${index}`);
  const said = await Promise.all(
    texts.map((text) => widget.send(contextOf(one), { text, clientId: randomUUID() })),
  );
  const first = said[0]?.seq ?? 0;
  expect(said.map(({ seq }) => seq)).toEqual(texts.map((_, index) => first + index));
  const { messages } = await one.session();
  expect(messages.slice(-40).map(({ text }: Answer) => text)).toEqual(texts);
  await sound();
});

test("two openings with one token at once make one visitor, and what follows at once finds it", async () => {
  await crowd(1);
  const { opening, widget } = server.services;
  const fresh = server.widget(project.key);
  const input = { token: fresh.token, page: { url: "https://shop.example.com/a" } };
  const [one, same, message] = await Promise.all([
    opening.open(contextOf(fresh), { ...input, params: { plan: "free" } }),
    opening.open(contextOf(fresh), {
      ...input,
      page: { url: "https://shop.example.com/b" },
      params: { plan: "pro" },
    }),
    widget.send(contextOf(fresh), { text: "hello", clientId: randomUUID() }),
  ]);
  expect(one.id).toMatch(/^\d+$/);
  expect(same.id).toBe(one.id);
  expect(one.number).toBe(2);
  expect(message).toMatchObject({ seq: 3, conversationId: one.conversationId });
  const { visitor } = await agent.ask(
    "query($v: ID!) { visitor(id: $v) { number params { value } pages { url } } }",
    { v: one.id },
  );
  expect(visitor).toEqual({
    number: 2,
    params: [{ value: "pro" }],
    pages: [{ url: "https://shop.example.com/a" }, { url: "https://shop.example.com/b" }],
  });
  await server.services.presence.stop();
  await sound();
});

test("the statements of a burst do not grow with it", async () => {
  const { visitors } = await crowd(150);
  const { widget } = server.services;
  const cost = async (senders: readonly WidgetClient[]) => {
    const counter = countStatements(server);
    await Promise.all(
      senders.map((visitor) => widget.send(contextOf(visitor), { text: "hello", clientId: randomUUID() })),
    );
    counter.stop();
    return counter.count;
  };
  await cost(visitors);
  // Between them whoever looks after the house by the clock asks something too.
  expect(await cost(visitors.slice(0, 50))).toBeLessThanOrEqual(30);
  expect(await cost(visitors.slice(50, 150))).toBeLessThanOrEqual(30);
  // Two chunks of rows where there was one.
  expect(await cost(visitors)).toBeLessThanOrEqual(40);
  await sound();
});

test("a burst of openings, options, forms and parameters costs a few statements an event at most", async () => {
  const { visitors, sessions } = await crowd(50);
  const { opening, widget } = server.services;
  const counter = countStatements(server);
  const fresh = visitors.map(() => server.widget(project.key));
  await Promise.all(
    visitors.flatMap((visitor, index) => [
      widget.chooseOption(contextOf(visitor), sessions[index].messages.at(-1).id, 0, randomUUID()),
      widget.setParams(contextOf(visitor), { plan: "pro" }),
      opening.open(contextOf(fresh[index] as WidgetClient), {
        token: (fresh[index] as WidgetClient).token,
        page: { url: "https://shop.example.com/" },
        params: { plan: "free" },
      }),
    ]),
  );
  const opened = counter.count;
  await server.services.presence.stop();
  const forms = await Promise.all(visitors.map((visitor) => visitor.session()));
  const before = counter.count;
  await Promise.all(
    visitors.map((visitor, index) =>
      widget.submitForm(
        contextOf(visitor),
        forms[index].messages.at(-1).id,
        [
          { name: "name", value: `Ana ${index}` },
          { name: "email", value: "ana@example.com" },
        ],
        randomUUID(),
      ),
    ),
  );
  counter.stop();
  expect(opened).toBeLessThanOrEqual(90);
  expect(counter.count - before).toBeLessThanOrEqual(35);
  await sound();
});

test("the log says once what is the same before and after a change, and its readers find it twice", async () => {
  const { visitors } = await crowd(1);
  const { widget, database } = server.services;
  const log = await ChangeLog.open(database);
  const [one] = visitors as [WidgetClient];
  await widget.requestHuman(contextOf(one));
  for (const text of ["one", "two"]) await widget.send(contextOf(one), { text, clientId: randomUUID() });
  const rows: Answer[] = await database.source.query(
    "SELECT seq, before_facts, after_facts FROM project_change WHERE project_id = ? ORDER BY seq DESC LIMIT 1",
    [project.id],
  );
  expect(rows[0]).toMatchObject({
    before_facts: SAME_FACTS,
    after_facts: expect.stringContaining("startedAt"),
  });
  const [change] = await log.after<VisitorFacts>(project.id, Number(rows[0].seq) - 1, 1);
  expect(change?.before).toEqual(change?.after);
  expect(change?.before).toEqual(JSON.parse(rows[0].after_facts));
});

/** A work that reads nothing ahead and yet runs ahead. */
const NOTHING: Needs<null> = { read: async () => undefined, need: null };

test("when the database refuses what many wrote, only the one at fault is refused", async () => {
  const { ids } = await crowd(4);
  const { door, database } = server.services;
  const device = (visitorId: string) => async (work: Work) => {
    const values = {
      type: "desktop",
      browser: null,
      os: null,
      viewport: null,
      referrer: null,
      userAgent: "burst",
    };
    const { id } = await work.rows.insert(Device, { ...values, visitorId, createdAt: work.now });
    work.change({ type: "test", visitorId: null, before: null, after: null });
    return id;
  };
  const outcomes = await Promise.allSettled(
    [ids[0], ids[1], "999999999", ids[2]].map((id = "") => door.write(project.id, device(id), NOTHING)),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  const rows: Answer[] = await database.source.query(
    "SELECT visitor_id FROM device WHERE user_agent = 'burst' ORDER BY id",
  );
  expect(rows.map(({ visitor_id }) => String(visitor_id))).toEqual(ids.slice(0, 3));
  await sound();
});

test("works that read ahead and works that do not see one another in the order they came", async () => {
  const { visitors, ids } = await crowd(2);
  const { door, widget } = server.services;
  const [one] = visitors as [WidgetClient];
  const [id = ""] = ids;
  const status = (from: string, to: "PROSPECT" | "CUSTOMER", fails = false) =>
    door.write(project.id, (work) =>
      changeVisitor(work, id, async (unit) => {
        expect([unit.visitor.status, unit.visitor.engaged]).toEqual([from, true]);
        await unit.setStatus(to, "API", null);
        if (fails) throw new Error("fails");
        return unit.visitor.version;
      }),
    );
  const outcomes = await Promise.allSettled([
    widget.send(contextOf(one), { text: "one", clientId: randomUUID() }),
    status("NEW", "PROSPECT"),
    widget.send(contextOf(one), { text: "two", clientId: randomUUID() }),
    status("PROSPECT", "CUSTOMER", true),
    widget.setParams(contextOf(one), { plan: "pro" }),
    status("PROSPECT", "CUSTOMER"),
    // Comes to something that was not read ahead.
    door.write(
      project.id,
      async (work) => {
        const unit = await VisitorChange.lock(work, id);
        unit.fill({ name: "Ana" });
        unit.note({ type: "test" });
        await unit.save();
        return work.manager.findOneByOrFail(Device, { visitorId: id });
      },
      NOTHING,
    ),
  ]);
  expect(outcomes.map(({ status: how }) => how)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  const { visitor } = await agent.ask(
    "query($v: ID!) { visitor(id: $v) { name status version statusHistory { to } } }",
    {
      v: id,
    },
  );
  // Opened, online, and six changes.
  expect(visitor).toEqual({
    name: "Ana",
    status: "CUSTOMER",
    version: 8,
    statusHistory: [{ to: "PROSPECT" }, { to: "CUSTOMER" }],
  });
  await sound();
});
