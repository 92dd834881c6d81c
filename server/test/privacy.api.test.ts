// What is kept of visitors: masked addresses, days by status, erasing under a filter, and one visitor's data as a file.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HttpClient, type WidgetClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let now = Date.parse("2026-03-10T12:00:00Z");

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(now), env: { TRUSTED_PROXIES: "127.0.0.1" } });
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const DAY = 86_400_000;
const UPDATE = `mutation($id: ID!, $mask: Boolean, $retention: [RetentionInput!]) {
  updatePrivacy(projectId: $id, maskAddresses: $mask, retention: $retention) { privacy { maskAddresses retention { status days } } }
}`;
const LIST =
  "query($id: ID!, $filter: VisitorFilter) { visitors(projectId: $id, filter: $filter, first: 100) { totalCount nodes { id name status location { ip } } } }";
const CHANGES =
  "subscription($id: ID!) { visitorChanges(projectId: $id) { kind visitorId visitor { location { ip } } } }";
const ERASE = `mutation($id: ID!, $filter: VisitorFilter!, $count: Int!) {
  eraseVisitors(projectId: $id, filter: $filter, expectedCount: $count) { erased remaining }
}`;
const PREVIEW = "query($id: ID!, $filter: VisitorFilter!) { previewErase(projectId: $id, filter: $filter) }";

function visitorAt(address: string, key = project.key): WidgetClient {
  const client = server.widget(key);
  client.headers["x-forwarded-for"] = address;
  return client;
}
interface Row {
  id: string;
  name: string | null;
  status: string;
  location: { ip: string };
}
const rows = async (id = project.id, filter = {}): Promise<Row[]> =>
  (await agent.ask(LIST, { id, filter })).visitors.nodes;
const otherProject = async (): Promise<{ id: string; key: string }> =>
  (await agent.ask('mutation { createProject(name: "Other") { id key } }')).createProject;

test("masking cuts what is kept from now on, what was kept before, and what is on open screens", async () => {
  const { id, key } = await otherProject();
  await visitorAt("203.0.113.77", key).open();
  await visitorAt("2001:db8:abcd:12::9", key).open();
  const socket = server.socket(agent);
  const changes = socket.subscribe(CHANGES, { id });
  await changes.next();
  const { updatePrivacy } = await agent.ask(UPDATE, { id, mask: true });
  expect(updatePrivacy.privacy.maskAddresses).toBe(true);
  expect(await changes.next(({ visitor }) => visitor?.location.ip === "203.0.113.0")).toMatchObject({
    kind: "UPDATE",
  });
  await socket.close();
  const third = visitorAt("198.51.100.4", key);
  await third.open();
  await third.ask("mutation($t: String!) { restart(newToken: $t) { session { mode } } }", {
    t: Buffer.alloc(32, 3).toString("base64url"),
  });
  await server.services.masking.settled;
  expect((await rows(id)).map(({ location }) => location.ip).sort()).toEqual([
    "198.51.100.0",
    "198.51.100.0",
    "2001:db8:abcd::",
    "203.0.113.0",
  ]);
  // Blocking by such an address means all that is left of it.
  const masked = (await rows(id)).find(({ location }) => location.ip === "203.0.113.0");
  await agent.ask(
    "mutation($id: ID!, $until: DateTime!) { blockVisitor(visitorId: $id, until: $until, withAddress: true) { id } }",
    { id: masked?.id, until: new Date(now + DAY).toISOString() },
  );
  const { blocks } = await agent.ask("query($id: ID!) { blocks(projectId: $id) { range } }", { id });
  expect(blocks.map(({ range }: { range: string | null }) => range)).toContain("203.0.113.0/24");
});

const BLOCK = `mutation($id: ID!, $address: String!, $until: DateTime!) {
  blockAddress(projectId: $id, address: $address, until: $until) { range }
}`;
const block = async (id: string, address: string, days: number): Promise<string> =>
  (await agent.ask(BLOCK, { id, address, until: new Date(now + days * DAY).toISOString() })).blockAddress
    .range;
const ranges = async (id: string): Promise<{ range: string; until: string }[]> =>
  (await agent.ask("query($id: ID!) { blocks(projectId: $id) { range until } }", { id })).blocks;

test("masking also cuts the ranges that are blocked, and those that are blocked from then on", async () => {
  const { id, key } = await otherProject();
  for (const [address, days] of [
    ["203.0.113.7", 3],
    ["203.0.113.9", 5],
    ["203.0.113.0/24", 1],
    ["2001:db8:abcd:12::/64", 2],
    ["198.51.0.0/16", 4],
  ] as const)
    await block(id, address, days);
  await agent.ask(UPDATE, { id, mask: true });
  await server.services.masking.settled;
  // Of those that have become one the longest stays.
  expect(await ranges(id)).toEqual(
    (
      [
        ["2001:db8:abcd::/48", 2],
        ["198.51.0.0/16", 4],
        ["203.0.113.0/24", 5],
      ] as const
    ).map(([range, days]) => ({ range, until: new Date(now + days * DAY).toISOString() })),
  );
  expect(await block(id, "192.0.2.44", 1)).toBe("192.0.2.0/24");
  expect(await visitorAt("203.0.113.200", key).code("{ session { mode } }")).toBe("UNAVAILABLE");
});

test("what is kept whole in spite of masking, by whoever had not heard of it, is masked at night", async () => {
  const { id, key } = await otherProject();
  const whole = await otherProject();
  for (const each of [key, whole.key]) await visitorAt("203.0.113.81", each).open();
  for (const each of [id, whole.id]) await block(each, "192.0.2.45", 30);
  await agent.ask(UPDATE, { id, mask: true });
  await server.services.masking.settled;
  const { source } = server.services.database;
  await source.query("UPDATE visitor SET ip = '203.0.113.81' WHERE project_id = ?", [id]);
  await source.query("UPDATE visitor_block SET address_range = '192.0.2.45/32' WHERE project_id = ?", [id]);
  now += DAY;
  agent = await server.signIn();
  expect(await server.services.night.look()).toBe(true);
  expect((await rows(id))[0]?.location.ip).toBe("203.0.113.0");
  expect(await ranges(id)).toMatchObject([{ range: "192.0.2.0/24" }]);
  expect((await rows(whole.id))[0]?.location.ip).toBe("203.0.113.81");
  expect(await ranges(whole.id)).toMatchObject([{ range: "192.0.2.45/32" }]);
  // Nothing is left to do, and nothing remembers that there was.
  expect(await source.query("SELECT name FROM installation WHERE name LIKE 'masking:%'")).toEqual([]);
});

test("a masking that a stop interrupts is finished after the next start", async () => {
  const { id, key } = await otherProject();
  await visitorAt("203.0.113.78", key).open();
  const { manager } = server.services.database.source;
  await manager.query("UPDATE project SET mask_addresses = 1 WHERE id = ?", [id]);
  await manager.query("INSERT INTO installation (name, value) VALUES (?, '0')", [`masking:${id}`]);
  await server.restart();
  await server.services.masking.settled;
  expect((await rows(id))[0]?.location.ip).toBe("203.0.113.0");
});

test("masking is begun with its setting, or neither is; and of two who change rules at once neither is undone", async () => {
  const { id, key } = await otherProject();
  await visitorAt("203.0.113.79", key).open();
  const { source } = server.services.database;
  const fault = ON_MARIADB
    ? "CREATE TRIGGER no_masking BEFORE INSERT ON installation FOR EACH ROW IF NEW.name LIKE 'masking:%' THEN SIGNAL SQLSTATE '45000'; END IF"
    : "CREATE TRIGGER no_masking BEFORE INSERT ON installation WHEN NEW.name LIKE 'masking:%' BEGIN SELECT RAISE(ABORT, 'no'); END";
  await source.query(fault);
  expect(await agent.code(UPDATE, { id, mask: true })).toBe("INTERNAL_SERVER_ERROR");
  await source.query("DROP TRIGGER no_masking");
  await agent.ask(UPDATE, { id, mask: true });
  await server.services.masking.settled;
  expect((await rows(id))[0]?.location.ip).toBe("203.0.113.0");

  const kept = async (rules: object[]) =>
    (await agent.ask(UPDATE, { id, retention: rules })).updatePrivacy.privacy.retention;
  const wanted = ["NEW", "PROSPECT", "CUSTOMER"].map((status, index) => ({ status, days: index + 1 }));
  await Promise.all(wanted.map((rule) => kept([rule])));
  expect(await kept([])).toEqual(expect.arrayContaining(wanted));
});

test("at night those go whose days are over, by their status; open screens are told, and a night is one night", async () => {
  const { id, key } = await otherProject();
  const [old, online, kept, young] = [0, 1, 2, 3].map(() => visitorAt("203.0.113.5", key));
  await old?.open();
  await online?.open();
  await kept?.becomeProspect({ name: "Ana", email: "ana@example.com" });
  const ids = new Map((await rows(id)).map((row) => [row.name, row.id]));
  now += 20 * DAY;
  agent = await server.signIn();
  await young?.open();
  // Who is here now is not over, however long ago it began.
  await online?.session();
  await online?.ask('mutation { visitPage(url: "https://shop.example.com/x") }');
  await server.services.presence.sweep();
  const rules = [{ status: "NEW", days: 15 }];
  const due = "query($id: ID!, $r: [RetentionInput!]!) { previewRetention(projectId: $id, retention: $r) }";
  expect((await agent.ask(due, { id, r: rules })).previewRetention).toBeLessThanOrEqual(2);
  const { updatePrivacy } = await agent.ask(UPDATE, { id, retention: rules });
  expect(updatePrivacy.privacy.retention).toContainEqual({ status: "NEW", days: 15 });
  expect(updatePrivacy.privacy.retention).toContainEqual({ status: "PROSPECT", days: null });

  const socket = server.socket(agent);
  const changes = socket.subscribe(CHANGES, { id });
  await changes.next();
  expect(await server.services.night.look()).toBe(true);
  expect((await changes.next(({ kind }) => kind === "LEAVE")).visitorId).toBeDefined();
  await socket.close();
  const left = await rows(id);
  expect(left.map(({ id: each }) => each)).toContain(ids.get("Ana"));
  expect(left).toHaveLength(3);
  expect(await server.services.night.look()).toBe(false);
  now += DAY;
  agent = await server.signIn();
  expect(await server.services.night.look()).toBe(true);
  expect(await agent.code(UPDATE, { id, retention: [{ status: "NEW", days: 0 }] })).toBe("BAD_USER_INPUT");
});

test("a night that a stop cuts short is not over, and one that a process before us in time has done is", async () => {
  const { id, key } = await otherProject();
  await visitorAt("203.0.113.6", key).open();
  const online = async () => {
    await server.services.presence.sweep();
    return (await rows(id, { online: true })).length;
  };
  // That somebody is here is written a moment later.
  await expect.poll(online, { timeout: 10_000 }).toBe(1);
  now += 20 * DAY;
  agent = await server.signIn();
  await expect.poll(online, { timeout: 10_000 }).toBe(0);
  await agent.ask(UPDATE, { id, retention: [{ status: "NEW", days: 1 }] });
  server.services.retention.stop();
  expect(await server.services.night.look()).toBe(false);
  expect(await rows(id)).toHaveLength(1);
  await server.restart();
  agent = await server.signIn();
  expect(await server.services.night.look()).toBe(true);
  expect(await rows(id)).toHaveLength(0);
  // Another process's clock says that yesterday is not over yet: what is done stays done for both.
  now -= DAY;
  expect(await server.services.night.look()).toBe(false);
  now += DAY;
  expect(await server.services.night.look()).toBe(false);
  // One that stood years ahead has not done away with every night until then.
  const { manager } = server.services.database.source;
  await manager.query("UPDATE installation SET value = '2099-1-1' WHERE name = 'night'");
  expect(await server.services.night.look()).toBe(true);
});

test("many are erased under a filter only when they are as many as was seen", async () => {
  const { id, key } = await otherProject();
  for (const name of ["Ana", "Anabel", "Luis"]) {
    const visitor = visitorAt("203.0.113.5", key);
    await visitor.becomeProspect({ name, email: `${name}@example.com` });
  }
  const filter = { search: "ana" };
  const { previewErase } = await agent.ask(PREVIEW, { id, filter });
  expect(previewErase).toBe(2);
  const wrong = await agent.raw(ERASE, { id, filter, count: 3 });
  expect(wrong.errors[0]?.extensions).toMatchObject({ code: "CONFLICT", current: { count: 2 } });
  expect(await rows(id)).toHaveLength(3);
  const socket = server.socket(agent);
  const changes = socket.subscribe(CHANGES, { id });
  await changes.next();
  expect((await agent.ask(ERASE, { id, filter, count: 2 })).eraseVisitors).toEqual({
    erased: 2,
    remaining: 0,
  });
  for (const _ of [1, 2]) await changes.next(({ kind }) => kind === "LEAVE");
  await socket.close();
  expect((await rows(id)).map(({ name }) => name)).toEqual(["Luis"]);
  expect((await agent.ask(PREVIEW, { id, filter })).previewErase).toBe(0);
});

test("one visitor's data is one file: all that was said, and no secret of ours", async () => {
  const visitor = visitorAt("203.0.113.5");
  await visitor.becomeProspect({ name: "Marta", email: "marta@example.com" });
  await visitor.ask("mutation($p: JSONObject!) { setParams(params: $p) }", { p: { plan: "pro" } });
  await visitor.send("¿Tienen envíos?");
  const [row] = await rows(project.id, { search: "marta" });
  const get = (client: HttpClient, id = project.id, visitorId = row?.id) =>
    fetch(`${server.url}/projects/${id}/visitors/${visitorId}.json`, {
      headers: client.cookie ? { cookie: client.cookie } : {},
    });
  const answer = await get(agent);
  expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="visitor-${row?.id}.json"`);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const text = await answer.text();
  const file = JSON.parse(text);
  expect(file.visitor).toMatchObject({ name: "Marta", email: "marta@example.com", ip: "203.0.113.5" });
  expect(file.parameters).toEqual([{ key: "plan", value: "pro", source: "SDK" }]);
  expect(file.pages[0].url).toBe("https://shop.example.com/plants");
  expect(file.devices[0].browser).toMatch(/Firefox/);
  expect(file.submissions).toHaveLength(1);
  expect(file.conversations[0].messages.map((message: { text: string | null }) => message.text)).toContain(
    "¿Tienen envíos?",
  );
  expect(text).not.toMatch(/tokenHash|token_hash/);
  // A manager may; nobody else, and a foreign one answers like a missing one.
  const manager = await server.addAgent(project.id, "MANAGER", "luis@example.com");
  expect((await get(manager)).status).toBe(200);
  const other = await otherProject();
  const stranger = await server.addAgent(other.id, "ADMIN", "eva@example.com");
  const missing = await (await get(agent, project.id, "999999999")).text();
  for (const [client, id] of [
    [stranger, project.id],
    [agent, other.id],
  ] as const) {
    const refused = await get(client, id);
    expect(refused.status).toBe(404);
    expect(await refused.text()).toBe(missing);
  }
  expect((await get(server.http())).status).toBe(401);
});

test("only an admin decides what is kept, and erases", async () => {
  const manager = await server.signIn("luis@example.com");
  const { id } = project;
  expect(
    (await manager.ask("query($id: ID!) { project(id: $id) { privacy { maskAddresses } } }", { id })).project,
  ).toEqual({
    privacy: { maskAddresses: false },
  });
  expect(await manager.code(UPDATE, { id, mask: true })).toBe("FORBIDDEN");
  expect(await manager.code(PREVIEW, { id, filter: {} })).toBe("FORBIDDEN");
  expect(await manager.code(ERASE, { id, filter: {}, count: 1 })).toBe("FORBIDDEN");
  const stranger = await server.signIn("eva@example.com");
  for (const [document, more] of [
    [UPDATE, { mask: true }],
    [PREVIEW, { filter: {} }],
    [ERASE, { filter: {}, count: 1 }],
  ] as const) {
    expect(await stranger.code(document, { id, ...more })).toBe("NOT_FOUND");
    expect(await stranger.code(document, { id: "999999", ...more })).toBe("NOT_FOUND");
  }
});
