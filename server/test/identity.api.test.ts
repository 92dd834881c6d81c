// Signed identity: what admins do with secrets, what a site's token makes of a visitor, and what agents see of it.
import { createHash } from "node:crypto";
import { readSheet } from "read-excel-file/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { HttpClient, WidgetClient } from "./clients.js";
import {
  CREATE_SECRET,
  END_SECRET,
  IDENTIFY,
  IdentityHouse,
  SECRETS,
  SET_MODE,
  signToken,
} from "./identity.js";
import { OWNER, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let house: IdentityHouse;
let now = Date.now();

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(now) });
  ({ agent, project } = await server.setUp());
  house = new IdentityHouse(agent, project.id, () => now);
});
afterEach(async () => {
  for (const { id } of await secrets()) await house.end(id);
});
afterAll(() => server.stop());

const secrets = async () => (await agent.ask(SECRETS, { id: project.id })).identitySecrets;
/** How often the change log says so. */
const timesVerified = async (visitorId: string) =>
  (
    await server.services.database.source.query(
      "SELECT seq FROM project_change WHERE type = 'visitor.verified' AND visitor_id = ?",
      [visitorId],
    )
  ).length;
const open = (identity: string, visitor = server.widget(project.key)) =>
  visitor.open({ identity }).then(
    (session) => ({ session, visitor, code: null }),
    (error: Error) => ({ session: null, visitor, code: error.message.split(":")[0] }),
  );
const identify = (visitor: WidgetClient, token: string) => visitor.code(IDENTIFY, { token });

test("a secret is shown once; two count at most, also when they are made at once; the last one takes identity along", async () => {
  expect(await agent.code(SET_MODE, { id: project.id, mode: "ENFORCED" })).toBe("BAD_USER_INPUT");
  const first = await house.secret();
  expect(first.secret).toMatch(/^ati_[\w-]{43}$/);
  const fingerprint = createHash("sha256").update(first.secret).digest("hex").slice(0, 8);
  expect(await secrets()).toEqual([
    {
      id: first.id,
      fingerprint,
      createdAt: new Date(now).toISOString(),
      lastUsedAt: null,
      createdBy: { name: OWNER.name },
    },
  ]);
  const codes = await Promise.all([1, 2, 3].map(() => agent.code(CREATE_SECRET, { id: project.id })));
  expect(codes.sort()).toEqual(["BAD_USER_INPUT", "BAD_USER_INPUT", null]);
  expect(await house.mode("ENFORCED")).toBe("ENFORCED");
  const [second] = await secrets();
  expect(await house.end(first.id)).toBe("ENFORCED");
  expect(await agent.code(END_SECRET, { id: first.id })).toBe("NOT_FOUND");
  expect(await house.end(second.id)).toBe("OFF");
  expect(await secrets()).toEqual([]);
});

test("who is removed at that moment makes a secret before it, or none", async () => {
  const { createProject: shared } = await agent.ask('mutation { createProject(name: "Shared") { id } }');
  const luis = await server.addAgent(shared.id, "ADMIN", "luis-secret@example.com");
  const { me } = await luis.ask("{ me { id } }");
  const { manager } = server.services.database.source;
  for (let round = 0; round < 6; round++) {
    const making = () => luis.code(CREATE_SECRET, { id: shared.id });
    await Promise.all([
      making(),
      agent.ask("mutation($id: ID!, $agentId: ID!) { removeMember(projectId: $id, agentId: $agentId) }", {
        id: shared.id,
        agentId: me.id,
      }),
      ...Array.from({ length: 4 }, making),
    ]);
    const [newest]: { subject: string }[] = await manager.query(
      "SELECT subject FROM audit_entry WHERE project_id = ? ORDER BY id DESC LIMIT 1",
      [shared.id],
    );
    // The log stands in the transactions, in their order.
    expect(newest?.subject).toBe("luis-secret@example.com");
    await manager.query("DELETE FROM identity_secret WHERE project_id = ?", [shared.id]);
    await manager.query(
      "INSERT INTO membership (project_id, agent_id, role, created_at) VALUES (?, ?, 0, ?)",
      [shared.id, me.id, now],
    );
  }
});

test("it stands in no answer, no log of deeds and no change log", async () => {
  const { secret } = await house.secret();
  await house.mode("OPTIONAL");
  const { visitor } = await open(house.token(secret, "u-log"));
  await visitor.send("hello");
  const { auditLog } = await agent.ask(
    "query($id: ID!) { auditLog(projectId: $id, first: 50) { nodes { action subject fields agent { name } } } }",
    { id: project.id },
  );
  const fingerprint = (await secrets())[0].fingerprint;
  expect(auditLog.nodes).toEqual(
    expect.arrayContaining([
      { action: "IDENTITY_SECRET_CREATED", subject: fingerprint, fields: [], agent: { name: OWNER.name } },
      { action: "SETTINGS_CHANGED", subject: null, fields: ["identityMode"], agent: { name: OWNER.name } },
    ]),
  );
  expect(
    auditLog.nodes.filter(({ action }: { action: string }) => action === "IDENTITY_SECRET_ENDED"),
  ).toHaveLength(2);
  // Setting what is set already is no deed.
  const before = auditLog.nodes.length;
  await house.mode("OPTIONAL");
  const again = await agent.ask("query($id: ID!) { auditLog(projectId: $id, first: 50) { nodes { id } } }", {
    id: project.id,
  });
  expect(again.auditLog.nodes).toHaveLength(before);
  const [{ id: visitorId }] = await house.visitors();
  const files = await Promise.all(
    [`visitors.csv`, `audit.csv`, `visitors/${visitorId}.json`].map(async (path) =>
      (
        await fetch(`${server.url}/projects/${project.id}/${path}`, {
          headers: { cookie: agent.cookie ?? "" },
        })
      ).text(),
    ),
  );
  const rows = await server.services.database.source.query("SELECT * FROM project_change");
  for (const text of [...files, JSON.stringify([auditLog, await secrets(), rows])]) {
    expect(text.length).toBeGreaterThan(2);
    expect(text).not.toContain(secret);
  }
  expect(files[2]).toContain('"externalId": "u-log"');
});

test("only admins, and people: a manager and a program are refused, another project's secret is not there", async () => {
  const { id } = await house.secret();
  const manager = await server.addAgent(project.id, "MANAGER", "manager@example.com");
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: ADMIN) { token } }',
    { id: project.id },
  );
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  for (const caller of [manager, program]) {
    expect(await caller.code(CREATE_SECRET, { id: project.id })).toBe("FORBIDDEN");
    expect(await caller.code(END_SECRET, { id })).toBe("FORBIDDEN");
  }
  expect(await manager.code(SECRETS, { id: project.id })).toBe("FORBIDDEN");
  expect(await manager.code(SET_MODE, { id: project.id, mode: "OFF" })).toBe("FORBIDDEN");
  // What is told of the mode is for all who work here.
  expect(
    await manager.ask("query($id: ID!) { project(id: $id) { identityMode } }", { id: project.id }),
  ).toEqual({
    project: { identityMode: "OFF" },
  });
  const { createProject } = await agent.ask('mutation { createProject(name: "Other") { id } }');
  const stranger = await server.addAgent(createProject.id, "ADMIN", "stranger@example.com");
  expect(await stranger.code(END_SECRET, { id })).toBe("NOT_FOUND");
});

test("a visitor is verified as it opens; what is typed later stays beside it, and is never taken for it", async () => {
  const { secret } = await house.secret();
  await house.mode("OPTIONAL");
  const screen = server.socket(agent);
  const list = screen.subscribe(
    "subscription($id: ID!) { visitorChanges(projectId: $id) { kind visitor { verified { externalId name } } } }",
    { id: project.id },
  );
  await list.next();
  const identity = house.token(secret, "u-1", { name: "Ana Ruiz", email: "ana@shop.example" });
  const visitor = server.widget(project.key);
  await visitor.becomeProspect({ name: "Eve", email: "eve@evil.example" });
  expect((await house.visitors())[0]).toMatchObject({ name: "Eve", verified: null });
  const known = async () => (await visitor.ask("{ session { verified { name email } } }")).session.verified;
  expect(await known()).toBeNull();
  now += 1_000;
  expect(await identify(visitor, identity)).toBeNull();
  expect(await known()).toEqual({ name: "Ana Ruiz", email: "ana@shop.example" });
  const [seen] = await house.visitors();
  const verified = {
    externalId: "u-1",
    name: "Ana Ruiz",
    email: "ana@shop.example",
    verifiedAt: new Date(now).toISOString(),
  };
  expect(seen).toMatchObject({ name: "Eve", email: "eve@evil.example", verified });
  // The list hears of it at once.
  const told = await list.next((item) => item.visitor?.verified);
  expect(told).toEqual({
    kind: "UPDATE",
    visitor: { verified: { externalId: "u-1", name: "Ana Ruiz" } },
  });
  await screen.close();
  // Said again it changes nothing, and nobody is told.
  now += 61_000;
  await visitor.open({ identity });
  expect((await house.visitors())[0]).toEqual(seen);
  expect(await timesVerified(seen.id)).toBe(1);
  expect((await secrets())[0].lastUsedAt).toBe(new Date(now).toISOString());
  // Parameters and forms of the same names are what they are.
  await visitor.ask("mutation($params: JSONObject!) { setParams(params: $params) }", {
    params: { externalId: "u-2", verified: true, email: "eve@evil.example" },
  });
  expect((await house.visitors())[0]).toMatchObject({ verified });
  // The site's newest word is the whole of it.
  expect(await identify(visitor, house.token(secret, "u-1", { name: "Ana R." }))).toBeNull();
  expect((await house.visitors())[0].verified).toMatchObject({ name: "Ana R.", email: null });
});

test("found by the site's id and by the verified name and address, in every browser of that person", async () => {
  const { secret } = await house.secret();
  await house.mode("OPTIONAL");
  const claims = { name: "Iñigo Vélez", email: "inigo@casa.example" };
  for (let browser = 0; browser < 2; browser++) await open(house.token(secret, "Kunde-0815", claims));
  for (const search of ["kunde-0815", "velez", "inigo@casa"]) {
    const found = await house.visitors({ search });
    expect(found.map(({ verified }) => verified.externalId)).toEqual(["Kunde-0815", "Kunde-0815"]);
  }
  const file = (format: string) =>
    fetch(
      `${server.url}/projects/${project.id}/visitors.${format}?language=en&filter=${encodeURIComponent(JSON.stringify({ search: "kunde-0815" }))}`,
      { headers: { cookie: agent.cookie ?? "" } },
    );
  const [head, row] = (await (await file("csv")).text()).split("\r\n");
  expect(head).toMatch(/Created date,External ID,Verified name,Verified email$/);
  expect(row).toMatch(/,Iñigo Vélez,inigo@casa\.example,.*,Kunde-0815,Iñigo Vélez,inigo@casa\.example$/);
  const [titles, cells] = await readSheet(Buffer.from(await (await file("xlsx")).arrayBuffer()));
  expect(titles?.slice(-3)).toEqual(["External ID", "Verified name", "Verified email"]);
  expect(cells?.slice(-3)).toEqual(["Kunde-0815", "Iñigo Vélez", "inigo@casa.example"]);
  // Erased, nothing of it is left.
  for (const { id: visitorId } of await house.visitors({ search: "kunde-0815" }))
    await agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: visitorId });
  const { source } = server.services.database;
  const left = await Promise.all(
    ["visitor", "project_change", "audit_entry"].map((table) => source.query(`SELECT * FROM ${table}`)),
  );
  expect(JSON.stringify(left)).not.toMatch(/kunde-0815|velez|casa\.example/i);
});

test("two secrets count while one takes the other's place; an ended one and another project's never do", async () => {
  const old = await house.secret();
  const fresh = await house.secret();
  await house.mode("OPTIONAL");
  expect((await open(house.token(old.secret, "u-1"))).code).toBeNull();
  expect((await open(house.token(fresh.secret, "u-1"))).code).toBeNull();
  const { visitor } = await open(house.token(old.secret, "u-9"));
  await house.end(old.id);
  expect((await open(house.token(old.secret, "u-1"))).code).toBe("IDENTITY_INVALID");
  expect((await open(house.token(fresh.secret, "u-1"))).code).toBeNull();
  // Who came in by it stays who it is.
  expect((await visitor.send("still here")).text).toBe("still here");
  const { createProject: other } = await agent.ask(
    'mutation { createProject(name: "Elsewhere") { id key } }',
  );
  const elsewhere = new IdentityHouse(agent, other.id, () => now);
  const foreign = await elsewhere.secret();
  await elsewhere.mode("OPTIONAL");
  expect((await open(house.token(foreign.secret, "u-1"))).code).toBe("IDENTITY_INVALID");
  expect((await open(house.token(foreign.secret, "u-1"), server.widget(other.key))).code).toBeNull();
});

test("what is no good is refused with one code, makes no visitor, and leaves one that is there as it is", async () => {
  const { secret } = await house.secret();
  await house.mode("OPTIONAL");
  const exp = Math.floor(now / 1000) + 3_600;
  const bad: [string, string][] = [
    ["IDENTITY_INVALID", "x"],
    ["IDENTITY_INVALID", "a".repeat(20_000)],
    ["IDENTITY_INVALID", `${signToken(secret, { sub: "u", exp }, { alg: "none" })}`],
    ["IDENTITY_INVALID", signToken(secret, { sub: "u", exp }, { alg: "HS512" })],
    ["IDENTITY_INVALID", signToken(secret, { sub: "u" })],
    ["IDENTITY_INVALID", signToken(secret, { sub: "u", exp: exp + 86_400 })],
    ["IDENTITY_INVALID", signToken(secret, { sub: "u\0", exp })],
    ["IDENTITY_INVALID", signToken(secret, { sub: "\ud800", exp })],
    ["IDENTITY_INVALID", signToken(secret, { sub: "u", name: ["x"], exp })],
    ["IDENTITY_INVALID", signToken(secret, { sub: "u", exp, nbf: exp })],
    ["IDENTITY_EXPIRED", signToken(secret, { sub: "u", exp: exp - 3_700 })],
  ];
  const before = (await house.visitors()).length;
  for (const [code, token] of bad)
    expect([(await open(token)).code, token.slice(0, 90)]).toEqual([code, token.slice(0, 90)]);
  expect(await house.visitors()).toHaveLength(before);
  const { visitor } = await open(house.token(secret, "u-1"));
  const [seen] = await house.visitors();
  for (const [, token] of bad.slice(0, 10)) expect(await identify(visitor, token)).toBe("IDENTITY_INVALID");
  expect((await house.visitors())[0]).toEqual(seen);
  expect(await house.visitors()).toHaveLength(before + 1);
});

test("who is verified stays so when the token ends, and comes back with it; nobody else comes in by it", async () => {
  const { secret } = await house.secret();
  await house.mode("OPTIONAL");
  const token = house.token(secret, "u-1");
  const { visitor, session } = await open(token);
  now += 90 * 60_000;
  expect((await visitor.send("an hour later")).text).toBe("an hour later");
  expect((await visitor.open({ identity: token })).conversationId).toBe(session.conversationId);
  expect((await open(token)).code).toBe("IDENTITY_EXPIRED");
});

test("another person in the same browser gets nothing of the first one's, and the first one's visitor is left alone", async () => {
  const { secret } = await house.secret();
  await house.mode("OPTIONAL");
  const { visitor, session } = await open(house.token(secret, "ana", { name: "Ana" }));
  await visitor.send("my account number is 12");
  const luis = house.token(secret, "luis", { name: "Luis" });
  expect(await identify(visitor, luis)).toBe("IDENTITY_CHANGED");
  expect((await open(luis, visitor)).code).toBe("IDENTITY_CHANGED");
  // An expired one, and one that nobody looks at, tell the two apart as well.
  now += 90 * 60_000;
  expect(await identify(visitor, luis)).toBe("IDENTITY_CHANGED");
  await house.mode("OFF");
  expect(await identify(visitor, luis)).toBe("IDENTITY_CHANGED");
  expect(await identify(visitor, house.token("nobody's", "ana"))).toBeNull();
  expect(await identify(visitor, "x")).toBeNull();
  await house.mode("OPTIONAL");
  expect((await house.visitors({ search: "ana" }))[0]).toMatchObject({
    verified: { externalId: "ana", name: "Ana" },
  });
  expect((await visitor.session()).conversationId).toBe(session.conversationId);
  // The widget begins anew with another token of its own.
  const fresh = await open(house.token(secret, "luis", { name: "Luis" }));
  expect(fresh.session.conversationId).not.toBe(session.conversationId);
  expect(JSON.stringify(fresh.session)).not.toContain("account number");
  // Restarted, the browser is nobody's.
  const { restart } = await visitor.ask(
    "mutation($newToken: String!) { restart(newToken: $newToken) { session { conversationId } } }",
    { newToken: server.widget(project.key).token },
  );
  expect(restart.session.conversationId).not.toBe(session.conversationId);
  expect((await house.visitors())[0]).toMatchObject({ verified: null });
});

test("the flow calls people by the name that the site says", async () => {
  const { secret } = await house.secret();
  await house.mode("OPTIONAL");
  await agent.ask(
    "mutation($id: ID!, $definition: JSONObject!) { saveFlow(projectId: $id, definition: $definition) { published { version } } }",
    {
      id: project.id,
      definition: {
        start: "hi",
        nodes: { hi: { kind: "message", text: "Hello {{name}}, {{email}}", next: null } },
      },
    },
  );
  const { session } = await open(house.token(secret, "u-1", { name: "Ana Ruiz", email: "ana@shop.example" }));
  expect(session.messages[0].text).toBe("Hello Ana Ruiz, ana@shop.example");
});
