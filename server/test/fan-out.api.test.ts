// Many who watch the same: one execution for all, each item once and in order for everybody whenever they came, nobody held
// back by a slow one, and nobody told what it may no longer hear.
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import type { Answer, HttpClient, WidgetClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let visitor: WidgetClient;

beforeAll(async () => {
  server = await TestServer.start({ ping: 1000 });
  ({ agent, project } = await server.setUp());
  visitor = server.widget(project.key);
  await visitor.open();
});
afterAll(() => server.stop());

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) await socket.close();
});
const socketOf = (client: HttpClient) => {
  const socket = server.socket(client);
  opened.push(socket);
  return socket;
};

const CHANGES = `subscription($id: ID!, $filter: VisitorFilter, $after: Cursor) {
  visitorChanges(projectId: $id, filter: $filter, after: $after) { kind cursor visitor { id name project { role } } } }`;
const seqOf = (item: Answer) => Number(item.cursor.split(".")[1]);
const isNews = (item: Answer) => item.kind !== "HEARTBEAT";

const head = async () =>
  (await agent.ask("query($id: ID!) { visitors(projectId: $id) { cursor } }", { id: project.id })).visitors
    .cursor;

/** Statements that the database is asked while `run` lasts. */
async function statements(run: () => Promise<unknown>): Promise<number> {
  const { logger } = server.services.database.source;
  const { logQuery } = logger;
  let count = 0;
  logger.logQuery = (sql: string) => void (count += Number(/visitor|conversation|project_change/.test(sql)));
  try {
    await run();
    return count;
  } finally {
    logger.logQuery = logQuery;
  }
}

test("an event costs the database the same for one subscriber and for sixty, and all hear the same", async () => {
  const sockets = Array.from({ length: 5 }, () => socketOf(agent));
  const streams = [sockets[0]?.subscribe(CHANGES, { id: project.id })];
  await streams[0]?.next();
  /** The last item that each hears of one message. */
  const hear = async () => {
    await visitor.send("hello");
    const last = await head();
    return Promise.all(streams.map((stream) => stream?.next((item) => isNews(item) && item.cursor === last)));
  };
  const forOne = await statements(hear);
  for (const socket of sockets)
    for (let index = 0; index < 12; index++) streams.push(socket.subscribe(CHANGES, { id: project.id }));
  for (const stream of streams.slice(1)) await stream?.next();
  let heard: Answer[] = [];
  const forMany = await statements(async () => (heard = await hear()));
  expect(heard).toHaveLength(61);
  expect(new Set(heard.map((item) => JSON.stringify(item))).size).toBe(1);
  expect(forMany).toBeLessThanOrEqual(forOne + 2);
});

test("whoever comes when, and from which place, hears every change behind it once and in order", async () => {
  const sockets = Array.from({ length: 6 }, () => socketOf(agent));
  const places: string[] = [await head()];
  const followers: { after: string; stream: ReturnType<(typeof sockets)[0]["subscribe"]> }[] = [];
  let isOver = false;
  const writing = (async () => {
    const writers = [visitor, server.widget(project.key), server.widget(project.key)];
    await Promise.all(writers.slice(1).map((writer) => writer.open()));
    for (let round = 0; round < 60; round++) {
      await Promise.all(writers.map((writer) => writer.send(`round ${round}`)));
      if (round % 10 === 0) places.push(await head());
    }
    isOver = true;
  })();
  for (let index = 0; index < 60 && !isOver; index++) {
    const after = places[index % places.length] as string;
    const socket = sockets[index % sockets.length];
    const stream = socket?.subscribe(CHANGES, { id: project.id, after });
    if (stream) followers.push({ after, stream });
    // Some leave again at once, in the middle of what they are brought.
    if (index % 7 === 3) followers.pop()?.stream.stop();
    await visitor.ask("{ session { lastSeq } }");
  }
  await writing;
  const last = Number((await head()).split(".")[1]);
  expect(followers.length).toBeGreaterThan(10);
  for (const { after, stream } of followers) {
    await stream.next((item) => seqOf(item) >= last);
    const seqs = stream.all.filter(isNews).map(seqOf);
    const first = Number(after.split(".")[1]) + 1;
    expect(seqs).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  }
});

test("what depends on who asks is not shared: roles by rights, personal fields by caller", async () => {
  const manager = await server.addAgent(project.id, "MANAGER", "manager@example.com");
  const streams = [agent, manager].map((client) => {
    const socket = socketOf(client);
    return { socket, stream: socket.subscribe(CHANGES, { id: project.id }) };
  });
  for (const { stream } of streams) await stream.next();
  const news = streams.map(({ stream }) => stream.next((item) => item.visitor));
  await visitor.send("who am I to you?");
  expect((await Promise.all(news)).map((item) => item.visitor.project.role)).toEqual(["ADMIN", "MANAGER"]);

  // Gone from here, but still a colleague of one of two managers elsewhere.
  const gone = await server.addAgent(project.id, "MANAGER", "gone@example.com");
  const { id: visitorId } = (
    await agent.ask("query($id: ID!) { visitors(projectId: $id, last: 1) { nodes { id } } }", {
      id: project.id,
    })
  ).visitors.nodes[0];
  await gone.ask("mutation($v: ID!) { setVisitorStatus(visitorId: $v, status: CUSTOMER) { id } }", {
    v: visitorId,
  });
  const { manager: database } = server.services.database.source;
  const me = async (client: HttpClient) => (await client.ask("{ me { id } }")).me.id as string;
  const [goneId, managerId] = [await me(gone), await me(manager)];
  const { createProject: elsewhere } = await gone.ask('mutation { createProject(name: "Elsewhere") { id } }');
  await database.query(
    "INSERT INTO membership (project_id, agent_id, role, created_at) VALUES (?, ?, 1, 0)",
    [elsewhere.id, managerId],
  );
  await database.query("DELETE FROM membership WHERE project_id = ? AND agent_id = ?", [project.id, goneId]);
  const other = await server.addAgent(project.id, "MANAGER", "other@example.com");
  const EMAILS =
    "subscription($id: ID!) { visitorChanges(projectId: $id) { kind cursor visitor { id statusHistory { agent { email } } } } }";
  const readers = [manager, other].map((client) => {
    const socket = socketOf(client);
    return { socket, stream: socket.subscribe(EMAILS, { id: project.id }) };
  });
  for (const { stream } of readers) await stream.next();
  const seen = readers.map(({ stream }) => stream.next((item) => item.visitor?.id === visitorId));
  await agent.ask("mutation($v: ID!) { setVisitorStatus(visitorId: $v, status: CLOSED) { id } }", {
    v: visitorId,
  });
  const emails = (await Promise.all(seen)).map((item) => item.visitor.statusHistory.at(-2).agent.email);
  expect(emails).toEqual(["gone@example.com", ""]);
});

test("a membership, a session or a role that ends without a word ends its streams, and nobody else's", async () => {
  const { manager } = server.services.database.source;
  const open = async (email: string) => {
    const client = await server.addAgent(project.id, "MANAGER", email);
    const socket = socketOf(client);
    const stream = socket.subscribe(CHANGES, { id: project.id });
    await stream.next();
    return { id: (await client.ask("{ me { id } }")).me.id, socket, stream };
  };
  const [dismissed, expired, promoted, bystander] = [
    await open("dismissed@example.com"),
    await open("expired@example.com"),
    await open("promoted@example.com"),
    await open("bystander@example.com"),
  ];
  // Behind the server's back: no hint tells of it.
  await manager.query("DELETE FROM membership WHERE agent_id = ?", [dismissed.id]);
  await manager.query("DELETE FROM session WHERE agent_id = ?", [expired.id]);
  await manager.query("UPDATE membership SET role = 0 WHERE agent_id = ?", [promoted.id]);
  expect(await dismissed.stream.end_()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  expect(await expired.stream.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  expect(await promoted.stream.end_()).toMatchObject([{ extensions: { code: "UNAVAILABLE" } }]);
  // Asked for again, it has the new rights.
  const again = promoted.socket.subscribe(CHANGES, { id: project.id });
  await again.next();
  await visitor.send("still here?");
  expect((await again.next((item) => item.visitor)).visitor.project.role).toBe("ADMIN");
  expect((await bystander.stream.next((item) => item.visitor)).visitor.project.role).toBe("MANAGER");
});

test("a question about who may listen that is never answered holds back no other", async () => {
  const { manager } = server.services.database.source;
  const client = await server.addAgent(project.id, "MANAGER", "unheard@example.com");
  const stream = socketOf(client).subscribe(CHANGES, { id: project.id });
  await stream.next();
  const findBy = manager.findBy.bind(manager);
  const asked = new Promise<void>((resolve) => {
    manager.findBy = (async (...parts: Parameters<typeof findBy>) => {
      if ((parts[0] as { name?: string }).name !== "Membership") return findBy(...parts);
      manager.findBy = findBy;
      resolve();
      // Its connection has died, and nobody has told.
      return new Promise(() => undefined);
    }) as typeof findBy;
  });
  await asked;
  await manager.query("DELETE FROM membership WHERE agent_id = ?", [
    (await client.ask("{ me { id } }")).me.id,
  ]);
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
});

/** A socket by hand: it can stop reading, and say what no client of ours would. */
async function rawSocket(
  options: WebSocket.ClientOptions = {},
  at = server,
  caller = agent,
): Promise<{ client: WebSocket; messages: Answer[]; say(message: unknown): void }> {
  const client = new WebSocket(`${at.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
    headers: { origin: at.url, cookie: caller.cookie ?? "" },
    ...options,
  });
  const messages: Answer[] = [];
  client.on("message", (data: Buffer) => messages.push(JSON.parse(data.toString("utf8"))));
  opened.push({ close: () => client.terminate() });
  await once(client, "open");
  return { client, messages, say: (message) => client.send(JSON.stringify(message)) };
}
const closeCode = async (client: WebSocket) => ((await once(client, "close")) as [number])[0];

test("a reader that stalls is dropped and told so once; the others hear everything, and the server holds little for it", async () => {
  // Pings are far between: a peer that does not read answers none either, and would be cut.
  const calm = await TestServer.start({ ping: 600_000 });
  opened.push({ close: () => calm.stop() });
  const { agent, project } = await calm.setUp();
  const talker = calm.widget(project.key);
  await talker.open();
  for (let index = 0; index < 40; index++) await talker.send("x".repeat(4000));
  // About 160 kB an event: some 48 MB in all.
  const DEAR = `subscription($id: ID!) { visitorChanges(projectId: $id) { kind cursor visitor { conversation { messages(last: 40) { text } } } } }`;
  const { client, messages, say } = await rawSocket({}, calm, agent);
  say({ type: "connection_init" });
  while (messages.length === 0) await once(client, "message");
  say({ id: "slow", type: "subscribe", payload: { query: DEAR, variables: { id: project.id } } });
  while (messages.length === 1) await once(client, "message");
  const quick = calm.socket(agent);
  const stream = quick.subscribe(CHANGES, { id: project.id });
  await stream.next();
  client.pause();
  const before = process.memoryUsage().arrayBuffers;
  for (let index = 0; index < 150; index++) await talker.send("y".repeat(4000));
  const { cursor } = await stream.next(
    (item) => seqOf(item) >= seqOf(messages[1].payload.data.visitorChanges) + 150,
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24 * 1024 * 1024);
  client.resume();
  const heard = () => messages.slice(1).map(({ payload }) => payload.data.visitorChanges);
  while (!heard().some((item) => item.kind === "RESYNC")) await once(client, "message");
  const resync = heard().find((item) => item.kind === "RESYNC");
  expect(seqOf(resync)).toBeGreaterThanOrEqual(seqOf({ cursor }));
  await talker.send("and on");
  while (heard().at(-1).kind !== "UPDATE") await once(client, "message");
  const items = heard();
  expect(items.filter((item) => item.kind === "RESYNC")).toHaveLength(1);
  const at = items.indexOf(resync);
  // Before the resync an unbroken beginning, after it an unbroken rest.
  for (const part of [items.slice(1, at).filter(isNews), [resync, ...items.slice(at + 1).filter(isNews)]])
    expect(part.map(seqOf)).toEqual(part.map((_, index) => seqOf(part[0]) + index));
});

test("a peer that asks and asks and reads no answer is cut before it fills the memory", async () => {
  const calm = await TestServer.start({ ping: 600_000 });
  opened.push({ close: () => calm.stop() });
  const { client, messages, say } = await rawSocket({}, calm, (await calm.setUp()).agent);
  client.on("error", () => undefined);
  say({ type: "connection_init" });
  while (messages.length === 0) await once(client, "message");
  client.pause();
  for (let sent = 0; sent < 2_000 && client.readyState === WebSocket.OPEN; sent++) {
    say({ type: "ping", payload: { text: "z".repeat(60_000) } });
    if (client.bufferedAmount > 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(client.readyState).not.toBe(WebSocket.OPEN);
});

test("an id that is used again while the first is still being opened is the second's", async () => {
  const { client, messages, say } = await rawSocket();
  say({ type: "connection_init" });
  while (messages.length === 0) await once(client, "message");
  const named = (name: string) => ({
    query: `subscription($id: ID!) { ${name}: visitorChanges(projectId: $id) { kind } }`,
    variables: { id: project.id },
  });
  say({ id: "1", type: "subscribe", payload: named("first") });
  say({ id: "1", type: "complete" });
  say({ id: "1", type: "subscribe", payload: named("second") });
  while (messages.length === 1) await once(client, "message");
  expect(messages[1]).toEqual({
    id: "1",
    type: "next",
    payload: { data: { second: { kind: "HEARTBEAT" } } },
  });
  // A refusal of the one is none of the other.
  say({ id: "2", type: "subscribe", payload: { ...named("none"), variables: { id: "999999" } } });
  say({ id: "2", type: "complete" });
  say({ id: "2", type: "subscribe", payload: named("third") });
  while (messages.length === 2) await once(client, "message");
  expect(messages[2]).toMatchObject({ id: "2", type: "next" });
});

test("a peer that does not answer pings is cut, one that does is kept", async () => {
  const [deaf, polite] = await Promise.all([rawSocket({ autoPong: false }), rawSocket()]);
  for (const { say } of [deaf, polite]) say({ type: "connection_init" });
  expect(await closeCode(deaf.client)).toBe(1006);
  expect(polite.client.readyState).toBe(WebSocket.OPEN);
});

test("a caller has ten sockets at most, and a closed one makes room", async () => {
  const sockets = await Promise.all(Array.from({ length: 10 }, () => rawSocket()));
  for (const { client, messages, say } of sockets) {
    say({ type: "connection_init" });
    while (messages.length === 0) await once(client, "message");
  }
  const late = await rawSocket();
  late.say({ type: "connection_init" });
  expect(await closeCode(late.client)).toBe(1013);
  sockets[0]?.client.close();
  await once(sockets[0]?.client as WebSocket, "close");
  const welcome = await rawSocket();
  welcome.say({ type: "connection_init" });
  await once(welcome.client, "message");
  expect(welcome.messages).toEqual([{ type: "connection_ack" }]);
});

test.each([
  ["what is no JSON", 4400, ["{"]],
  ["a type that there is not", 4400, [{ type: "begin" }]],
  [
    "a subscription without an id",
    4400,
    [{ type: "connection_init" }, { type: "subscribe", payload: { query: "x" } }],
  ],
  [
    "a subscription before it is let in",
    4401,
    [{ id: "1", type: "subscribe", payload: { query: "{ me { id } }" } }],
  ],
  ["a second beginning", 4429, [{ type: "connection_init" }, { type: "connection_init" }]],
  ["silence", 4408, []],
])("a socket that says %s is closed with %d", async (_name, code, said) => {
  const { client } = await rawSocket();
  for (const message of said) client.send(typeof message === "string" ? message : JSON.stringify(message));
  expect(await closeCode(client)).toBe(code);
});

test("an id that is in use, and another protocol, are closed by the protocol's codes; a ping is answered", async () => {
  const { client, messages, say } = await rawSocket();
  say({ type: "connection_init" });
  while (messages.length === 0) await once(client, "message");
  say({ type: "ping", payload: { at: 1 } });
  while (messages.length === 1) await once(client, "message");
  expect(messages[1]).toEqual({ type: "pong", payload: { at: 1 } });
  const payload = { query: CHANGES, variables: { id: project.id } };
  say({ id: "1", type: "subscribe", payload });
  say({ id: "1", type: "subscribe", payload });
  expect(await closeCode(client)).toBe(4409);
  const other = new WebSocket(`${server.url.replace("http", "ws")}/graphql`, "graphql-ws", {
    headers: { origin: server.url, cookie: agent.cookie ?? "" },
  });
  other.on("error", () => undefined);
  expect(await new Promise((resolve) => other.on("close", resolve))).toBe(1006);
});
