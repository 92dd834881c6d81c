// Visitors who come back: when a new conversation begins, and that the counters beside the visitors stay exact through it.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ChangeLog } from "../src/live/change-log.js";
import { VisitorChange } from "../src/visitors/index.js";
import { STATUSES } from "../src/visitors/visitor.status.js";
import { type Answer, type HttpClient, SocketClient } from "./clients.js";
import { TestServer } from "./server.js";

const HOUR = 3_600_000;

let server: TestServer;
let program: HttpClient;
let project: { id: string; key: string };
let now = new Date("2026-03-07T03:00:00.000Z");

beforeAll(async () => {
  server = await TestServer.start({ clock: () => now });
  const founded = await server.setUp();
  project = founded.project;
  const { createApiToken } = await founded.agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "test", role: ADMIN) { token } }',
    { id: project.id },
  );
  // A session would end while the clock travels; a token does not.
  program = server.http({ authorization: `Bearer ${createApiToken.token}` });
});
afterAll(() => server.stop());

const later = (hours: number) => (now = new Date(now.getTime() + hours * HOUR));
const list = async (): Promise<Answer> =>
  (
    await program.ask(
      "query($id: ID!) { visitors(projectId: $id) { needingAttention counts { status count } nodes { id number startedAt firstSeenAt conversations { id startedAt } } } }",
      { id: project.id },
    )
  ).visitors;

/** The counters, and what they should be, as "row column" → count without zeros. */
async function counters(table: "visitor_hour" | "visitor_day", size: number) {
  const { source } = server.services.database;
  const where = "WHERE project_id = ?";
  const kept: Answer[] = await source.query(`SELECT * FROM ${table} ${where}`, [project.id]);
  const rows: Answer[] = await source.query(`SELECT status, engaged, started_at FROM visitor ${where}`, [
    project.id,
  ]);
  const expected: Record<string, number> = {};
  for (const { status, engaged, started_at } of rows) {
    const column = `${String(STATUSES[status]).toLowerCase()}_${engaged ? "engaged" : "idle"}`;
    const cell = `${Math.floor(Number(started_at) / size)} ${column}`;
    expected[cell] = (expected[cell] ?? 0) + 1;
  }
  const found: Record<string, number> = {};
  for (const { project_id: _project, hour, day, ...columns } of kept)
    for (const [column, count] of Object.entries(columns))
      if (Number(count) !== 0) found[`${hour ?? day} ${column}`] = Number(count);
  return { found, expected };
}

async function expectExact(): Promise<void> {
  for (const [table, size] of [
    ["visitor_hour", HOUR],
    ["visitor_day", 24 * HOUR],
  ] as const) {
    const { found, expected } = await counters(table, size);
    expect([table, found]).toEqual([table, expected]);
  }
  const waiting: { n: number | string }[] = await server.services.database.source.query(
    "SELECT COUNT(*) AS n FROM visitor WHERE project_id = ? AND needs_attention = 1",
    [project.id],
  );
  expect((await list()).needingAttention).toBe(Number(waiting[0]?.n));
}

test("a visitor silent for longer than the project's hours begins anew, at the top; one within them goes on", async () => {
  const [first, second] = [server.widget(project.key), server.widget(project.key)];
  const { conversationId } = await first.open();
  const begun = now.toISOString();
  later(1);
  await second.open();
  later(23);
  await first.send("still here");
  expect((await first.session()).conversationId).toBe(conversationId);
  expect((await list()).nodes.map(({ number }: Answer) => number)).toEqual([2, 1]);
  later(24.5);
  await first.send("back again");
  const session = await first.session();
  expect(session.conversationId).not.toBe(conversationId);
  const { nodes } = await list();
  expect(nodes.map(({ number }: Answer) => number)).toEqual([1, 2]);
  expect(nodes[0]).toMatchObject({
    startedAt: now.toISOString(),
    firstSeenAt: begun,
    conversations: [{ id: conversationId, startedAt: begun }, { id: session.conversationId }],
  });
  await expectExact();
});

test("the hours are the project's own", async () => {
  const { source } = server.services.database;
  await source.query("UPDATE project SET silence_hours = 2 WHERE id = ?", [project.id]);
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.open();
  later(1.9);
  await visitor.send("within");
  expect((await visitor.session()).conversationId).toBe(conversationId);
  later(2.1);
  await visitor.send("beyond");
  expect((await visitor.session()).conversationId).not.toBe(conversationId);
  await source.query("UPDATE project SET silence_hours = 24 WHERE id = ?", [project.id]);
  await expectExact();
});

test("counters stay exact when visitors come back, are closed, and in another status", async () => {
  const visitors = Array.from({ length: 6 }, () => server.widget(project.key));
  for (const visitor of visitors) {
    await visitor.open();
    later(0.7);
  }
  for (const [index, { id }] of (await list()).nodes.slice(0, 6).entries())
    await program.ask(
      "mutation($id: ID!, $s: VisitorStatus!) { setVisitorStatus(visitorId: $id, status: $s) { id } }",
      { id, s: STATUSES[index % 5] },
    );
  later(30);
  await Promise.all(visitors.map((visitor) => visitor.send("back")));
  await expectExact();
  const { nodes } = await list();
  await program.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: nodes[0].id });
  await expectExact();
});

test("a work that fails after it changed a visitor leaves no trace in the counters, and its neighbours theirs", async () => {
  const { door } = server.services;
  const { nodes } = await list();
  const before = await counters("visitor_hour", HOUR);
  const works = nodes.slice(0, 4).map(({ id }: Answer, index: number) =>
    door.write(project.id, async (work) => {
      const unit = await VisitorChange.lock(work, id);
      await unit.setStatus("ARCHIVED", "API", null);
      unit.visitor.engaged = !unit.visitor.engaged;
      unit.waits();
      await unit.save();
      if (index % 2 === 0) throw new Error("fails");
    }),
  );
  const outcomes = await Promise.allSettled(works);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
  expect((await counters("visitor_hour", HOUR)).found).not.toEqual(before.found);
  await expectExact();
  const history: { n: number | string }[] = await server.services.database.source.query(
    "SELECT COUNT(*) AS n FROM status_change WHERE visitor_id = ? AND to_status = ?",
    [nodes[0].id, STATUSES.indexOf("ARCHIVED")],
  );
  expect(Number(history[0]?.n)).toBe(0);
});

test("an answer to the last conversation's question goes on from there in the new one", async () => {
  const visitor = server.widget(project.key);
  const { messages, conversationId } = await visitor.open();
  later(25);
  await visitor.choose(messages[1].id, 0, randomUUID());
  const session = await visitor.session();
  expect(session.conversationId).not.toBe(conversationId);
  expect(session.messages.map(({ kind }: Answer) => kind)).toEqual(["OPTION_CHOSEN", "FORM"]);
  await expectExact();
});

test("changes older than a week are let go, and whoever stood there is told to query afresh", async () => {
  const { cursor } = (
    await program.ask("query($id: ID!) { visitors(projectId: $id) { cursor } }", { id: project.id })
  ).visitors;
  await server.widget(project.key).open();
  later(6 * 24);
  await server.widget(project.key).open();
  expect(await server.services.changeRetention.prune()).toBeGreaterThan(0);
  // What happened six days ago is still told, step by step.
  const changes =
    "query($id: ID!, $after: Cursor) { changes(projectId: $id, after: $after) { nodes { type } } }";
  const types = async (after: string | null) =>
    (await program.ask(changes, { id: project.id, after })).changes.nodes.map((node: Answer) => node.type);
  expect((await types(cursor)).filter((type: string) => type === "visitor.opened")).toHaveLength(2);

  later(2 * 24);
  await server.services.changeRetention.prune();
  expect((await types(null)).filter((type: string) => type === "visitor.opened")).toHaveLength(1);
  expect(await program.code(changes, { id: project.id, after: cursor })).toBe("BAD_USER_INPUT");
  const socket = new SocketClient(`${server.url}/graphql`, {
    payload: { token: program.headers.authorization?.slice(7) },
  });
  const stream = socket.subscribe(
    "subscription($id: ID!, $after: Cursor) { visitorChanges(projectId: $id, after: $after) { kind } }",
    { id: project.id, after: cursor },
  );
  expect((await stream.next()).kind).toBe("RESYNC");
  await socket.close();
});

test("after a restore, a cursor from before it gets a RESYNC and not another history", async () => {
  const head = async () =>
    (await program.ask("query($id: ID!) { visitors(projectId: $id) { cursor } }", { id: project.id }))
      .visitors.cursor as string;
  const before = await head();
  await ChangeLog.renew(server.services.database);
  await server.restart();
  await server.widget(project.key).open();
  expect((await head()).split(".")[0]).not.toBe(before.split(".")[0]);
  const socket = new SocketClient(`${server.url}/graphql`, {
    payload: { token: program.headers.authorization?.slice(7) },
  });
  const stream = socket.subscribe(
    "subscription($id: ID!, $after: Cursor) { visitorChanges(projectId: $id, after: $after) { kind cursor } }",
    { id: project.id, after: before },
  );
  const first = await stream.next();
  expect([first.kind, first.cursor.split(".")[0]]).toEqual(["RESYNC", (await head()).split(".")[0]]);
  await socket.close();
});

test("a tab that was away while another began a new conversation is told to start over, whatever the seq", async () => {
  const visitor = server.widget(project.key);
  const old = await visitor.open();
  await program.ask("mutation($id: ID!) { closeConversation(conversationId: $id) { id } }", {
    id: old.conversationId,
  });
  const after = (await visitor.session()).lastSeq;
  do await visitor.send("from the other tab");
  while ((await visitor.session()).lastSeq < after);
  const tab = visitor.socket();
  const events = tab.subscribe(
    "subscription($a: Int, $c: ID) { events(after: $a, conversationId: $c) { kind } }",
    { a: after, c: old.conversationId },
  );
  expect(await events.next()).toEqual({ kind: "RESYNC" });
  const { conversationId, lastSeq } = await visitor.session();
  const present = tab.subscribe(
    "subscription($a: Int, $c: ID) { events(after: $a, conversationId: $c) { kind } }",
    { a: lastSeq, c: conversationId },
  );
  expect(await present.next()).toEqual({ kind: "STATE" });
  await tab.close();
});
