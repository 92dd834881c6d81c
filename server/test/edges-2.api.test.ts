// More edges: limits on every door, retries, what a change leaves behind, and what the database makes of it.
import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "../src/app.js";
import { ConfigError, readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/data-source.js";
import { type Answer, HttpClient } from "./clients.js";
import { ON_MARIADB, freshDatabase } from "./database.js";
import { OWNER, PATHS, TestServer } from "./server.js";

const SIGN_IN = "mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }";
const SEEN = "mutation($id: ID!, $seq: Int!) { markSeen(conversationId: $id, seq: $seq) { id } }";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const newest = async (fields: string): Promise<Answer> =>
  (
    await agent.ask(`query($id: ID!) { visitors(projectId: $id, first: 1) { nodes { ${fields} } } }`, {
      id: project.id,
    })
  ).visitors.nodes[0];

test("a migration that cannot run is one clear line", async () => {
  const database = await freshDatabase();
  const url = readConfig({ DATABASE_URL: database.url }).database;
  const before = await openDatabase(url, [], { migrate: false });
  await before.source.query("CREATE TABLE agent (id int)");
  await before.close();
  const opening = openDatabase(url, []);
  await expect(opening).rejects.toThrow(ConfigError);
  await expect(opening).rejects.toThrow(
    /^The tables of the database at \S+ cannot be brought up to date: .+$/,
  );
  await database.drop();
});

test("the agent's screen seen, the widget hears SEEN; who speaks changed, it hears STATE", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const { lastSeq } = await visitor.session();
  const { conversation } = await newest("conversation { id }");
  const socket = visitor.socket();
  const events = socket.subscribe(
    "subscription($after: Int) { events(after: $after) { kind mode agentName seenByAgentSeq } }",
    { after: lastSeq },
  );
  expect(await events.next()).toMatchObject({ kind: "STATE", mode: "BOT", agentName: null });
  // What else becomes known of the visitor is nothing that it must be told.
  await visitor.ask('mutation { visitPage(url: "https://tienda.example/2") }');
  await agent.ask(SEEN, { id: conversation.id, seq: lastSeq });
  expect(await events.next(({ kind }) => kind !== "HEARTBEAT")).toEqual({
    kind: "SEEN",
    mode: null,
    agentName: null,
    seenByAgentSeq: lastSeq,
  });
  await agent.ask("mutation($id: ID!) { joinConversation(conversationId: $id) { id } }", {
    id: conversation.id,
  });
  await agent.ask(SEEN, { id: conversation.id, seq: lastSeq + 1 });
  expect(await events.next(({ kind }) => kind === "STATE" || kind === "SEEN")).toMatchObject({
    kind: "STATE",
    mode: "LIVE",
    agentName: OWNER.name,
  });
  await socket.close();
});

test("a password is kept as argon2id with 19 MiB, two passes, one lane", async () => {
  const rows: { password_hash: string }[] = await server.services.database.source.query(
    "SELECT password_hash FROM agent",
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("behind https the session's cookie is bound to its host and never travels in the clear", async () => {
  const database = await freshDatabase();
  const config = readConfig({
    PORT: "0",
    DATABASE_URL: database.url,
    PUBLIC_URL: "https://chat.example.com",
  });
  const app = await startApp({ config, version: "test", paths: PATHS, log: pino({ level: "silent" }) });
  await app.services.agents.create(OWNER, app.services.database.source.manager);
  const client = new HttpClient(`${app.address}/graphql`, { origin: "https://chat.example.com" });
  const { headers } = await client.raw(SIGN_IN, { e: OWNER.email, p: OWNER.password });
  expect(headers.get("set-cookie")).toMatch(/^__Host-atalaya=[\w-]{43};/);
  const parts = (headers.get("set-cookie") ?? "").split("; ").slice(1);
  expect(parts).toEqual(expect.arrayContaining(["Path=/", "HttpOnly", "Secure", "SameSite=Strict"]));
  expect(parts.some((part) => part.startsWith("Domain"))).toBe(false);
  expect(await client.ask("{ me { email } }")).toEqual({ me: { email: OWNER.email } });
  await app.stop();
  await database.drop();
});

test("text beyond its limit is refused at every door, and what fits to the last character is kept", async () => {
  const visitor = server.widget(project.key);
  const page = (url: string, title: string | null = null) => ({ token: visitor.token, page: { url, title } });
  const address = (length: number) => `https://shop.example.com/${"x".repeat(length - 25)}`;
  const open = (input: object) =>
    visitor.code("mutation($i: OpenInput!) { open(input: $i) { session { mode } } }", { i: input });
  expect(await open(page(address(2049)))).toBe("BAD_USER_INPUT");
  expect(await open(page(address(40), "t".repeat(301)))).toBe("BAD_USER_INPUT");
  expect(await open({ ...page(address(40)), referrer: address(2049) })).toBe("BAD_USER_INPUT");
  expect(await open({ ...page(address(2048), "t".repeat(300)), referrer: address(2048) })).toBeNull();
  const found = await newest("pages { url title } device { referrer } conversation { id }");
  expect(found.pages).toEqual([{ url: address(2048), title: "t".repeat(300) }]);
  expect(found.device.referrer).toBe(address(2048));

  const VISIT = "mutation($u: String!, $t: String) { visitPage(url: $u, title: $t) }";
  expect(await visitor.code(VISIT, { u: address(2049) })).toBe("BAD_USER_INPUT");
  expect(await visitor.code(VISIT, { u: address(40), t: "t".repeat(301) })).toBe("BAD_USER_INPUT");
  const reply = (text: string) =>
    agent.code(
      "mutation($id: ID!, $t: String!, $c: ID!) { reply(conversationId: $id, text: $t, clientId: $c) { id } }",
      {
        id: found.conversation.id,
        t: text,
        c: randomUUID(),
      },
    );
  expect(await reply("x".repeat(4001))).toBe("BAD_USER_INPUT");
  expect(await reply("x".repeat(4000))).toBeNull();
  const CREATE = "mutation($n: String!) { createProject(name: $n) { id } }";
  expect(await agent.code(CREATE, { n: "x".repeat(201) })).toBe("BAD_USER_INPUT");
  expect(await agent.code(CREATE, { n: "x".repeat(200) })).toBeNull();
});

const DEEP = "events { message { form { fields { label } } } }".replace(
  "label",
  "label { ".repeat(6) + "label" + " }".repeat(6),
);
test.each([
  ["nests too deep", DEEP, /nests 11 levels deep/],
  [
    "has too many aliases",
    `events { ${Array.from({ length: 16 }, (_, n) => `a${n}: kind`).join(" ")} }`,
    /aliases/,
  ],
  ["has too many directives", `events { ${"kind @skip(if: false) ".repeat(11)} }`, /directives/],
  ["has too many tokens", `events { ${"kind ".repeat(1001)} }`, /1000 tokens/],
])("a document that %s is refused at the widget's socket", async (_name, selection, said) => {
  const socket = server.widget(project.key).socket();
  const ended = await socket.subscribe(`subscription { ${selection} }`).end_();
  expect(ended).toMatchObject([{ message: expect.stringMatching(said) }]);
  await socket.close();
});

test("the same limits stand at the widget's endpoint, and nobody there sees the schema", async () => {
  const visitor = server.widget(project.key);
  const socket = visitor.socket();
  const aliases = Array.from({ length: 16 }, (_, n) => `a${n}: mode`).join(" ");
  for (const [selection, said] of [
    [`session { ${aliases} }`, /aliases/],
    [`session { ${"mode @skip(if: false) ".repeat(11)} }`, /directives/],
    [`session { ${"mode ".repeat(1001)} }`, /1000 tokens/],
    ["__schema { types { name } }", /signed-in callers only/],
  ] as const) {
    const { errors, status } = await visitor.raw(`{ ${selection} }`);
    expect(errors[0]?.message).toMatch(said);
    expect(status).toBe(400);
  }
  expect(await socket.subscribe("{ __schema { types { name } } }").end_()).toMatchObject([
    { extensions: { code: "GRAPHQL_VALIDATION_FAILED" }, message: expect.stringMatching(/signed-in/) },
  ]);
  await socket.close();
});

test("the agents' socket keeps the cost, and hides no schema from callers", async () => {
  const socket = server.socket(agent);
  const dear = "visitor { conversations { messages(last: 200) { id text author } } }";
  const CHANGES = (selection: string) =>
    `subscription($id: ID!) { visitorChanges(projectId: $id) { kind ${selection} } }`;
  expect(await socket.subscribe(CHANGES(dear), { id: project.id }).end_()).toMatchObject([
    { extensions: { code: "GRAPHQL_VALIDATION_FAILED" }, message: expect.stringMatching(/costs more/) },
  ]);
  const cheap = socket.subscribe(CHANGES("visitor { conversations { messages(last: 2) { id } } }"), {
    id: project.id,
  });
  expect(await cheap.next()).toMatchObject({ kind: "HEARTBEAT" });
  // Refused as a query on the socket, not for what it asks.
  expect(await socket.subscribe("{ __schema { types { name } } }").end_()).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT" }, message: expect.stringMatching(/Only subscriptions/) },
  ]);
  await socket.close();
});

const SET = `mutation($id: ID!, $s: VisitorStatus!, $e: VisitorStatus) {
  setVisitorStatus(visitorId: $id, status: $s, expectedStatus: $e) { status version } }`;

test("a status changed on a stale screen is a conflict that tells the present one", async () => {
  await server.widget(project.key).open();
  const { id } = await newest("id");
  await agent.ask(SET, { id, s: "PROSPECT", e: "NEW" });
  const stale = await agent.raw(SET, { id, s: "CLOSED", e: "NEW" });
  const { version } = await newest("version");
  expect(stale.errors[0]?.extensions).toEqual({ code: "CONFLICT", current: { status: "PROSPECT", version } });
  expect(await newest("status")).toEqual({ status: "PROSPECT" });
  expect((await agent.ask(SET, { id, s: "CLOSED", e: "PROSPECT" })).setVisitorStatus.status).toBe("CLOSED");
});

test("a visitor's version grows with every change that its row shows", async () => {
  const visitor = server.widget(project.key);
  const { messages } = await visitor.open();
  const { id, conversation } = await newest("id conversation { id }");
  let version = 0;
  const grew = async (what: string) => {
    const row = await newest("version");
    expect([what, row.version > version]).toEqual([what, true]);
    version = row.version;
  };
  await grew("opened");
  await visitor.choose(messages[1].id, 0);
  await grew("chose");
  const session = await visitor.session();
  await visitor.submit(session.messages.at(-1).id, { name: "Ana", email: "ana@correo.example" });
  await grew("submitted");
  await visitor.send("Hello");
  await grew("wrote");
  const seen = { id: conversation.id, seq: (await visitor.session()).lastSeq };
  await agent.ask(SEEN, seen);
  await grew("was seen");
  const REPLY = 'mutation($id: ID!, $c: ID!) { reply(conversationId: $id, text: "Hi", clientId: $c) { id } }';
  await agent.ask(REPLY, { id: conversation.id, c: randomUUID() });
  await grew("was answered");
  await agent.ask(SET, { id, s: "CUSTOMER" });
  await grew("became a customer");
  await agent.ask("mutation($id: ID!) { closeConversation(conversationId: $id) { id } }", {
    id: conversation.id,
  });
  await grew("was closed");
  await visitor.send("Hello again");
  await grew("came back");
});

test("many statuses change at once, each with its entry in the history", async () => {
  for (let times = 0; times < 3; times++) await server.widget(project.key).open();
  const LATEST =
    "query($id: ID!) { visitors(projectId: $id, first: 3) { nodes { id status statusHistory { from to actor agent { name } } } } }";
  const latest = async () => (await agent.ask(LATEST, { id: project.id })).visitors.nodes as Answer[];
  const ids = (await latest()).map(({ id }) => id as string);
  await agent.ask(SET, { id: ids[0], s: "ARCHIVED" });
  const BULK =
    "mutation($ids: [ID!]!) { setVisitorStatuses(visitorIds: $ids, status: ARCHIVED) { id status } }";
  const { setVisitorStatuses } = await agent.ask(BULK, { ids: [...ids, ids[0]] });
  expect(setVisitorStatuses).toHaveLength(3);
  const entry = { from: "NEW", to: "ARCHIVED", actor: "AGENT", agent: { name: OWNER.name } };
  for (const visitor of await latest())
    expect(visitor).toMatchObject({ status: "ARCHIVED", statusHistory: [entry] });
  expect(await agent.code(BULK, { ids: Array.from({ length: 101 }, (_, n) => String(n + 1)) })).toBe(
    "BAD_USER_INPUT",
  );
  expect(await agent.code(BULK, { ids: [ids[0], "999999999"] })).toBe("NOT_FOUND");
});

test("an agent changes what is given and keeps the rest", async () => {
  const client = await server.addAgent(project.id, "MANAGER", "lu@example.com");
  const UPDATE =
    "mutation($n: String, $z: TimeZone, $l: String) { updateMe(name: $n, timeZone: $z, locale: $l) { name timeZone locale } }";
  expect(await client.ask(UPDATE, { z: "Asia/Kathmandu", l: "es" })).toEqual({
    updateMe: { name: "lu", timeZone: "Asia/Kathmandu", locale: "es" },
  });
  expect(await client.ask(UPDATE, { n: "  Lucía  " })).toEqual({
    updateMe: { name: "Lucía", timeZone: "Asia/Kathmandu", locale: "es" },
  });
  for (const wrong of [{ n: "x".repeat(201) }, { n: "   " }, { z: "Mars/Olympus" }, { l: "xx" }])
    expect([wrong, await client.code(UPDATE, wrong)]).toEqual([wrong, "BAD_USER_INPUT"]);
  expect(await client.ask("{ me { name timeZone locale } }")).toEqual({
    me: { name: "Lucía", timeZone: "Asia/Kathmandu", locale: "es" },
  });
  // Of two that change different settings at once, neither undoes the other.
  for (const [name, zone] of [
    ["Lucía", "UTC"],
    ["Lu", "America/Bogota"],
    ["Lucía", "Asia/Kolkata"],
  ]) {
    await Promise.all([client.ask(UPDATE, { n: name }), client.ask(UPDATE, { z: zone })]);
    expect((await client.ask("{ me { name timeZone } }")).me).toEqual({ name, timeZone: zone });
  }
  expect(await server.http().code(UPDATE, { n: "x" })).toBe("UNAUTHENTICATED");
});

test("a visitor who moves about the site leaves each page once", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const VISIT = "mutation($u: String!, $t: String) { visitPage(url: $u, title: $t) }";
  const page = (name: string) => ({ url: `https://shop.example.com/${name}`, title: name });
  for (const name of ["ferns", "ferns", "pots", "ferns"])
    expect(await visitor.ask(VISIT, { u: page(name).url, t: name })).toEqual({ visitPage: true });
  const { pages } = await newest("pages { url title }");
  expect(pages.slice(1)).toEqual([page("ferns"), page("pots"), page("ferns")]);
  expect((await newest("pages(last: 1) { title }")).pages).toEqual([{ title: "ferns" }]);
  expect(await server.widget(project.key).code(VISIT, { u: page("ferns").url })).toBe("UNAUTHENTICATED");
});

test("ids beyond 32 bits go all the way through", async () => {
  const { source } = server.services.database;
  const BIG = 2 ** 33;
  for (const table of ["visitor", "conversation", "message"])
    await source.query(
      ON_MARIADB
        ? `ALTER TABLE ${table} AUTO_INCREMENT = ${BIG}`
        : `UPDATE sqlite_sequence SET seq = ${BIG} WHERE name = '${table}'`,
    );
  const socket = server.socket(agent);
  const changes = socket.subscribe(
    "subscription($id: ID!) { visitorChanges(projectId: $id) { kind visitorId visitor { id conversation { id } } } }",
    { id: project.id },
  );
  await changes.next();
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.becomeProspect({ name: "Big", email: "big@correo.example" });
  expect(Number(conversationId)).toBeGreaterThanOrEqual(BIG);
  const { id } = await newest("id");
  expect(Number(id)).toBeGreaterThanOrEqual(BIG);
  const entered = await changes.next(({ kind }) => kind === "ENTER");
  expect(entered).toMatchObject({ visitorId: id, visitor: { id, conversation: { id: conversationId } } });
  await socket.close();
  await agent.ask(SET, { id, s: "CUSTOMER" });
  const REPLY = 'mutation($id: ID!, $c: ID!) { reply(conversationId: $id, text: "Hi", clientId: $c) { id } }';
  const { reply } = await agent.ask(REPLY, { id: conversationId, c: randomUUID() });
  const found = await agent.ask(
    "query($id: ID!) { visitor(id: $id) { name status submissions { formName } conversation { messages(last: 1) { id } } } }",
    { id },
  );
  expect(found.visitor).toMatchObject({
    name: "Big",
    status: "CUSTOMER",
    submissions: [expect.anything()],
    conversation: { messages: [{ id: reply.id }] },
  });
  expect(Number(reply.id)).toBeGreaterThan(BIG);
});
