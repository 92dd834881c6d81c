// How much anybody may ask for: over HTTP and the socket alike, by fields and not by requests, with a word on when to go on.
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { SocketClient, type WidgetClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let project: { id: string; key: string };
/** The server's clock stands still, so that nothing comes back meanwhile. */
let now = Date.now();

beforeAll(async () => {
  server = await TestServer.start({
    clock: () => new Date(now),
    env: {
      TRUSTED_PROXIES: "127.0.0.1",
      RATE_LIMITS:
        "address=40, visitor=20, messages=3, account=50, newcomers-address-hour=2, newcomers-project-hour=30, project=200",
    },
  });
  ({ project } = await server.setUp());
});
afterAll(() => server.stop());

const HOUR = 3_600_000;
/** All that was taken has come back. */
const later = () => (now += HOUR);

let next = 0;
/** A visitor whose browser is at an address of its own. */
function visitorAt(address = `203.0.113.${++next}`): WidgetClient {
  const client = server.widget(project.key);
  client.headers["x-forwarded-for"] = address;
  return client;
}
const SEND = (count: number) =>
  `mutation(${Array.from({ length: count }, (_, index) => `$c${index}: ID!`).join(", ")}) { ${Array.from(
    { length: count },
    (_, index) => `m${index}: send(text: "hola", clientId: $c${index}) { seq }`,
  ).join(" ")} }`;
const ids = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, crypto.randomUUID()]));

test("what a visitor writes is limited field by field: aliases in one document count like as many requests", async () => {
  const visitor = visitorAt();
  const { lastSeq } = await visitor.open();
  const { errors, status, headers } = await visitor.raw(SEND(4), ids(4));
  // More at once than there ever is: all of it is taken, and it is answered.
  expect(errors).toEqual([]);
  const refused = await visitor.raw(SEND(1), ids(1));
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("20");
  expect(refused.errors).toEqual([
    {
      message: "Too many messages in a short time. Try again in 20 s.",
      extensions: { code: "RATE_LIMITED", retryAfter: 20 },
    },
  ]);
  expect([status, headers.get("retry-after")]).toEqual([200, null]);
  // Reading goes on; and a message that waited arrives, once.
  expect((await visitor.session()).lastSeq).toBeGreaterThan(lastSeq);
  now += 20_000;
  const clientId = crypto.randomUUID();
  await visitor.send("again", clientId);
  await visitor.code('mutation($c: ID!) { send(text: "again", clientId: $c) { seq } }', { c: clientId });
  const said = (await visitor.session()).messages.filter(({ text }: { text: string }) => text === "again");
  expect(said).toHaveLength(1);
});

test("an address is limited before anything is looked up, and the page can read that it must wait", async () => {
  later();
  const visitor = visitorAt("198.51.100.1");
  visitor.headers.origin = server.url;
  const asked = await Promise.all(
    Array.from({ length: 45 }, () => visitor.raw("{ session { mode } }").then(({ status }) => status)),
  );
  expect(asked.filter((status) => status === 429).length).toBeGreaterThanOrEqual(5);
  const { status, headers, errors } = await visitor.raw("{ session { mode } }");
  expect([status, errors[0]?.extensions.code]).toEqual([429, "RATE_LIMITED"]);
  expect(headers.get("access-control-allow-origin")).toBe(server.url);
  // Every other way of the same address is shut too, and nobody else's.
  const from = { "x-forwarded-for": "198.51.100.1" };
  for (const path of [
    `/widget/${project.key}/look`,
    `/widget/${project.key}/status`,
    "/graphql?query={me{id}}",
  ])
    expect((await fetch(server.url + path, { headers: from })).status, path).toBe(429);
  const upgrade = new WebSocket(`${server.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
    headers: { ...from, origin: server.url },
  });
  expect(await new Promise((resolve) => upgrade.on("error", (error) => resolve(error.message)))).toMatch(
    /429/,
  );
  expect(await visitorAt().code("{ session { mode } }")).toBeNull();
});

test("an address cannot be made up: whoever is no proxy of ours is who it is", async () => {
  later();
  const near = await TestServer.start({ env: { RATE_LIMITS: "address=1" } });
  const { project: other } = await near.setUp();
  const visitor = near.widget(other.key);
  visitor.headers["x-forwarded-for"] = "198.51.100.7";
  await visitor.open();
  const { manager } = near.services.database.source;
  const [row]: { ip: string }[] = await manager.query("SELECT ip FROM visitor");
  expect(row?.ip).toBe("127.0.0.1");
  await near.stop();
});

test("new visitors have quotas, an address and a project; those who are known come in as ever", async () => {
  later();
  const address = "198.51.100.20";
  // Some proxies tell the port along with it.
  const [first, second, third] = [
    visitorAt(address),
    visitorAt(`${address}:4711`),
    visitorAt(`${address}:4712`),
  ];
  await first.open();
  await second.open();
  expect(
    await third.code(
      'mutation($t: String!) { open(input: { token: $t, page: { url: "https://shop.example.com" } }) { session { mode } } }',
      { t: third.token },
    ),
  ).toBe("RATE_LIMITED");
  await first.open();
  expect(
    await second.code("mutation($t: String!) { restart(newToken: $t) { session { mode } } }", {
      t: Buffer.alloc(32, 7).toString("base64url"),
    }),
  ).toBe("RATE_LIMITED");
  // Neither has lost anything by it.
  expect((await second.session()).mode).toBe("BOT");
  later();
  expect((await third.open()).mode).toBe("BOT");
});

test("pages that ask the database are requests like any other", async () => {
  later();
  const headers = { "x-forwarded-for": "198.51.100.200" };
  const statuses = async (path: string, times: number) => {
    const found: number[] = [];
    for (let ask = 0; ask < times; ask++) found.push((await fetch(server.url + path, { headers })).status);
    return new Set(found);
  };
  expect(await statuses("/preview?key=pv_0", 20)).toEqual(new Set([404]));
  expect(await statuses("/readyz", 19)).toEqual(new Set([200]));
  expect(await statuses("/demo", 1)).toEqual(new Set([200]));
  for (const path of ["/demo", "/preview?key=pv_0", "/readyz"])
    expect(await statuses(path, 1)).toEqual(new Set([429]));
  // What stands in memory or on the disk costs no more than its answer.
  expect(await statuses("/healthz", 1)).toEqual(new Set([200]));
});

test("subscriptions count like fields, for visitors and for agents", async () => {
  later();
  const visitor = visitorAt();
  await visitor.open();
  for (let ask = 0; ask < 19; ask++) await visitor.session();
  const socket = visitor.socket();
  expect(await socket.subscribe("subscription { events { kind } }").end_()).toMatchObject([
    { extensions: { code: "RATE_LIMITED", retryAfter: 3 } },
  ]);
  await socket.close();

  // The hours that passed were too many for the session.
  const person = await server.signIn();
  const document = `{ ${Array.from({ length: 10 }, (_, index) => `a${index}: me { id }`).join(" ")} }`;
  const codes: (string | null)[] = [];
  for (let ask = 0; ask < 6; ask++) codes.push(await person.code(document));
  expect(codes).toEqual([null, null, null, null, null, "RATE_LIMITED"]);
  const wire = server.socket(person);
  expect(
    await wire
      .subscribe("subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }", { id: project.id })
      .end_(),
  ).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
  await wire.close();
  // Another session of the same person is the same account; a program is one of its own.
  later();
  const { createApiToken } = await person.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "CRM", role: MANAGER) { token } }',
    { id: project.id },
  );
  const again = await server.signIn();
  for (let ask = 0; ask < 4; ask++) await person.ask(document);
  expect(await again.code(document)).toBe("RATE_LIMITED");
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  expect(await program.code("{ projects { id } }")).toBeNull();
  const bare = new SocketClient(`${server.url}/graphql`, { payload: { token: createApiToken.token } });
  const stream = bare.subscribe("subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }", {
    id: project.id,
  });
  expect((await stream.next()).kind).toBe("HEARTBEAT");
  await bare.close();
});

test("a request that never arrives whole is not waited for", async () => {
  const patient = await TestServer.start({ arrival: 300 });
  const { hostname, port } = new URL(patient.url);
  const slow = connect(Number(port), hostname);
  slow.write(
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
  );
  expect(String((await once(slow, "data"))[0])).toMatch(/^HTTP\/1\.1 408 /);
  await once(slow, "close");
  await patient.stop();
});
