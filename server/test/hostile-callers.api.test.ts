// Who may speak to us, and how long: other sites' pages, sockets, the schema for strangers, guesses at passwords, sessions.
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { type HttpClient, SocketClient } from "./clients.js";
import { OWNER, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let now = Date.parse("2026-05-05T12:00:00Z");

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(now), env: { TRUSTED_PROXIES: "127.0.0.1" } });
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const HOUR = 3_600_000;
const SIGN_IN = "mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }";
const RENAME = 'mutation { updateMe(name: "Mallory") { name } }';
const CHANGES = "subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }";
const isIn = async (client: HttpClient) => (await client.ask("{ me { id } }")).me !== null;

test("no page of another site acts with an agent's cookie, whatever it makes a browser send", async () => {
  const { port } = new URL(server.url);
  const cookie = agent.cookie ?? "";
  const body = JSON.stringify({ query: RENAME });
  const send = (headers: Record<string, string>, init: RequestInit = {}, path = "/graphql") =>
    fetch(server.url + path, { method: "POST", body, ...init, headers: { cookie, ...headers } });
  const json = { "content-type": "application/json" };
  for (const origin of [
    "https://evil.example",
    "null",
    `http://127.0.0.1.evil.example:${port}`,
    `http://127.0.0.1:${Number(port) + 1}`,
    `http://evil.example:${port}`,
    `${server.url}@evil.example`,
    "file://",
  ])
    expect([origin, (await send({ ...json, origin })).status]).toEqual([origin, 403]);
  // What a form or an image can send without asking first, also where a browser says no Origin.
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
  ]) {
    const { status } = await send(type ? { "content-type": type } : {});
    expect([type, status >= 400 && status < 500]).toEqual([type, true]);
  }
  const url = `/graphql?query=${encodeURIComponent(RENAME)}`;
  expect((await send({}, { method: "GET", body: null }, url)).status).toBe(400);
  expect((await send({ "apollo-require-preflight": "1" }, { method: "GET", body: null }, url)).status).toBe(
    405,
  );
  expect((await agent.ask("{ me { name } }")).me.name).toBe(OWNER.name);
  // Our own page may.
  expect((await send({ ...json, origin: server.url })).status).toBe(200);
  await agent.ask("mutation($n: String!) { updateMe(name: $n) { id } }", { n: OWNER.name });
});

test("over plain http the session's cookie has its plain name, and is bound to this site and out of scripts' reach", async () => {
  const { headers } = await server.http().raw(SIGN_IN, { e: OWNER.email, p: OWNER.password });
  const [first, ...parts] = (headers.get("set-cookie") ?? "").split("; ");
  expect(first).toMatch(/^atalaya=[\w-]{43}$/);
  expect(parts).toEqual(expect.arrayContaining(["Path=/", "HttpOnly", "SameSite=Strict"]));
  expect(parts).not.toContain("Secure");
});

test("the widget's API sets and reads no cookie, and lets no page read answers with credentials", async () => {
  const visitor = server.widget(project.key, { origin: server.url });
  visitor.headers.cookie = agent.cookie ?? "";
  const { headers } = await visitor.raw(
    "mutation($input: OpenInput!) { open(input: $input) { session { mode } } }",
    { input: { token: visitor.token, page: { url: "https://shop.example.com" } } },
  );
  expect(headers.get("set-cookie")).toBeNull();
  expect(headers.get("access-control-allow-credentials")).toBeNull();
  expect(headers.get("vary")).toMatch(/origin/i);
  // The token alone says who a visitor is, and only its hash is kept.
  const [row] = await server.services.database.source.query("SELECT token_hash AS hash FROM visitor");
  expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(row.hash).not.toContain(visitor.token);
});

test("the schema is shown to agents and programs, and to nobody else, in whatever way it is asked for", async () => {
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: MANAGER) { id token } }',
    { id: project.id },
  );
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  const visitor = server.widget(project.key);
  await visitor.open();
  for (const query of [
    "{ __schema { types { name } } }",
    '{ __type(name: "Visitor") { name fields { name } } }',
    "{ ...F } fragment F on Query { __schema { queryType { name } } }",
    "{ installation { version } __schema { queryType { name } } }",
  ]) {
    for (const client of [agent, program]) expect([query, await client.code(query)]).toEqual([query, null]);
    for (const client of [server.http(), visitor])
      expect(await client.code(query.replace("installation { version } ", ""))).toBe(
        "GRAPHQL_VALIDATION_FAILED",
      );
  }
  // As deep as tools ask, and no deeper.
  const deep = (levels: number) =>
    `{ __schema { types { fields { type ${"{ ofType ".repeat(levels)}{ name }${" }".repeat(levels)} } } } }`;
  expect(await agent.code(deep(10))).toBeNull();
  expect(await agent.code(deep(11))).toBe("GRAPHQL_VALIDATION_FAILED");
  await agent.ask("mutation($id: ID!) { revokeApiToken(id: $id) }", { id: createApiToken.id });
  expect(await program.code("{ __schema { types { name } } }")).toBe("GRAPHQL_VALIDATION_FAILED");
  expect(await server.http().ask("{ __typename }")).toEqual({ __typename: "Query" });
});

test("a socket carries twenty subscriptions, and one that ends makes room; nothing on it is compressed", async () => {
  const wire = new WebSocket(`${server.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
    headers: { origin: server.url, cookie: agent.cookie ?? "" },
    perMessageDeflate: true,
  });
  await once(wire, "open");
  expect(wire.extensions).toBe("");
  wire.close();
  const socket = server.socket(agent);
  const streams = Array.from({ length: 20 }, () => socket.subscribe(CHANGES, { id: project.id }));
  for (const stream of streams) expect((await stream.next()).kind).toBe("HEARTBEAT");
  expect(await socket.subscribe(CHANGES, { id: project.id }).end_()).toMatchObject([
    { extensions: { code: "RATE_LIMITED" }, message: expect.stringContaining("20") },
  ]);
  streams[0]?.stop();
  expect((await socket.subscribe(CHANGES, { id: project.id }).next()).kind).toBe("HEARTBEAT");
  await socket.close();
});

test("neither mutations nor queries go over the widget's socket, and its doors are the project's sites alone", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const socket = visitor.socket();
  for (const document of ["{ session { mode } }", "mutation { requestHuman { mode } }"])
    expect(await socket.subscribe(document).end_()).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT" } },
    ]);
  await socket.close();
  expect((await visitor.session()).mode).toBe("BOT");
  // A program's token is no visitor's, and a visitor's opens nothing of the agents'.
  const bare = new SocketClient(`${server.url}/graphql`, { payload: { token: visitor.token } });
  expect(await bare.subscribe(CHANGES, { id: project.id }).end_()).toMatchObject({ code: 4403 });
  await bare.close();
  expect(await server.http({ authorization: `Bearer ${visitor.token}` }).ask("{ projects { id } }")).toEqual({
    projects: [],
  });
});

test("guesses are counted one by one, also as aliases of one document; the wait doubles up to a quarter of an hour", async () => {
  await server.addAgent(project.id, "MANAGER", "guessed@example.com");
  const from = (address: string) => server.http({ "x-forwarded-for": address });
  const guesses = (count: number) =>
    `mutation($e: String!) { ${Array.from({ length: count }, (_, nth) => `g${nth}: signIn(email: $e, password: "guess number ${nth}") { id }`).join(" ")} }`;
  const e = "guessed@example.com";
  const { errors } = await from("203.0.113.1").raw(guesses(1), { e });
  expect(errors[0]?.extensions.code).toBe("UNAUTHENTICATED");
  for (let nth = 2; nth <= 5; nth++)
    expect(await from("203.0.113.1").code(SIGN_IN, { e, p: "wrong wrong wrong" })).toBe("UNAUTHENTICATED");
  // From wherever: the account waits, and its owner with it.
  const waits: number[] = [];
  for (let nth = 0; nth < 13; nth++) {
    const refused = await from(`203.0.113.${nth + 10}`).raw(SIGN_IN, { e, p: OWNER.password });
    expect(refused.errors[0]?.extensions.code).toBe("RATE_LIMITED");
    const wait = refused.errors[0]?.extensions.retryAfter as number;
    waits.push(wait);
    now += wait * 1000;
    expect(await from("203.0.113.9").code(SIGN_IN, { e, p: "wrong wrong wrong" })).toBe("UNAUTHENTICATED");
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);

  // Fifteen in one document: root fields of a mutation run one after another, and after five there are no answers.
  await server.addAgent(project.id, "MANAGER", "aliased@example.com");
  const many = await from("203.0.113.60").raw(guesses(15), { e: "aliased@example.com" });
  const codes = many.errors.map(({ extensions }) => extensions.code);
  expect(codes.filter((code) => code === "UNAUTHENTICATED").length).toBeLessThanOrEqual(5);
  expect(await from("203.0.113.61").code(SIGN_IN, { e: "aliased@example.com", p: OWNER.password })).toBe(
    codes.length > 1 ? "RATE_LIMITED" : null,
  );
});

test("an address has fifty tries at all its accounts together", async () => {
  const from = server.http({ "x-forwarded-for": "198.51.100.9" });
  for (let nth = 0; nth < 50; nth++)
    expect(await from.code(SIGN_IN, { e: `nobody${nth}@example.com`, p: "wrong" })).toBe("UNAUTHENTICATED");
  expect(await from.code(SIGN_IN, { e: OWNER.email, p: OWNER.password })).toBe("RATE_LIMITED");
  expect(await server.http().code(SIGN_IN, { e: OWNER.email, p: OWNER.password })).toBeNull();
});

test("a password has 12 to 128 characters, and one that is too long is nobody's", async () => {
  const CHANGE =
    "mutation($c: String!, $n: String!) { changePassword(currentPassword: $c, newPassword: $n) }";
  const client = await server.addAgent(project.id, "MANAGER", "long@example.com");
  for (const wrong of ["x".repeat(11), "x".repeat(129)])
    expect(await client.code(CHANGE, { c: OWNER.password, n: wrong })).toBe("BAD_USER_INPUT");
  expect(await client.code(CHANGE, { c: OWNER.password, n: "x".repeat(128) })).toBeNull();
  expect(await client.code(CHANGE, { c: "x".repeat(128), n: "y".repeat(12) })).toBeNull();
  expect(
    await server.http().code(SIGN_IN, { e: "long@example.com", p: `${"y".repeat(12)}${"z".repeat(117)}` }),
  ).toBe("UNAUTHENTICATED");
});

test("a session ends two hours after its last use and twelve after its beginning; an open socket is use", async () => {
  const client = await server.addAgent(project.id, "MANAGER", "sessions@example.com");
  const { source } = server.services.database;
  const rows: { hash: string }[] = await source.query("SELECT token_hash AS hash FROM session");
  for (const { hash } of rows) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const secret = (client.cookie ?? "").replace("atalaya=", "");
  expect(Buffer.from(secret, "base64url").length * 8).toBeGreaterThanOrEqual(128);

  now += 2 * HOUR - 1000;
  expect(await isIn(client)).toBe(true);
  now += 2 * HOUR;
  expect(await isIn(client)).toBe(false);

  const again = await server.signIn("sessions@example.com");
  const idle = await server.signIn("sessions@example.com");
  const socket = server.socket(again);
  const stream = socket.subscribe(CHANGES, { id: project.id });
  await stream.next();
  // The stream asks every second, and that is written down once a minute at most.
  const used = async () => {
    const [row] = await source.query("SELECT MAX(last_used_at) AS at FROM session");
    return Number(row.at);
  };
  for (let hours = 0; hours < 11.5; hours += 1.5) {
    now += 1.5 * HOUR;
    if (hours < 10) await expect.poll(used, { timeout: 10_000 }).toBe(now);
  }
  // Twelve hours are twelve hours, whatever was done in them.
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  expect([await isIn(again), await isIn(idle)]).toEqual([false, false]);
  await socket.close();
});
