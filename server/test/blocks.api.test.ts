// Who is blocked is as good as away, on every way in, and learns nothing; whoever works in the project may block, and sees it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HttpClient, type WidgetClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let now = Date.now();

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(now), env: { TRUSTED_PROXIES: "127.0.0.1" } });
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const BLOCK = `mutation($id: ID!, $until: DateTime!, $withAddress: Boolean) {
  blockVisitor(visitorId: $id, until: $until, withAddress: $withAddress) { id version block { id range until by { email } visitor { id } } }
}`;
const BLOCK_ADDRESS = `mutation($project: ID!, $address: String!, $until: DateTime!) {
  blockAddress(projectId: $project, address: $address, until: $until) { id range until }
}`;
const BLOCKS =
  "query($project: ID!) { blocks(projectId: $project) { id range until visitor { id } by { email } } }";
const UNBLOCK = "mutation($id: ID!) { unblock(id: $id) }";

const REOPEN = "mutation($input: OpenInput!) { open(input: $input) { session { messages { text } } } }";

const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
const AWAY = "The database does not answer just now. Nothing was lost; try again in a moment.";

function visitorAt(address: string): WidgetClient {
  const client = server.widget(project.key, { origin: server.url });
  client.headers["x-forwarded-for"] = address;
  return client;
}
async function opened(address: string): Promise<{ visitor: WidgetClient; id: string }> {
  const visitor = visitorAt(address);
  await visitor.open();
  const { visitors } = await agent.ask(
    "query($id: ID!) { visitors(projectId: $id, first: 1) { nodes { id } } }",
    {
      id: project.id,
    },
  );
  return { visitor, id: visitors.nodes[0].id };
}
const blocks = async () => (await agent.ask(BLOCKS, { project: project.id })).blocks;
const unblockAll = async () => {
  for (const { id } of await blocks()) await agent.ask(UNBLOCK, { id });
};

test("a blocked visitor is answered as if the database were away: HTTP, socket, and what is open already", async () => {
  const { visitor, id } = await opened("203.0.113.10");
  const stream = visitor.socket().subscribe("subscription { events { kind } }");
  await stream.next();
  const screen = server.socket(agent);
  const changes = screen.subscribe(
    "subscription($id: ID!) { visitorChanges(projectId: $id) { kind visitor { id block { until } } } }",
    {
      id: project.id,
    },
  );
  await changes.next();
  const until = inHours(1);
  const manager = await server.addAgent(project.id, "MANAGER", "luis@example.com");
  const { blockVisitor } = await manager.ask(BLOCK, { id, until });
  expect(blockVisitor.block).toMatchObject({
    range: null,
    until,
    by: { email: "luis@example.com" },
    visitor: { id },
  });
  // Every open screen shows it; the visitor's own streams are closed as in a fault.
  expect(await changes.next(({ visitor: row }) => row?.block?.until === until)).toMatchObject({
    visitor: { id },
  });
  expect(await stream.end_()).toMatchObject({ code: 1013 });
  await screen.close();

  const answer = await visitor.raw("{ session { mode } }");
  expect(answer.status).toBe(503);
  expect(answer.errors).toEqual([{ message: AWAY, extensions: { code: "UNAVAILABLE" } }]);
  // A page can read it like any other answer, and what is public stays so.
  expect(answer.headers.get("access-control-allow-origin")).toBe(server.url);
  expect((await fetch(`${server.url}/widget/${project.key}/look`)).status).toBe(200);
  const again = visitor.socket().subscribe("subscription { events { kind } }");
  expect(await again.end_()).toMatchObject({ code: 1013 });
  // A new token is no way round for as long as it is the same call; another visitor is nobody's fault.
  expect(await visitor.code('mutation { restart(newToken: "x") { session { mode } } }')).toBe("UNAVAILABLE");
  expect((await visitorAt("203.0.113.10").open()).mode).toBe("BOT");
  // Nor is it one to name the token in the document alone, or beside somebody else's.
  const stranger = visitorAt("203.0.113.10");
  const input = { token: visitor.token, page: { url: "https://shop.example.com/blocked" } };
  for (const authorization of ["", stranger.headers.authorization ?? ""]) {
    const answer = await stranger.raw(REOPEN, { input }, { authorization });
    expect([answer.status, answer.data]).toEqual([503, null]);
    expect(answer.errors).toMatchObject([{ message: AWAY, extensions: { code: "UNAVAILABLE" } }]);
  }

  // What it wrote meanwhile is still on its disk, and arrives when the block has ended.
  const clientId = crypto.randomUUID();
  const send = 'mutation($c: ID!) { send(text: "sorry", clientId: $c) { text } }';
  expect(await visitor.code(send, { c: clientId })).toBe("UNAVAILABLE");
  await manager.ask(UNBLOCK, { id: blockVisitor.block.id });
  expect((await visitor.send("sorry", clientId)).text).toBe("sorry");
  const { visitor: row } = await agent.ask("query($id: ID!) { visitor(id: $id) { block { id } } }", { id });
  expect(row.block).toBeNull();
});

test("an address, as wide as it is known, is blocked with its visitor; other addresses are not", async () => {
  await unblockAll();
  const { id } = await opened("2001:db8:5:6::1");
  await agent.ask(BLOCK, { id, until: inHours(1), withAddress: true });
  expect((await blocks()).map(({ range }: { range: string | null }) => range).sort()).toEqual([
    "2001:db8:5:6::/64",
    null,
  ]);
  const open = (address: string) =>
    visitorAt(address)
      .open()
      .then(() => "in")
      .catch((error: Error) => error.message.split(":")[0]);
  expect(await open("2001:db8:5:6:ffff::2")).toBe("UNAVAILABLE");
  expect(await open("2001:db8:5:7::2")).toBe("in");
  expect((await blocks()).length).toBe(2);
  // Blocking again moves the end and makes no second one.
  await agent.ask(BLOCK, { id, until: inHours(5), withAddress: true });
  expect((await blocks()).map(({ until }: { until: string }) => until)).toEqual([inHours(5), inHours(5)]);
});

test("a range is blocked by itself, shows at the visitors it hits, and ends by itself", async () => {
  await unblockAll();
  const { visitor, id } = await opened("198.51.100.77");
  const { blockAddress } = await agent.ask(BLOCK_ADDRESS, {
    project: project.id,
    address: "198.51.100.99/24",
    until: inHours(1),
  });
  expect(blockAddress.range).toBe("198.51.100.0/24");
  expect(await visitor.code("{ session { mode } }")).toBe("UNAVAILABLE");
  const { visitor: row } = await agent.ask("query($id: ID!) { visitor(id: $id) { block { range } } }", {
    id,
  });
  expect(row.block.range).toBe("198.51.100.0/24");
  now += 3_600_000 + 1;
  expect(await blocks()).toEqual([]);
  await expect.poll(() => visitor.code("{ session { mode } }"), { timeout: 5_000 }).toBeNull();
});

test("a block that another process made, with no word about it, counts within two seconds", async () => {
  await unblockAll();
  const { visitor } = await opened("198.51.100.200");
  await server.services.database.source.query(
    "INSERT INTO visitor_block (project_id, address_range, ends_at, created_at) VALUES (?, ?, ?, ?)",
    [project.id, "198.51.100.200/32", now + 3_600_000, now],
  );
  const since = performance.now();
  await expect
    .poll(() => visitor.code("{ session { mode } }"), { timeout: 5_000, interval: 50 })
    .toBe("UNAVAILABLE");
  expect(performance.now() - since).toBeLessThan(4_000);
});

test("what would hit too many, or nobody, is refused with what would be right", async () => {
  await unblockAll();
  const refused = async (address: string, until = inHours(1)) =>
    (await agent.raw(BLOCK_ADDRESS, { project: project.id, address, until })).errors[0];
  expect(await refused("0.0.0.0/0")).toMatchObject({ message: expect.stringContaining("/16 must be given") });
  expect(await refused("2001:db8::/31")).toMatchObject({
    message: expect.stringContaining("/32 must be given"),
  });
  expect(await refused("example.com")).toMatchObject({ message: expect.stringContaining("203.0.113.0/24") });
  expect(await refused("192.168.1.4")).toMatchObject({ message: expect.stringContaining("TRUSTED_PROXIES") });
  expect(await refused("203.0.113.9", inHours(-1))).toMatchObject({
    message: expect.stringContaining("later than now"),
  });
  expect(await refused("203.0.113.9", inHours(24 * 400))).toMatchObject({
    extensions: { code: "BAD_USER_INPUT" },
  });
  const { id } = await opened("127.0.0.1");
  expect(await agent.code(BLOCK, { id, until: inHours(1), withAddress: true })).toBe("BAD_USER_INPUT");
  expect(await blocks()).toEqual([]);
});

test("blocks are their project's: to others they are not there, in read and in write", async () => {
  await unblockAll();
  const { id } = await opened("203.0.113.55");
  const { blockVisitor } = await agent.ask(BLOCK, { id, until: inHours(1) });
  const { createProject } = await agent.ask('mutation { createProject(name: "Other") { id key } }');
  const stranger = await server.addAgent(createProject.id, "ADMIN", "eva@example.com");
  expect(await stranger.code(BLOCKS, { project: project.id })).toBe("NOT_FOUND");
  expect(await stranger.code(BLOCK, { id, until: inHours(1) })).toBe("NOT_FOUND");
  expect(await stranger.code(UNBLOCK, { id: blockVisitor.block.id })).toBe("NOT_FOUND");
  expect(await stranger.code(UNBLOCK, { id: "999999" })).toBe("NOT_FOUND");
  expect(await server.http().code(UNBLOCK, { id: blockVisitor.block.id })).toBe("UNAUTHENTICATED");
  // The same browser is somebody else on another project's site.
  const elsewhere = server.widget(createProject.key, { origin: server.url });
  expect((await elsewhere.open()).mode).toBe("BOT");
  // A visitor that is erased takes its block along.
  await agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id });
  expect(await blocks()).toEqual([]);
});
