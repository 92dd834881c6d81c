// What screens hear: each change judged against their filter, counts that move with it, conversations in order.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const CHANGES = `subscription($projectId: ID!, $filter: VisitorFilter, $after: Cursor) {
  visitorChanges(projectId: $projectId, filter: $filter, after: $after) {
    kind cursor visitorId visitor { id name status version needsAttention online } counts { status count } needingAttention } }`;
const LIST = `query($projectId: ID!, $filter: VisitorFilter) { visitors(projectId: $projectId, filter: $filter) {
  cursor totalCount needingAttention counts { status count } nodes { id version } } }`;
const SET =
  "mutation($id: ID!, $status: VisitorStatus!) { setVisitorStatus(visitorId: $id, status: $status) { id version } }";

const list = async (filter: Answer = null) =>
  (await agent.ask(LIST, { projectId: project.id, filter })).visitors;
const follow = (filter: Answer, after?: string) => {
  const socket = server.socket(agent);
  return Object.assign(socket.subscribe(CHANGES, { projectId: project.id, filter, after }), { socket });
};

test("a change is ENTER, UPDATE, LEAVE or COUNTS for each filter, and the counts are those of a fresh query", async () => {
  const fresh = follow({ status: "NEW" });
  const prospects = follow({ status: "PROSPECT" });
  expect((await fresh.next()).kind).toBe("HEARTBEAT");
  expect((await prospects.next()).kind).toBe("HEARTBEAT");

  const visitor = server.widget(project.key);
  await visitor.becomeProspect({ name: "Íñigo Peña", email: "inigo@pena.example" });
  const entered = await fresh.next((item) => item.kind === "ENTER");
  expect(entered.visitor).toMatchObject({ id: entered.visitorId });
  const left = await fresh.next((item) => item.kind === "LEAVE");
  expect(left).toMatchObject({ visitorId: entered.visitorId, visitor: null });
  const became = await prospects.next((item) => item.kind === "ENTER");
  expect(became.visitor).toMatchObject({ name: "Íñigo Peña", status: "PROSPECT" });

  await agent.ask(SET, { id: entered.visitorId, status: "CUSTOMER" });
  const gone = await prospects.next((item) => item.kind === "LEAVE");
  expect(gone.counts).toEqual((await list({ status: "PROSPECT" })).counts);
  expect((await fresh.next((item) => item.kind === "COUNTS" && item.cursor === gone.cursor)).counts).toEqual(
    gone.counts,
  );
  await fresh.socket.close();
  await prospects.socket.close();
});

test("a search filter follows accents and case like the list does", async () => {
  const found = follow({ search: "PENA inigo" });
  await found.next();
  const visitor = server.widget(project.key);
  await visitor.becomeProspect({ name: "Iñigo de la Peña", email: "otro@correo.example" });
  const entered = await found.next((item) => item.kind === "ENTER");
  expect(entered.visitor.name).toBe("Iñigo de la Peña");
  expect((await list({ search: "PENA inigo" })).nodes.map((node: Answer) => node.id)).toContain(
    entered.visitorId,
  );
  await found.socket.close();
});

test("resuming from a cursor replays what was missed and ends where a fresh query is", async () => {
  const before = await list();
  const visitor = server.widget(project.key);
  await visitor.open();
  await visitor.send("hello");
  const now = await list();
  const resumed = follow(null, before.cursor);
  const last = await resumed.next((item) => item.counts !== null);
  expect(last.cursor).toBe(now.cursor);
  expect(last.counts).toEqual(now.counts);
  expect(last.needingAttention).toBe(now.needingAttention);
  expect(resumed.all.filter((item) => item.kind === "ENTER")).toHaveLength(1);
  const cursors = resumed.all.map((item) => Number(item.cursor.split(".")[1]));
  expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
  await resumed.socket.close();
});

test("a cursor of another epoch gets one RESYNC, a cursor that is none a clear error", async () => {
  const stale = follow(null, "000000000000.1");
  expect(await stale.next()).toMatchObject({ kind: "RESYNC", counts: (await list()).counts });
  await stale.socket.close();
  const wrong = follow(null, "not-a-cursor");
  expect(await wrong.end_()).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  await wrong.socket.close();
});

test("an erasure leaves every screen, takes its counts along and leaves nothing of the person in the log", async () => {
  const visitor = server.widget(project.key);
  await visitor.becomeProspect({ name: "Canary Bird", email: "canary@erase.example" });
  const screen = follow({ search: "canary" });
  await screen.next();
  const { nodes } = await list({ search: "canary" });
  await agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: nodes[0].id });
  const left = await screen.next((item) => item.kind === "LEAVE");
  expect(left.counts).toEqual((await list({ search: "canary" })).counts);
  expect((await list()).needingAttention).toBe(left.needingAttention);
  const rows = await server.services.database.source.query(
    "SELECT before_facts, after_facts FROM project_change WHERE visitor_id = ?",
    [nodes[0].id],
  );
  expect(rows.length).toBeGreaterThan(5);
  expect(JSON.stringify(rows)).not.toContain("canary");
  expect(await visitor.session()).toBeNull();
  await screen.socket.close();
});

const TALK = `subscription($id: ID!, $after: Int) { conversationChanges(conversationId: $id, after: $after) {
  kind message { seq text author } conversation { mode lastSeq visitor { status } } typing agent { name } } }`;

test("a conversation replays after a seq, then says its state, then goes on live, each seq once and in order", async () => {
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.open();
  await visitor.send("one");
  const socket = server.socket(agent);
  const talk = socket.subscribe(TALK, { id: conversationId, after: 1 });
  const state = await talk.next((item) => item.kind === "STATE");
  await visitor.send("two");
  await agent.ask(
    'mutation($id: ID!, $c: ID!) { reply(conversationId: $id, text: "three", clientId: $c) { seq } }',
    { id: conversationId, c: randomUUID() },
  );
  const three = await talk.next((item) => item.message?.text === "three");
  expect(three.conversation.mode).toBe("LIVE");
  const seqs = talk.all.filter((item) => item.kind === "MESSAGE").map((item) => item.message.seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 2));
  expect(state.conversation.lastSeq).toBeGreaterThan(1);
  const { nodes } = await list();
  await agent.ask(SET, { id: nodes[0].id, status: "CLOSED" });
  await talk.next((item) => item.kind === "STATE" && item.conversation.visitor.status === "CLOSED");
  await visitor.ask("mutation { setTyping(typing: true) }");
  expect(await talk.next((item) => item.kind === "TYPING")).toMatchObject({ typing: "VISITOR" });
  await socket.close();
});

test("the widget hears messages, the agent's name, typing and what was seen, and is online while it listens", async () => {
  const visitor = server.widget(project.key);
  const { conversationId, lastSeq } = await visitor.open();
  const socket = visitor.socket();
  const events = socket.subscribe(
    "subscription($after: Int) { events(after: $after) { kind message { seq text agentName event } mode agentName seenByAgentSeq } }",
    { after: lastSeq },
  );
  await events.next((item) => item.kind === "STATE");
  await agent.ask("mutation($id: ID!) { setTyping(conversationId: $id, typing: true) }", {
    id: conversationId,
  });
  expect(await events.next((item) => item.kind === "TYPING")).toMatchObject({ agentName: "Ana Ruiz" });
  await agent.ask(
    'mutation($id: ID!, $c: ID!) { reply(conversationId: $id, text: "Hi", clientId: $c) { seq } }',
    { id: conversationId, c: randomUUID() },
  );
  expect((await events.next((item) => item.message?.text === "Hi")).message.agentName).toBe("Ana Ruiz");
  expect(await events.next((item) => item.kind === "STATE")).toMatchObject({
    mode: "LIVE",
    agentName: "Ana Ruiz",
  });
  await visitor.send("thanks");
  await agent.ask("mutation($id: ID!) { markSeen(conversationId: $id, seq: 99) { unread } }", {
    id: conversationId,
  });
  expect(await events.next((item) => item.seenByAgentSeq === lastSeq + 3)).toMatchObject({ message: null });
  const { nodes } = await list({ online: true });
  expect(nodes).not.toHaveLength(0);
  await agent.ask("mutation($id: ID!) { closeConversation(conversationId: $id) { mode } }", {
    id: conversationId,
  });
  await visitor.send("a new talk");
  await events.next((item) => item.kind === "RESYNC");
  expect(await events.end_()).toBeNull();
  await socket.close();
});

test("signing out ends the agent's streams at once", async () => {
  const other = await server.signIn();
  const socket = server.socket(other);
  const stream = socket.subscribe(CHANGES, { projectId: project.id });
  await stream.next();
  // Nothing else happens: the stream ends because the session did, not because there was something to deliver.
  await other.ask("mutation { signOut }");
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  await socket.close();
});
