// Bad input and hostile documents: a clear error with a code on both transports, and never a 5xx.
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { type HttpClient, SocketClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const nested = (levels: number) => {
  let inner = "id";
  for (let level = 0; level < levels; level++) inner = `conversation { visitor { ${inner} } }`;
  return inner;
};
const doubled = Array.from(
  { length: 60 },
  (_, index) => `fragment f${index} on Visitor { ...f${index + 1} ...f${index + 1} }`,
).join(" ");

/** Documents beyond a limit, as a query's and as a subscription's selection on a visitor. */
const HOSTILE: [string, string, string][] = [
  ["nests too deep", nested(10), "GRAPHQL_VALIDATION_FAILED"],
  [
    "has too many aliases",
    Array.from({ length: 16 }, (_, index) => `a${index}: id`).join(" "),
    "GRAPHQL_VALIDATION_FAILED",
  ],
  [
    "has too many aliases of __typename",
    Array.from({ length: 16 }, (_, index) => `a${index}: __typename`).join(" "),
    "GRAPHQL_VALIDATION_FAILED",
  ],
  [
    "has too many directives",
    Array.from({ length: 11 }, () => "id @include(if: true)").join(" "),
    "GRAPHQL_VALIDATION_FAILED",
  ],
  ["has too many tokens", Array.from({ length: 1001 }, () => "id").join(" "), "GRAPHQL_PARSE_FAILED"],
  ["asks for unknown fields", "passwordHash", "GRAPHQL_VALIDATION_FAILED"],
  ["is no GraphQL", "id } } } {", "GRAPHQL_PARSE_FAILED"],
];

test.each(HOSTILE)(
  "a document that %s is refused over HTTP and over the socket alike",
  async (_name, selection, code) => {
    const overHttp = await agent.raw(
      `query($id: ID!) { visitors(projectId: $id, first: 1) { nodes { ${selection} } } }`,
      { id: project.id },
    );
    expect(overHttp.errors[0]?.extensions.code).toBe(code);
    expect(overHttp.status).toBe(400);
    const socket = server.socket(agent);
    const stream = socket.subscribe(
      `subscription($id: ID!) { visitorChanges(projectId: $id) { visitor { ${selection} } } }`,
      { id: project.id },
    );
    expect(await stream.end_()).toMatchObject([{ extensions: { code } }]);
    await socket.close();
  },
);

test("a subscription that leaves its only field out is refused, however it says so", async () => {
  const socket = server.socket(agent);
  for (const root of [
    "visitorChanges(projectId: $id) @skip(if: true) { kind }",
    "... @include(if: false) { visitorChanges(projectId: $id) { kind } }",
    "...f } fragment f on Subscription { ...g } fragment g on Subscription { visitorChanges(projectId: $id) @include(if: false) { kind }",
  ])
    expect(
      await socket.subscribe(`subscription($id: ID!) { ${root} }`, { id: project.id }).end_(),
    ).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
  await socket.close();
});

test("a page that costs too much is refused", async () => {
  const document =
    "query($id: ID!, $n: Int) { visitors(projectId: $id, first: $n) { nodes { conversations { messages(last: 200) { id text author } } } } }";
  expect(await agent.code(document, { id: project.id, n: 100 })).toBe("GRAPHQL_VALIDATION_FAILED");
});

test("a chain of doubled fragments is judged at once", async () => {
  const document = `query($id: ID!) { visitors(projectId: $id) { nodes { ...f0 } } } ${doubled} fragment f60 on Visitor { id }`;
  expect(await agent.code(document, { id: project.id })).toBe("GRAPHQL_VALIDATION_FAILED");
});

test("strangers see no schema, callers do", async () => {
  const introspect = "{ __schema { types { name } } }";
  expect(await server.http().code(introspect)).toBe("GRAPHQL_VALIDATION_FAILED");
  expect((await agent.ask(introspect)).__schema.types.length).toBeGreaterThan(20);
  expect(await server.widget(project.key).code(introspect)).toBe("GRAPHQL_VALIDATION_FAILED");
});

test("subscriptions go over the socket only, queries and mutations over HTTP only", async () => {
  expect(
    await agent.code("subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }", {
      id: project.id,
    }),
  ).toBe("BAD_USER_INPUT");
  const socket = server.socket(agent);
  for (const document of ["{ me { id } }", "mutation { signOut }"]) {
    expect(await socket.subscribe(document).end_()).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT" } },
    ]);
  }
  await socket.close();
});

function upgrade(
  path: string,
  headers: Record<string, string>,
  protocol = "graphql-transport-ws",
): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}${path}`, protocol, { headers });
    socket.on("open", () => (socket.close(), resolve(101)));
    socket.on(
      "unexpected-response",
      (_request, response) => (response.resume(), resolve(response.statusCode ?? 0)),
    );
    socket.on("error", reject);
  });
}

test("an upgrade from another site is refused, and one without an Origin needs an API token", async () => {
  expect(await upgrade("/graphql", { origin: server.url })).toBe(101);
  expect(await upgrade("/graphql", { origin: "https://evil.example" })).toBe(403);
  expect(await upgrade("/nowhere", {})).toBe(404);
  expect(await upgrade("/widget/pk_wrong/graphql", {})).toBe(404);
  expect(await upgrade(`/widget/${project.key}/graphql`, { origin: "https://evil.example" })).toBe(403);
  const bare = new SocketClient(`${server.url}/graphql`, { headers: { cookie: agent.cookie ?? "" } });
  expect(
    await bare
      .subscribe("subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }", { id: project.id })
      .end_(),
  ).toMatchObject({ code: 4403 });
  await bare.close();
});

test("a request with the agent's cookie from another site is refused", async () => {
  const answer = await agent.raw("{ me { id } }", {}, { origin: "https://evil.example" });
  expect(answer.status).toBe(403);
  expect(answer.errors[0]?.extensions.code).toBe("FORBIDDEN");
});

test("a wrong key and an origin that is not allowed get a clear answer, and the page can learn why", async () => {
  expect(await server.widget("pk_wrong").code("{ session { mode } }")).toBe("NOT_FOUND");
  const foreign = await server
    .widget(project.key, { origin: "https://evil.example" })
    .raw("{ session { mode } }");
  expect(foreign.status).toBe(403);
  expect(foreign.errors[0]).toMatchObject({
    extensions: { code: "FORBIDDEN" },
    message: expect.stringContaining("https://evil.example"),
  });
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  const status = await fetch(`${server.url}/widget/${project.key}/status`, {
    headers: { origin: "https://evil.example" },
  });
  expect(status.headers.get("access-control-allow-origin")).toBe("*");
  expect(await status.json()).toEqual({ allowed: false, settings: `${server.url}/${project.id}/settings` });

  await agent.ask(
    'mutation($id: ID!) { updateProject(id: $id, allowedOrigins: ["https://shop.example.com/somewhere"]) { allowedOrigins } }',
    { id: project.id },
  );
  const allowed = await server
    .widget(project.key, { origin: "https://shop.example.com" })
    .raw("{ session { mode } }");
  expect(allowed.errors).toEqual([]);
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://shop.example.com");
  const preflight = (origin: string) =>
    fetch(`${server.url}/widget/${project.key}/graphql`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
  expect((await preflight("https://shop.example.com")).headers.get("access-control-allow-headers")).toContain(
    "authorization",
  );
  expect((await preflight("https://evil.example")).status).toBe(403);
});

test("text beyond its limit, blank, or not storable is refused and loses nothing", async () => {
  const visitor = server.widget(project.key);
  const { lastSeq } = await visitor.open();
  const send =
    "mutation($text: String!, $clientId: ID!) { send(text: $text, clientId: $clientId) { seq text } }";
  const refused = async (text: string, clientId: string = randomUUID()) =>
    visitor.code(send, { text, clientId });
  expect(await refused("x".repeat(4001))).toBe("BAD_USER_INPUT");
  expect(await refused("  \n ")).toBe("BAD_USER_INPUT");
  expect(await refused("a\0b")).toBe("BAD_USER_INPUT");
  expect(await refused("\ud83d alone")).toBe("BAD_USER_INPUT");
  expect(await refused("fine", "not-a-uuid")).toBe("BAD_USER_INPUT");
  expect((await visitor.session()).lastSeq).toBe(lastSeq);
  const odd = "😀 \u202e <script>alert(1)</script> {{x}} ' OR 1=1 -- \u00a0é e\u0301";
  expect((await visitor.send(odd)).text).toBe(odd);
  expect((await visitor.send("x".repeat(4000))).text).toHaveLength(4000);
});

test("the same clientId with another text is a conflict, with the same text the original", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const clientId = randomUUID();
  const first = await visitor.send("once", clientId);
  expect(await visitor.send("once", clientId)).toEqual(first);
  expect(
    await visitor.code('mutation($c: ID!) { send(text: "twice", clientId: $c) { seq } }', { c: clientId }),
  ).toBe("CONFLICT");
});

test("a malformed form answer names every field at fault, and the right one is taken afterwards", async () => {
  const visitor = server.widget(project.key);
  const { messages } = await visitor.open();
  await visitor.choose(messages[1].id, 0);
  const form = (await visitor.session()).messages.at(-1);
  const submit = async (fields: Record<string, string>) =>
    (
      await visitor.raw(
        "mutation($m: ID!, $f: [FieldInput!]!, $c: ID!) { submitForm(messageId: $m, fields: $f, clientId: $c) { seq } }",
        {
          m: form.id,
          c: randomUUID(),
          f: Object.entries(fields).map(([name, value]) => ({ name, value })),
        },
      )
    ).errors[0]?.extensions;
  expect(await submit({ email: "not an address", phone: "call me", admin: "true" })).toEqual({
    code: "BAD_USER_INPUT",
    fields: [
      { name: "admin", reason: "UNKNOWN_FIELD" },
      { name: "name", reason: "REQUIRED" },
      { name: "email", reason: "INVALID_EMAIL" },
      { name: "phone", reason: "INVALID_PHONE" },
    ],
  });
  expect(await submit({ name: "x".repeat(201), email: "a@b.co" })).toMatchObject({
    fields: [{ name: "name", reason: "TOO_LONG" }],
  });
  expect(await submit({ name: "Ana", email: "a@b.co" })).toBeUndefined();
  expect(
    await visitor.code(
      "mutation($m: ID!, $c: ID!) { chooseOption(messageId: $m, index: 7, clientId: $c) { seq } }",
      { m: messages[1].id, c: randomUUID() },
    ),
  ).toBe("BAD_USER_INPUT");
});

test("parameters are flat, few and short, and what looks like a secret in the address is not kept", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const set = (params: unknown) =>
    visitor.code("mutation($p: JSONObject!) { setParams(params: $p) }", { p: params });
  expect(await set({ nested: { a: 1 } })).toBe("BAD_USER_INPUT");
  expect(await set({ long: "x".repeat(1025) })).toBe("BAD_USER_INPUT");
  expect(await set({ ["k".repeat(65)]: "x" })).toBe("BAD_USER_INPUT");
  expect(await set(Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 1])))).toBe(
    "BAD_USER_INPUT",
  );
  expect(await set(JSON.parse('{"__proto__": "plain", "constructor": "too"}'))).toBeNull();
});

test("a request that is no request gets a 4xx", async () => {
  const post = (body: string, headers: Record<string, string> = { "content-type": "application/json" }) =>
    fetch(`${server.url}/graphql`, { method: "POST", headers, body });
  expect((await post("{")).status).toBe(400);
  expect((await post("[]")).status).toBe(400);
  expect((await post(JSON.stringify([{ query: "{ me { id } }" }]))).status).toBe(400);
  expect((await post(JSON.stringify({ query: " ".repeat(150_000) }))).status).toBe(413);
  expect(
    (await post("query={me{id}}", { "content-type": "application/x-www-form-urlencoded" })).status,
  ).toBeLessThan(500);
  expect((await post("{ me }", { "content-type": "text/plain" })).status).toBeLessThan(500);
  expect((await fetch(`${server.url}/graphql?query={me{id}}`)).status).toBe(400);
});

test("a frame beyond the limit closes its own socket and nobody else's", async () => {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
    headers: { origin: server.url },
  });
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  socket.on("open", () => socket.send("x".repeat(70_000)));
  expect(await closed).toBe(1009);
  expect(await agent.ask("{ me { name } }")).toEqual({ me: { name: "Ana Ruiz" } });
});

test("health tells alive and ready; bytes that are no HTTP do no harm", async () => {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ status: "ready" });
  const { port } = new URL(server.url);
  const raw = connect(Number(port), "127.0.0.1");
  const ended = new Promise((resolve) => raw.on("close", resolve));
  raw.end("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  raw.resume();
  await ended;
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
