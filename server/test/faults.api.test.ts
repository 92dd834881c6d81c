// When something breaks: the disk is full, the database is away, two come at once, a person is erased in the middle of it.
import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import WebSocket from "ws";
import type { Answer, HttpClient } from "./clients.js";
import { projectTopic } from "../src/live/bus.js";
import { ON_MARIADB, freshDatabase } from "./database.js";
import { cuttableWire } from "./proxy.js";
import { OWNER, TestServer, type TestServerOptions } from "./server.js";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function house(options: TestServerOptions = {}) {
  const server = await TestServer.start(options);
  servers.push(server);
  return { server, ...(await server.setUp()) };
}

const LIST =
  "query($id: ID!, $f: VisitorFilter) { visitors(projectId: $id, filter: $f) { needingAttention counts { status count } nodes { id needsAttention conversation { id } } } }";
const list = async (agent: HttpClient, id: string, f: Answer = null) =>
  (await agent.ask(LIST, { id, f })).visitors;
const CHANGES =
  "subscription($id: ID!, $f: VisitorFilter) { visitorChanges(projectId: $id, filter: $f) { kind cursor visitorId counts { status count } needingAttention } }";

const onTheEmbedded = ON_MARIADB ? () => undefined : test;
const onMariadb = ON_MARIADB ? test : () => undefined;

onTheEmbedded("a full disk refuses the write, and everything works again when there is room", async () => {
  const { server, project, agent } = await house();
  const visitor = server.widget(project.key);
  await visitor.open();
  const { source } = server.services.database;
  const [{ page_count: pages }] = await source.query("PRAGMA page_count");
  await source.query(`PRAGMA max_page_count = ${pages}`);
  const clientId = randomUUID();
  const send = "mutation($t: String!, $c: ID!) { send(text: $t, clientId: $c) { seq } }";
  const text = "x".repeat(4000);
  let code: string | null = null;
  for (let tries = 0; tries < 50 && code === null; tries++)
    code = await visitor.code(send, { t: text, c: tries === 49 ? clientId : randomUUID() });
  expect(code).toBe("UNAVAILABLE");
  expect((await agent.ask("{ me { name } }")).me).toEqual({ name: OWNER.name });
  await source.query("PRAGMA max_page_count = 1000000");
  expect((await visitor.send("there is room", clientId)).text).toBe("there is room");
});

onMariadb(
  "a database that goes away is UNAVAILABLE on every way in, says nothing of itself, and comes back",
  async () => {
    const database = await freshDatabase();
    const direct = new URL(database.url);
    const wire = await cuttableWire({ host: direct.hostname, port: Number(direct.port) });
    const { server, project, agent } = await house({
      database: { ...database, url: database.url.replace(direct.port, String(wire.port)) },
    });
    const visitor = server.widget(project.key);
    await visitor.open();
    wire.cut();
    for (const answer of [
      await agent.raw("{ me { name } }"),
      await visitor.raw('mutation($c: ID!) { send(text: "hello", clientId: $c) { seq } }', {
        c: randomUUID(),
      }),
    ]) {
      expect(answer.status).toBe(503);
      expect(answer.errors[0]?.extensions.code).toBe("UNAVAILABLE");
      expect(JSON.stringify(answer.errors)).not.toMatch(/ECONN|127\.0\.0\.1|mysql/i);
    }
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers: { origin: server.url, cookie: agent.cookie ?? "" },
    });
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init" })));
    expect(await closed).toBe(1013);
    wire.mend();
    expect((await visitor.send("and back")).text).toBe("and back");
    expect((await agent.ask("{ me { name } }")).me).toEqual({ name: OWNER.name });
    await server.stop();
    servers.length = 0;
    await wire.close();
  },
);

onMariadb(
  "a stream outlives a database that is away: silent meanwhile, then it goes on where it was",
  async () => {
    const database = await freshDatabase();
    const direct = new URL(database.url);
    const wire = await cuttableWire({ host: direct.hostname, port: Number(direct.port) });
    const url = database.url.replace(direct.port, String(wire.port));
    const { server, project, agent } = await house({ database: { ...database, url }, heartbeat: 100 });
    const visitor = server.widget(project.key);
    const { conversationId } = await visitor.open();
    const socket = server.socket(agent);
    const list = socket.subscribe(CHANGES, { id: project.id });
    const talk = socket.subscribe(
      "subscription($id: ID!) { conversationChanges(conversationId: $id) { kind message { text } } }",
      { id: conversationId },
    );
    for (const stream of [list, talk]) await stream.next((item) => item.kind === "HEARTBEAT");
    wire.cut();
    while ((await fetch(`${server.url}/readyz`)).status !== 503);
    // What is refused now is sent again, as a widget does, until it is taken.
    const send = 'mutation($c: ID!) { send(text: "through the outage", clientId: $c) { seq } }';
    const clientId = randomUUID();
    const sendFor = async (heartbeats: number) => {
      for (const end = Date.now() + heartbeats * 100; Date.now() < end;)
        expect(await visitor.code(send, { c: clientId })).toBe("UNAVAILABLE");
    };
    // A heartbeat may still tell of what was asked before, and be under way.
    await sendFor(3);
    const [before, talked] = [list.all.length, talk.all.length];
    await sendFor(10);
    expect([list.all.length, talk.all.length]).toEqual([before, talked]);
    wire.mend();
    while ((await visitor.code(send, { c: clientId })) !== null);
    await talk.next((item) => item.message?.text === "through the outage");
    await list.next((item) => item.kind === "UPDATE");
    expect([list.ended, talk.ended]).toEqual([null, null]);
    await socket.close();
    await server.stop();
    servers.length = 0;
    await wire.close();
  },
);

test("of several who use the set-up link at once, one is let in", async () => {
  const server = await TestServer.start();
  servers.push(server);
  const token = await server.services.setup.issueToken();
  const setUp = (email: string) =>
    server.http().code("mutation($input: SetUpInput!) { setUp(input: $input) { id } }", {
      input: { token, ...OWNER, email, projectName: email },
    });
  const weak = await server.http().code("mutation($input: SetUpInput!) { setUp(input: $input) { id } }", {
    input: { token, ...OWNER, password: "short", projectName: "x" },
  });
  expect(weak).toBe("BAD_USER_INPUT");
  const codes = await Promise.all(["a@example.com", "b@example.com", "c@example.com"].map(setUp));
  expect(codes.sort()).toEqual(["FORBIDDEN", "FORBIDDEN", null]);
});

test("an erasure that races with the person's own messages leaves nothing of them in the log", async () => {
  const { server, project, agent } = await house();
  for (let round = 0; round < 5; round++) {
    const visitor = server.widget(project.key);
    await visitor.becomeProspect({ name: "Canary", email: `canary${round}@erase.example` });
    const { nodes } = await list(agent, project.id);
    const sends = Array.from({ length: 10 }, () => visitor.send("still here").catch(() => null));
    await agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: nodes[0].id });
    await Promise.all(sends);
  }
  const rows = await server.services.database.source.query(
    "SELECT before_facts, after_facts FROM project_change",
  );
  expect(rows.length).toBeGreaterThan(30);
  expect(JSON.stringify(rows)).not.toContain("canary");
  expect((await list(agent, project.id)).needingAttention).toBe(0);
});

test("the live counts stay those of a fresh query when an erasure and another change come together", async () => {
  const { server, project, agent } = await house();
  const first = server.widget(project.key);
  await first.becomeProspect({ name: "Canary One", email: "one@erase.example" });
  const second = server.widget(project.key);
  await second.becomeProspect({ name: "Canary Two", email: "two@erase.example" });
  const filter = { search: "canary" };
  const socket = server.socket(agent);
  const stream = socket.subscribe(CHANGES, { id: project.id, f: filter });
  await stream.next();
  const [two, one] = (await list(agent, project.id)).nodes;
  await Promise.all([
    agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: one.id }),
    agent.ask("mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: CUSTOMER) { id } }", {
      id: two.id,
    }),
    second.send("hello"),
  ]);
  const after = server.widget(project.key);
  await after.becomeProspect({ name: "Canary Three", email: "three@erase.example" });
  await stream.next((item) => item.kind === "ENTER");
  await agent.ask("mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: CLOSED) { id } }", {
    id: two.id,
  });
  const last = await stream.next(
    (item) =>
      item.visitorId === two.id && item.counts.find((row: Answer) => row.status === "CLOSED").count === 1,
  );
  const fresh = await list(agent, project.id, filter);
  expect(last.counts).toEqual(fresh.counts);
  expect(last.needingAttention).toBe(fresh.needingAttention);
  await socket.close();
});

test("work on an earlier conversation is refused, and the present one keeps waiting", async () => {
  const { server, project, agent } = await house();
  const visitor = server.widget(project.key);
  const earlier = (await visitor.open()).conversationId;
  await agent.ask("mutation($id: ID!) { closeConversation(conversationId: $id) { id } }", { id: earlier });
  await visitor.send("again");
  await visitor.ask("mutation { requestHuman { mode } }");
  for (const document of [
    "mutation($id: ID!) { joinConversation(conversationId: $id) { id } }",
    "mutation($id: ID!) { closeConversation(conversationId: $id) { id } }",
    "mutation($id: ID!) { handBack(conversationId: $id) { id } }",
    `mutation($id: ID!) { reply(conversationId: $id, text: "x", clientId: "${randomUUID()}") { id } }`,
  ]) {
    const { errors } = await agent.raw(document, { id: earlier });
    expect(errors[0]?.extensions).toMatchObject({
      code: "CONFLICT",
      current: { conversationId: (await visitor.session()).conversationId },
    });
  }
  const { nodes, needingAttention } = await list(agent, project.id);
  expect([nodes[0].needsAttention, needingAttention]).toEqual([true, 1]);
});

test("a reply that commits while the stream reads is followed by the state it made", async () => {
  const { server, project, agent } = await house();
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.open();
  const socket = server.socket(agent);
  const talk = socket.subscribe(
    "subscription($id: ID!) { conversationChanges(conversationId: $id) { kind message { text } conversation { mode lastSeq } } }",
    { id: conversationId },
  );
  await talk.next((item) => item.kind === "STATE");
  const { manager } = server.services.database.source;
  const find = manager.find.bind(manager);
  let placed: Promise<unknown> | null = null;
  // The worst moment for another's commit: after the conversation was read, before its messages are.
  manager.find = (async (...parts: Parameters<typeof find>) => {
    if (!placed && (parts[0] as { name?: string }).name === "Message") {
      placed = agent.ask(
        'mutation($id: ID!, $c: ID!) { reply(conversationId: $id, text: "late", clientId: $c) { seq } }',
        { id: conversationId, c: randomUUID() },
      );
      await placed;
    }
    return find(...parts);
  }) as typeof manager.find;
  await visitor.send("hello");
  const late = await talk.next((item) => item.message?.text === "late");
  manager.find = find;
  const { lastSeq } = await visitor.session();
  expect(late.conversation).toEqual({ mode: "LIVE", lastSeq });
  await socket.close();
});

test("what commits while the log is being read, too late for that reading, is read at once", async () => {
  // No look by the clock helps out, nor anything that happens by it.
  const { server, project, agent } = await house({ heartbeat: 600_000, clock: () => new Date(0) });
  const visitor = server.widget(project.key);
  await visitor.open();
  const socket = server.socket(agent);
  const stream = socket.subscribe(CHANGES, { id: project.id });
  await stream.next();
  const { manager } = server.services.database.source;
  const query = manager.query.bind(manager);
  let isLate = true;
  manager.query = (async (...parts: Parameters<typeof query>) => {
    const rows = await query(...parts);
    if (isLate && /FROM project_change/.test(parts[0])) {
      isLate = false;
      expect(rows).toEqual([]);
      await visitor.send("meanwhile");
    }
    return rows;
  }) as typeof query;
  // Of what is not there: it makes the server look.
  server.services.bus.publish(projectTopic(project.id), Number.MAX_SAFE_INTEGER);
  expect((await stream.next()).kind).toBe("UPDATE");
  manager.query = query;
  await socket.close();
});

test("a stream that is far behind when the database fails goes on behind what it heard last", async () => {
  const { server, project, agent } = await house();
  const visitor = server.widget(project.key);
  await visitor.open();
  const socket = server.socket(agent);
  const stream = socket.subscribe(CHANGES, { id: project.id });
  const placeOf = (item: Answer) => Number(item.cursor.split(".")[1]);
  const start = placeOf(await stream.next());
  const { manager } = server.services.database.source;
  const query = manager.query.bind(manager);
  let isFilled = false;
  let newest = 0;
  // While the stream looks at the first change, so much happens that the rest is in the database only.
  const fill = async () => {
    isFilled = true;
    const change = { type: "test", visitorId: null, before: null, after: null };
    for (let times = 0; times < 8; times++)
      await server.services.door.write(project.id, async (work) => {
        for (let index = 0; index < 100; index++) work.change(change);
      });
    await visitor.send("at the end");
    // The server itself has read on.
    while (newest < start + 700) await visitor.ask("{ session { lastSeq } }");
  };
  let failures = 0;
  manager.query = (async (...parts: Parameters<typeof query>) => {
    if (!isFilled && /FROM [`"]visitor[`"] t WHERE t/.test(parts[0])) await fill();
    const place = Number((parts[1] as unknown[] | undefined)?.[1]);
    if (!/FROM project_change/.test(parts[0])) return query(...parts);
    if (newest >= start + 700 && failures < 2 && place < start + 100) {
      failures++;
      throw Object.assign(new Error("the connection is lost"), { code: "ECONNRESET" });
    }
    newest = Math.max(newest, place);
    return query(...parts);
  }) as typeof query;
  await visitor.send("first");
  await stream.next((item) => item.kind === "UPDATE" && placeOf(item) > start + 800);
  expect([failures, stream.all.some((item) => item.kind === "RESYNC")]).toEqual([2, false]);
  Object.assign(manager, { query });
  await socket.close();
});

test("a widget whose token ended in what the log no longer holds hears no more", async () => {
  const { server, project } = await house();
  const visitor = server.widget(project.key);
  await visitor.open();
  const socket = visitor.socket();
  const events = socket.subscribe("subscription { events { kind } }");
  await events.next();
  const { source } = server.services.database;
  // Two changes, of which the log has kept the second; the first took the token out of use.
  await source.query("UPDATE visitor SET token_hash = 'another'");
  await server.services.door.write(project.id, async (work) => {
    for (let times = 0; times < 2; times++)
      work.change({ type: "test", visitorId: null, before: null, after: null });
    await work.manager.query("UPDATE project_sequence SET seq = seq + 1 WHERE project_id = ?", [project.id]);
  });
  expect(await events.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  await socket.close();
});

test("a stream is never silent for much longer than a heartbeat, whatever happens that is not for it", async () => {
  const heartbeat = 3_000;
  const { server, project, agent } = await house({ heartbeat });
  const visitor = server.widget(project.key);
  await visitor.open();
  const socket = server.socket(agent);
  const stream = socket.subscribe(CHANGES, { id: project.id, f: { status: "ARCHIVED" } });
  await stream.next();
  const since = Date.now();
  while (Date.now() - since < heartbeat * 0.7) await visitor.send("busy elsewhere");
  expect((await stream.next()).kind).toBe("HEARTBEAT");
  expect(Date.now() - since).toBeLessThan(heartbeat * 1.4);
  await socket.close();
});

test("a stream beats while much happens that is not for it, and its cursor moves on", async () => {
  const { server, project, agent } = await house({ heartbeat: 50 });
  const visitor = server.widget(project.key);
  const { conversationId } = await server.widget(project.key).open();
  await visitor.open();
  const socket = server.socket(agent);
  const stream = socket.subscribe(CHANGES, { id: project.id, f: { status: "ARCHIVED" } });
  const talk = socket.subscribe(
    "subscription($id: ID!) { conversationChanges(conversationId: $id) { kind } }",
    { id: conversationId },
  );
  const start = await stream.next();
  const seqOf = (item: Answer) => Number(item.cursor.split(".")[1]);
  let beats = 0;
  const counting = (async () => {
    for (const each of [stream, talk, stream, talk])
      await each.next((item) => item.kind === "HEARTBEAT").then(() => beats++);
  })();
  while (beats < 4 || seqOf(stream.all.at(-1)) <= seqOf(start)) await visitor.send("busy elsewhere");
  await counting;
  expect(new Set(stream.all.map((item) => item.kind))).toEqual(new Set(["HEARTBEAT"]));
  await socket.close();
});

test("a screen that comes just as the last one leaves hears what happens", async () => {
  const { server, project, agent } = await house();
  const socket = server.socket(agent);
  for (let round = 0; round < 15; round++) {
    const leaving = socket.subscribe(CHANGES, { id: project.id });
    await leaving.next();
    leaving.stop();
    const coming = socket.subscribe(CHANGES, { id: project.id });
    await coming.next();
    await server.widget(project.key).open();
    await coming.next((item) => item.kind === "ENTER");
    coming.stop();
  }
  await socket.close();
});

test("a visitor who is back right after a restart stays online while its socket is open, and goes offline after", async () => {
  let now = new Date("2026-05-04T10:00:00.000Z");
  const { server, project } = await house({ clock: () => now });
  const visitor = server.widget(project.key);
  await visitor.open();
  const listen = async () => {
    const socket = visitor.socket();
    await socket.subscribe("subscription { events { kind } }").next();
    return socket;
  };
  await listen();
  await server.restart();
  const socket = await listen();
  const online = async () =>
    Boolean((await server.services.database.source.query("SELECT online FROM visitor"))[0].online);
  const pass = async () => {
    now = new Date(now.getTime() + 10_000);
    await server.services.processes.turn();
    await server.services.presence.sweep();
  };
  for (let times = 0; times < 6; times++) await pass();
  expect(await online()).toBe(true);
  await socket.close();
  // The server hears of the close a moment later.
  while (await online()) {
    await fetch(`${server.url}/healthz`);
    await pass();
  }
});
