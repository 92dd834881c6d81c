// A project's settings: what admins may change of it, and of who works in it. There is always an admin left.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const UPDATE = `mutation($id: ID!, $name: String, $greeting: String, $color: String) {
  updateProject(id: $id, name: $name, greeting: $greeting, color: $color) { name greeting color }
}`;
const MEMBERS = "query($id: ID!) { project(id: $id) { members { agent { id email } role since } } }";
const SET_ROLE = `mutation($id: ID!, $agentId: ID!, $role: Role!) {
  setMemberRole(projectId: $id, agentId: $agentId, role: $role) { role agent { email } }
}`;
const REMOVE = "mutation($id: ID!, $agentId: ID!) { removeMember(projectId: $id, agentId: $agentId) }";
const FOLLOW = "subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }";

const update = async (patch: Record<string, unknown>) =>
  (await agent.ask(UPDATE, { id: project.id, ...patch })).updateProject;

interface Member {
  agent: { id: string; email: string };
  role: string;
  since: string;
}
const members = async (id = project.id): Promise<Member[]> =>
  (await agent.ask(MEMBERS, { id })).project.members;
const idOf = async (email: string, id = project.id) =>
  (await members(id)).find((each) => each.agent.email === email)?.agent.id ?? "0";

/** A project of its own for what changes who works there. */
async function otherProject(): Promise<{ id: string; key: string }> {
  return (await agent.ask('mutation { createProject(name: "Other") { id key } }')).createProject;
}

test("greeting and colour reach the widget; what is absent stays, and null takes away", async () => {
  expect(await update({ greeting: "  Hola. Somos Tienda Sur. ", color: "#B4235A" })).toEqual({
    name: "Tienda Sur",
    greeting: "Hola. Somos Tienda Sur.",
    color: "#b4235a",
  });
  expect(await update({ name: "Tienda Norte" })).toEqual({
    name: "Tienda Norte",
    greeting: "Hola. Somos Tienda Sur.",
    color: "#b4235a",
  });
  const visitor = server.widget(project.key);
  await visitor.open();
  const config = async () =>
    (await visitor.ask("{ session { config { title greeting color } } }")).session.config;
  expect(await config()).toEqual({
    title: "Tienda Norte",
    greeting: "Hola. Somos Tienda Sur.",
    color: "#b4235a",
  });
  expect(await update({ greeting: "   ", color: null })).toMatchObject({ greeting: null, color: null });
  expect(await config()).toEqual({ title: "Tienda Norte", greeting: null, color: null });
});

test("a project may have fifty sites, beside the installation's own", async () => {
  const sites = Array.from({ length: 51 }, (_, nth) => `https://shop${nth}.example.com`);
  const CREATE =
    'mutation($sites: [String!]) { createProject(name: "Fifty", allowedOrigins: $sites) { id allowedOrigins } }';
  const { createProject } = await agent.ask(CREATE, { sites: sites.slice(1) });
  const all = [server.url, ...sites.slice(1)];
  expect(createProject.allowedOrigins).toEqual(all);
  expect(await agent.code(CREATE, { sites })).toBe("BAD_USER_INPUT");
  const CHANGE =
    "mutation($id: ID!, $sites: [String!]) { updateProject(id: $id, allowedOrigins: $sites) { allowedOrigins } }";
  const change = { id: createProject.id, sites: all };
  expect((await agent.ask(CHANGE, change)).updateProject.allowedOrigins).toEqual(all);
  expect(await agent.code(CHANGE, { ...change, sites: [server.url, ...sites] })).toBe("BAD_USER_INPUT");
});

test("the look of the button is told to any page that asks by the key, and to none without it", async () => {
  await update({ color: "#1d4ed8" });
  const look = await fetch(`${server.url}/widget/${project.key}/look`);
  expect(look.headers.get("access-control-allow-origin")).toBe("*");
  expect(look.headers.get("cache-control")).toMatch(/max-age=\d+/);
  expect(await look.text()).toBe("#1d4ed8");
  await update({ color: null });
  expect(await (await fetch(`${server.url}/widget/${project.key}/look`)).text()).toBe("");
  expect((await fetch(`${server.url}/widget/pk_nothing/look`)).status).toBe(404);
});

const HOURS = `mutation($id: ID!, $name: String, $officeHours: OfficeHoursInput, $awayMessage: String) {
  updateProject(id: $id, name: $name, officeHours: $officeHours, awayMessage: $awayMessage) {
    officeHours { timeZone days { day from to } } awayMessage } }`;

test("office hours and the away message are kept in order; what is absent stays, and null takes away", async () => {
  const { id } = await otherProject();
  const set = async (patch: Record<string, unknown>) =>
    (await agent.ask(HOURS, { id, ...patch })).updateProject;
  expect(await set({ name: "Hours" })).toEqual({ officeHours: null, awayMessage: null });
  const monday = { day: 1, from: "16:00", to: "24:00" };
  const early = { day: 1, from: "09:00", to: "14:00" };
  const kept = { timeZone: "America/Bogota", days: [early, monday] };
  const officeHours = { timeZone: "America/Bogota", days: [monday, early] };
  expect(await set({ officeHours, awayMessage: " Back at nine. " })).toEqual({
    officeHours: kept,
    awayMessage: "Back at nine.",
  });
  expect(await set({ name: "Hours" })).toEqual({ officeHours: kept, awayMessage: "Back at nine." });
  expect(await set({ awayMessage: "  " })).toEqual({ officeHours: kept, awayMessage: null });
  for (const [wrong, says] of [
    [{ officeHours: { timeZone: "Mars/Olympus", days: [] } }, /is not a time zone/],
    [
      { officeHours: { timeZone: "UTC", days: [{ day: 1, from: "9", to: "10:00" }] } },
      /not a time like 09:00/,
    ],
    [{ awayMessage: "x".repeat(1001) }, /1000 characters at most/],
  ] as const) {
    const { errors } = await agent.raw(HOURS, { id, ...wrong });
    expect(errors[0]).toMatchObject({
      extensions: { code: "BAD_USER_INPUT" },
      message: expect.stringMatching(says),
    });
  }
  expect(await set({ officeHours: null })).toEqual({ officeHours: null, awayMessage: null });
  expect(await set({ officeHours: { timeZone: "UTC", days: [] } })).toMatchObject({
    officeHours: { timeZone: "UTC", days: [] },
  });
});

test.each([
  ["a greeting of 501 characters", { greeting: "x".repeat(501) }, /500 characters at most/],
  ["a colour by its name", { color: "red" }, /such as #0f766e/],
  ["a colour of three digits", { color: "#abc" }, /six digits/],
  ["a style", { color: "#123456;}" }, /six digits/],
])("%s is refused with what would be right", async (_name, patch, says) => {
  const { errors } = await agent.raw(UPDATE, { id: project.id, ...patch });
  expect(errors[0]).toMatchObject({
    extensions: { code: "BAD_USER_INPUT" },
    message: expect.stringMatching(says),
  });
});

test("an admin changes a role, and it counts at once: also for what is open", async () => {
  const colleague = await server.addAgent(project.id, "MANAGER", "luis@example.com");
  const socket = server.socket(colleague);
  const stream = socket.subscribe(FOLLOW, { id: project.id });
  expect((await stream.next()).kind).toBe("HEARTBEAT");
  expect(await colleague.code(UPDATE, { id: project.id, name: "x" })).toBe("FORBIDDEN");
  const agentId = await idOf("luis@example.com");
  expect(await agent.ask(SET_ROLE, { id: project.id, agentId, role: "ADMIN" })).toEqual({
    setMemberRole: { role: "ADMIN", agent: { email: "luis@example.com" } },
  });
  // Its rights were those of a manager: it is to be asked for again.
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "UNAVAILABLE" } }]);
  await socket.close();
  expect(await colleague.code(UPDATE, { id: project.id })).toBeNull();
  expect(await members()).toEqual([
    expect.objectContaining({ role: "ADMIN" }),
    { agent: { id: agentId, email: "luis@example.com" }, role: "ADMIN", since: expect.any(String) },
  ]);
});

test("who is removed sees and hears nothing of the project any more", async () => {
  const { id } = await otherProject();
  const colleague = await server.addAgent(id, "MANAGER", "eva@example.com");
  const socket = server.socket(colleague);
  const stream = socket.subscribe(FOLLOW, { id });
  expect((await stream.next()).kind).toBe("HEARTBEAT");
  await agent.ask(REMOVE, { id, agentId: await idOf("eva@example.com", id) });
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  await socket.close();
  expect((await colleague.ask("{ projects { id } }")).projects).toEqual([]);
  expect(await members(id)).toHaveLength(1);
  expect(await agent.code(REMOVE, { id, agentId: "999999" })).toBe("NOT_FOUND");
});

test("the last admin can be neither demoted nor removed", async () => {
  const { id } = await otherProject();
  await server.addAgent(id, "MANAGER", "mia@example.com");
  const agentId = (await members(id))[0]?.agent.id;
  for (const [document, more] of [
    [SET_ROLE, { role: "MANAGER" }],
    [REMOVE, {}],
  ] as const) {
    const { errors } = await agent.raw(document, { id, agentId, ...more });
    expect(errors[0]).toMatchObject({
      extensions: { code: "CONFLICT", current: { admins: 1 } },
      message: expect.stringMatching(/Make somebody else an admin first/),
    });
  }
  await agent.ask(SET_ROLE, { id, agentId, role: "ADMIN" });
});

test("of two admins who remove one another at the same moment one stays", async () => {
  for (const round of [1, 2, 3, 4, 5]) {
    const { id } = await otherProject();
    const email = `twin${round}@example.com`;
    const twin = await server.addAgent(id, "ADMIN", email);
    const [mine, theirs] = (await members(id)).map((each) => each.agent.id);
    const document = round % 2 ? REMOVE : SET_ROLE;
    const more = round % 2 ? {} : { role: "MANAGER" };
    await Promise.all([
      agent.raw(document, { id, agentId: theirs, ...more }),
      twin.raw(document, { id, agentId: mine, ...more }),
    ]);
    const left = await server.services.database.source.manager.query(
      "SELECT agent_id FROM membership WHERE project_id = ? AND role = 0",
      [id],
    );
    expect(left).toHaveLength(1);
  }
});

test("neither a manager nor a program decides who works here", async () => {
  const { id } = await otherProject();
  const manager = await server.addAgent(id, "MANAGER", "leo@example.com");
  const agentId = await idOf("leo@example.com", id);
  expect(await manager.code(SET_ROLE, { id, agentId, role: "ADMIN" })).toBe("FORBIDDEN");
  expect(await manager.code(REMOVE, { id, agentId })).toBe("FORBIDDEN");
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "CRM", role: ADMIN) { token } }',
    { id },
  );
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  expect(await program.code(REMOVE, { id, agentId })).toBe("FORBIDDEN");
});
