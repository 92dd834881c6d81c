// The audit log: what is written, who may read it, as pages and as a file; and that it forgets in time.
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { OWNER, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let now = Date.now();

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(now) });
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const LOG = `query($id: ID!, $filter: AuditFilter, $first: Int, $after: Cursor) {
  auditLog(projectId: $id, filter: $filter, first: $first, after: $after) {
    nodes { id at action ip subject role fields count tokenName agent { id name } } endCursor hasNextPage
  }
}`;
const SIGN_IN =
  "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }";

const log = async (variables: Record<string, unknown> = {}, client = agent) =>
  (await client.ask(LOG, { id: project.id, ...variables })).auditLog;
const newest = async (action: string) => (await log({ filter: { actions: [action] }, first: 1 })).nodes[0];
const file = (
  query = "",
  headers: Record<string, string> = { cookie: agent.cookie ?? "" },
  id = project.id,
) => fetch(`${server.url}/projects/${id}/audit.csv${query}`, { headers });

test("settings, roles, members and tokens are written down with who did it, and never a value", async () => {
  await agent.ask(
    'mutation($id: ID!) { updateProject(id: $id, name: "Tienda Sur", greeting: "top secret words", color: "#0f766e") { id } }',
    { id: project.id },
  );
  expect(await newest("SETTINGS_CHANGED")).toMatchObject({
    fields: ["greeting", "color"],
    agent: { name: OWNER.name },
    ip: "127.0.0.1",
  });
  await server.addAgent(project.id, "MANAGER", "luis@example.com");
  const { project: seen } = await agent.ask(
    "query($id: ID!) { project(id: $id) { members { role agent { id } } } }",
    { id: project.id },
  );
  const luis = seen.members.find((each: { role: string }) => each.role === "MANAGER").agent.id;
  const member = { id: project.id, agentId: luis };
  await agent.ask(
    "mutation($id: ID!, $agentId: ID!) { setMemberRole(projectId: $id, agentId: $agentId, role: ADMIN) { role } }",
    member,
  );
  expect(await newest("ROLE_CHANGED")).toMatchObject({ subject: "luis@example.com", role: "ADMIN" });
  await agent.ask(
    "mutation($id: ID!, $agentId: ID!) { removeMember(projectId: $id, agentId: $agentId) }",
    member,
  );
  expect(await newest("MEMBER_REMOVED")).toMatchObject({ subject: "luis@example.com" });
  const { inviteMember } = await agent.ask(
    'mutation($id: ID!) { inviteMember(projectId: $id, email: "eva@example.com", role: MANAGER) { url invitation { id } } }',
    { id: project.id },
  );
  expect(await newest("MEMBER_INVITED")).toMatchObject({ subject: "eva@example.com", role: "MANAGER" });
  await agent.ask("mutation($id: ID!) { cancelInvitation(id: $id) }", { id: inviteMember.invitation.id });
  expect(await newest("INVITATION_CANCELLED")).toMatchObject({ subject: "eva@example.com" });
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "CRM", role: ADMIN) { id token } }',
    { id: project.id },
  );
  expect(await newest("TOKEN_CREATED")).toMatchObject({ subject: "CRM", role: "ADMIN" });
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  await program.ask('mutation($id: ID!) { updateProject(id: $id, name: "Tienda Norte") { id } }', {
    id: project.id,
  });
  expect(await newest("SETTINGS_CHANGED")).toMatchObject({ fields: ["name"], agent: null, tokenName: "CRM" });
  await agent.ask("mutation($id: ID!) { revokeApiToken(id: $id) }", { id: createApiToken.id });
  expect(await newest("TOKEN_REVOKED")).toMatchObject({ subject: "CRM" });
  const all = JSON.stringify(await log({ first: 100 }));
  for (const secret of ["top secret words", "#0f766e", createApiToken.token, inviteMember.url.split("#")[1]])
    expect(all).not.toContain(secret);
});

test("visitors who are exported, erased or changed together are counted, not told of", async () => {
  const people = [server.widget(project.key), server.widget(project.key)];
  for (const person of people)
    await person.becomeProspect({ name: "Canary Bird", email: "canary@example.com" });
  const { visitors } = await agent.ask(
    "query($id: ID!) { visitors(projectId: $id) { nodes { id number } } }",
    {
      id: project.id,
    },
  );
  const [one, two] = visitors.nodes;
  await agent.ask(
    "mutation($ids: [ID!]!) { setVisitorStatuses(visitorIds: $ids, status: CUSTOMER) { id } }",
    {
      ids: [one.id, two.id],
    },
  );
  expect(await newest("STATUSES_CHANGED")).toMatchObject({ count: 2, subject: "CUSTOMER" });
  const filter = encodeURIComponent(JSON.stringify({ search: "canary" }));
  const answer = await fetch(`${server.url}/projects/${project.id}/visitors.csv?filter=${filter}`, {
    headers: { cookie: agent.cookie ?? "" },
  });
  expect(await answer.text()).toContain("Canary Bird");
  expect(await newest("EXPORTED")).toMatchObject({ subject: "CSV", count: 2 });
  await agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: one.id });
  expect(await newest("VISITOR_ERASED")).toMatchObject({ subject: String(one.number), count: 1 });
  expect(JSON.stringify(await log({ first: 100 }))).not.toMatch(/canary/i);
});

test("members' sign-ins are shown to their admins, also those that failed; nobody else's are", async () => {
  await server.http().code(SIGN_IN, { email: OWNER.email, password: "not the password" });
  await server.http().code(SIGN_IN, { email: "nobody@example.com", password: "not the password" });
  const { createProject } = await agent.ask('mutation { createProject(name: "Other") { id } }');
  const stranger = await server.addAgent(createProject.id, "ADMIN", "stranger@example.com");
  await server.services.audit.flush();
  expect(await newest("SIGN_IN_FAILED")).toMatchObject({ agent: { name: OWNER.name }, ip: "127.0.0.1" });
  const { nodes } = await log({ filter: { actions: ["SIGN_IN_FAILED", "SIGNED_IN"] }, first: 100 });
  expect(nodes.filter((each: { action: string }) => each.action === "SIGN_IN_FAILED")).toHaveLength(1);
  expect(JSON.stringify(nodes)).not.toContain("stranger");
  const { auditLog } = await stranger.ask(LOG, { id: createProject.id });
  expect(auditLog.nodes.map((each: { action: string }) => each.action)).toContain("PROJECT_CREATED");
  await stranger.ask("mutation { signOut }");
  const { nodes: theirs } = (
    await agent.ask(LOG, { id: createProject.id, filter: { actions: ["SIGNED_OUT"] } })
  ).auditLog;
  expect(theirs).toMatchObject([{ agent: { name: "stranger" } }]);
});

test("a wrong present password for a new one is written down, and neither of the two words", async () => {
  const CHANGE =
    "mutation($c: String!, $n: String!) { changePassword(currentPassword: $c, newPassword: $n) }";
  const luis = await server.addAgent(project.id, "MANAGER", "guess@example.com");
  const words = { c: "canary of the present", n: "canary of the next" };
  expect(await luis.code(CHANGE, words)).toBe("BAD_USER_INPUT");
  // The database is away just then: it is written the next time.
  const { subscribers } = server.services.database.source;
  subscribers.push({
    beforeQuery() {
      throw Object.assign(new Error("gone"), { code: "ECONNRESET" });
    },
  });
  await expect(server.services.audit.flush()).rejects.toThrow("gone");
  subscribers.pop();
  await server.services.audit.flush();
  expect(await newest("PASSWORD_CHANGE_FAILED")).toMatchObject({
    agent: { name: "guess" },
    ip: "127.0.0.1",
    subject: null,
    fields: [],
  });
  expect(JSON.stringify(await log({ first: 100 }))).not.toMatch(/canary/i);
  expect(await (await file()).text()).toMatch(/wrong present one/);
});

test("pages follow one another without gap or repeat, and a filter by person holds", async () => {
  const all = (await log({ first: 100 })).nodes.map((each: { id: string }) => each.id);
  const walked: string[] = [];
  let after: string | null = null;
  do {
    const page: { nodes: { id: string }[]; endCursor: string; hasNextPage: boolean } = await log({
      first: 3,
      after,
    });
    walked.push(...page.nodes.map(({ id }) => id));
    after = page.hasNextPage ? page.endCursor : null;
  } while (after);
  expect(walked).toEqual(all);
  const me = (await agent.ask("{ me { id } }")).me.id;
  const mine = (await log({ filter: { agentId: me }, first: 100 })).nodes;
  expect(mine.length).toBeGreaterThan(5);
  expect(new Set(mine.map((each: { agent: { id: string } | null }) => each.agent?.id))).toEqual(
    new Set([me]),
  );
  expect((await log({ filter: { agentId: "999999" } })).nodes).toEqual([]);
  expect(await agent.code(LOG, { id: project.id, first: 101 })).toBe("BAD_USER_INPUT");
  expect(await agent.code(LOG, { id: project.id, after: "nonsense" })).toBe("BAD_USER_INPUT");
});

test("it comes as a file too, in the reader's language, with nothing that a spreadsheet would calculate", async () => {
  await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "=cmd()", role: MANAGER) { id } }',
    {
      id: project.id,
    },
  );
  const answer = await file("?language=es&timeZone=America/Bogota&actions=TOKEN_CREATED");
  expect(answer.headers.get("content-disposition")).toMatch(
    /attachment; filename="Actividad - \d{4}-\d\d-\d\d\.csv"/,
  );
  const lines = (await answer.text()).split("\r\n");
  expect(lines[0]).toBe("Fecha,Acción,Quién,Correo,Token de API,Dirección,Sobre,Rol o ajustes,Cuántos");
  expect(lines[1]).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,Token de API creado,Ana Ruiz,ana@example.com,,127.0.0.1,'=cmd\(\),Agente,$/,
  );
  expect(lines).toHaveLength(4);
  expect(await newest("EXPORTED")).toMatchObject({ subject: "AUDIT" });
  expect((await file("?action=TOKEN_CREATED")).status).toBe(400);
  expect((await file("?actions=NONSENSE")).status).toBe(400);
});

test("only admins read it, and a foreign project is like a missing one", async () => {
  const mia = await server.addAgent(project.id, "MANAGER", "mia@example.com");
  expect(await mia.code(LOG, { id: project.id })).toBe("FORBIDDEN");
  expect((await file("", { cookie: mia.cookie ?? "" })).status).toBe(403);
  expect((await file("", {})).status).toBe(401);
  const stranger = await server.signIn("stranger@example.com");
  const bodies = await Promise.all(
    [project.id, "999999"].map(async (id) => (await file("", { cookie: stranger.cookie ?? "" }, id)).text()),
  );
  expect(bodies[0]).toMatch(/NOT_FOUND/);
  expect(bodies[0]).toBe(bodies[1]);
});

test("what is older than its days is let go", async () => {
  now += 366 * 86_400_000;
  agent = await server.signIn();
  await server.services.housekeeping.run();
  expect((await log({ first: 100 })).nodes.map((each: { action: string }) => each.action)).toEqual([
    "SIGNED_IN",
  ]);
});

test("who is no admin any more in the middle of the file gets no further", async () => {
  const { createProject: large } = await agent.ask('mutation { createProject(name: "Large") { id } }');
  const { source } = server.services.database;
  // More than any socket buffers on its way.
  for (let count = 1; count < 8_000; count *= 2)
    await source.query(
      `INSERT INTO audit_entry (at, project_id, agent_id, action, ip, subject, details)
       SELECT at, project_id, agent_id, action, ip, ?, details FROM audit_entry WHERE project_id = ? LIMIT 4000`,
      ["😀".repeat(300), large.id],
    );
  const doomed = await server.addAgent(large.id, "ADMIN", "doomed@example.com");
  const asked = request(`${server.url}/projects/${large.id}/audit.csv`, {
    headers: { cookie: doomed.cookie ?? "" },
    agent: false,
  });
  asked.on("error", () => undefined).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.on("error", () => undefined);
  const { me } = await doomed.ask("{ me { id } }");
  await agent.ask(
    "mutation($id: ID!, $agentId: ID!) { setMemberRole(projectId: $id, agentId: $agentId, role: MANAGER) { role } }",
    { id: large.id, agentId: me.id },
  );
  await new Promise((resolve) => answer.once("close", resolve).resume());
  expect(answer.complete).toBe(false);
});

test("a session that could not be ended is not said to have been", async () => {
  // The clock has gone on.
  agent = await server.signIn();
  const other = await server.signIn();
  const signedOut = async () => (await newest("SIGNED_OUT"))?.id;
  const before = await signedOut();
  const { source } = server.services.database;
  await source.query(
    ON_MARIADB
      ? "CREATE TRIGGER stays BEFORE DELETE ON session FOR EACH ROW SIGNAL SQLSTATE '45000'"
      : "CREATE TRIGGER stays BEFORE DELETE ON session BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  expect(await other.code("mutation { signOut }")).toBe("INTERNAL_SERVER_ERROR");
  await source.query("DROP TRIGGER stays");
  expect(await signedOut()).toBe(before);
  await other.ask("mutation { signOut }");
  expect(await signedOut()).not.toBe(before);
});
