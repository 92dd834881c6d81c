// Pauses of a flow: over on time and once, through restarts and among several processes, and never over somebody's words.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, WidgetClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { FlowHouse, type FlowProject, ask, lastId, pause, say, talk } from "./flow.house.js";
import { TestServer } from "./server.js";

let house: FlowHouse;

beforeAll(async () => {
  house = await FlowHouse.open();
});
afterAll(() => house.stop());

/** Says one, then two ten minutes later, and asks. */
const ten = () =>
  house.project({
    one: say("One", "wait"),
    wait: pause(600, "two"),
    two: say("Two", "ask"),
    ask: ask("So?", ["Yes", "one"]),
  });

async function opened(project: FlowProject): Promise<{ visitor: WidgetClient; id: string }> {
  const visitor = project.visitor();
  return { visitor, id: (await visitor.open()).conversationId };
}

const EVENTS = "subscription($after: Int) { events(after: $after) { kind message { text } agentName mode } }";
const act = (name: string, id: string) =>
  house.agent.ask(`mutation($id: ID!) { ${name}(conversationId: $id) { mode } }`, { id });
const reply = (id: string, client = house.agent) =>
  client.ask('mutation($id: ID!, $c: ID!) { reply(conversationId: $id, text: "Hi", clientId: $c) { seq } }', {
    id,
    c: randomUUID(),
  });

test("a pause ends when it is due, not before, and once", async () => {
  const { visitor } = await opened(await ten());
  await house.pass(599);
  expect(await talk(visitor)).toEqual(["One"]);
  await house.pass(1);
  expect(await talk(visitor)).toEqual(["One", "Two", "So? [OPTIONS]"]);
  await house.pass(6000);
  expect(await talk(visitor)).toHaveLength(3);
  await visitor.choose(await lastId(visitor), 0);
  expect(await talk(visitor)).toEqual(["One", "Two", "So? [OPTIONS]", "> Yes", "One"]);
});

test("what a visitor writes meanwhile is heard, and the pause goes on", async () => {
  const { visitor } = await opened(await ten());
  await visitor.send("Are you there?");
  await house.pass(600);
  expect(await talk(visitor)).toEqual(["One", "> Are you there?", "Two", "So? [OPTIONS]"]);
});

test("in a short pause it looks as if somebody typed, in the chat's own name", async () => {
  const project = await house.project({
    one: say("One", "ask"),
    ask: ask("Go on?", ["Yes", "wait"]),
    wait: pause(3, "two"),
    two: say("Two"),
  });
  const { visitor } = await opened(project);
  const socket = visitor.socket();
  const events = socket.subscribe(EVENTS, {});
  await events.next(({ kind }) => kind === "STATE");
  await visitor.choose(await lastId(visitor), 0);
  expect(await events.next(({ kind }) => kind === "TYPING")).toMatchObject({ agentName: "Flows" });
  await house.pass(3);
  expect(await events.next(({ kind }) => kind === "TYPING")).toMatchObject({ agentName: null });
  expect(await events.next(({ kind }) => kind === "MESSAGE")).toMatchObject({ message: { text: "Two" } });
  await socket.close();
});

test("a pause that is over while nobody runs the server ends when it starts again", async () => {
  const { visitor } = await opened(await ten());
  const { lastSeq } = await visitor.session();
  await house.server.restart(async () => house.skip(3000));
  const socket = visitor.socket();
  const events = socket.subscribe(EVENTS, { after: lastSeq });
  expect(await events.next(({ kind }) => kind === "MESSAGE")).toMatchObject({ message: { text: "Two" } });
  await socket.close();
  expect(await talk(visitor)).toEqual(["One", "Two", "So? [OPTIONS]"]);
});

test("a restart in the middle of a pause changes nothing", async () => {
  const { visitor } = await opened(await ten());
  await house.pass(300);
  await house.server.restart();
  await house.pass(299);
  expect(await talk(visitor)).toEqual(["One"]);
  await house.pass(1);
  expect(await talk(visitor)).toHaveLength(3);
});

test.each<[string, (id: string) => Promise<unknown>]>([
  ["replies", (id) => reply(id)],
  ["joins", (id) => act("joinConversation", id)],
])(
  "while a person who %s speaks the flow says nothing, and handing back goes on where it was left",
  async (_name, speak) => {
    const { visitor, id } = await opened(await ten());
    await speak(id);
    const before = await talk(visitor);
    await house.pass(600);
    expect(await talk(visitor)).toEqual(before);
    await act("handBack", id);
    expect(await talk(visitor)).toEqual([...before, "HANDED_BACK", "Two", "So? [OPTIONS]"]);
  },
);

test("a program's reply mutes the flow as a person's does", async () => {
  const project = await ten();
  const { createApiToken } = await house.agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "CRM", role: MANAGER) { token } }',
    { id: project.id },
  );
  const { visitor, id } = await opened(project);
  await reply(id, house.server.http({ authorization: `Bearer ${createApiToken.token}` }));
  await house.pass(600);
  expect(await talk(visitor)).toEqual(["One", "JOINED", "Hi"]);
});

test("handed back before it is over, the pause goes on to its end", async () => {
  const { visitor, id } = await opened(await ten());
  await act("joinConversation", id);
  await house.pass(300);
  await act("handBack", id);
  await house.pass(299);
  expect((await talk(visitor)).at(-1)).toBe("HANDED_BACK");
  await house.pass(1);
  expect((await talk(visitor)).slice(-2)).toEqual(["Two", "So? [OPTIONS]"]);
});

test("who asks for a person in a pause is not talked to by the flow any more", async () => {
  const { visitor, id } = await opened(await ten());
  await visitor.ask("mutation { requestHuman { mode } }");
  await house.pass(600);
  expect(await talk(visitor)).toEqual(["One", "HANDOFF"]);
  await act("handBack", id);
  expect((await talk(visitor)).at(-1)).toBe("So? [OPTIONS]");
});

test("a conversation that was closed in a pause stays closed, and the one that follows begins anew", async () => {
  const { visitor, id } = await opened(await ten());
  await act("closeConversation", id);
  await house.pass(600);
  expect(await talk(visitor)).toEqual(["One", "CLOSED"]);
  await visitor.send("Hello again");
  expect(await talk(visitor)).toEqual(["> Hello again", "One"]);
  await house.pass(600);
  expect((await talk(visitor)).slice(-2)).toEqual(["Two", "So? [OPTIONS]"]);
});

test("an old question that is answered after such a close does not leave the flow waiting for ever", async () => {
  const project = await house.project({ ask: ask("So?", ["Yes", "wait"]), wait: pause(600, "ask") });
  const { visitor, id } = await opened(project);
  const question = await lastId(visitor);
  await visitor.choose(question, 0);
  await act("joinConversation", id);
  await house.pass(600);
  await act("closeConversation", id);
  await visitor.choose(question, 0);
  expect(await talk(visitor)).toEqual(["> Yes", "So? [OPTIONS]"]);
});

test("a visitor who is erased in a pause is not missed", async () => {
  const project = await ten();
  const { visitor } = await opened(project);
  const { visitors } = await house.agent.ask(
    "query($id: ID!) { visitors(projectId: $id) { nodes { id } } }",
    { id: project.id },
  );
  await house.agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: visitors.nodes[0].id });
  await house.pass(600);
  expect(await visitor.session()).toBeNull();
});

test("pauses of very many end together, in a few commits", async () => {
  const project = await ten();
  const visitors = Array.from({ length: 210 }, () => project.visitor());
  await Promise.all(visitors.map((visitor) => visitor.open()));
  await house.pass(600);
  for (const visitor of [visitors[0], visitors[209]] as WidgetClient[])
    expect(await talk(visitor)).toEqual(["One", "Two", "So? [OPTIONS]"]);
  const { source } = house.server.services.database;
  const rows: Answer[] = await source.query(
    "SELECT last_seq, COUNT(*) AS n FROM conversation WHERE project_id = ? GROUP BY last_seq",
    [project.id],
  );
  expect(rows.map(({ last_seq, n }) => [Number(last_seq), Number(n)])).toEqual([[3, 210]]);
});

test("a flow that goes round by pauses alone comes to rest when nobody answers", async () => {
  const project = await house.project({ hello: say("Still there?", "wait"), wait: pause(60, "hello") });
  const { visitor } = await opened(project);
  for (let round = 0; round < 205; round++) await house.pass(60);
  expect((await visitor.session()).lastSeq).toBe(201);
}, 60_000);

test.skipIf(ON_MARIADB)("by the machine's own clock a pause of a second lasts a second", async () => {
  const server = await TestServer.start();
  try {
    const { agent, project } = await server.setUp();
    const definition = { start: "wait", nodes: { wait: pause(1, "two"), two: say("Two") } };
    await agent.ask(
      "mutation($id: ID!, $d: JSONObject!) { saveFlow(projectId: $id, definition: $d) { projectId } }",
      {
        id: project.id,
        d: definition,
      },
    );
    const visitor = server.widget(project.key);
    const { messages } = await visitor.open();
    expect(messages).toEqual([]);
    const socket = visitor.socket();
    const events = socket.subscribe(EVENTS, { after: 0 });
    expect(await events.next(({ kind }) => kind === "MESSAGE")).toMatchObject({ message: { text: "Two" } });
    await socket.close();
    const [{ began, said }] = await server.services.database.source.query(
      "SELECT c.started_at AS began, m.created_at AS said FROM message m JOIN conversation c ON c.id = m.conversation_id",
    );
    expect(Number(said) - Number(began)).toBeGreaterThanOrEqual(1000);
  } finally {
    await server.stop();
  }
});

test.runIf(ON_MARIADB)("of several processes that wake a flow one does, whichever began it", async () => {
  const second = await house.twin();
  try {
    const project = await house.project({
      wait: pause(600, "two"),
      two: say("Two", "again"),
      again: pause(600, "two"),
    });
    const visitors = Array.from({ length: 20 }, () => project.visitor());
    await Promise.all(visitors.map((visitor) => visitor.open()));
    for (const round of [1, 2, 3]) {
      house.skip(600);
      await Promise.all([house.server, second].map((each) => each.services.alarm.sweep()));
      for (const visitor of visitors) expect((await visitor.session()).lastSeq).toBe(round);
    }
  } finally {
    await second.stop();
  }
});
