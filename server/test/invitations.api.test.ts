// Invitations: a link that lets in one person, once, for a week. And who may leave.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "./clients.js";
import { OWNER, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string };
let now = Date.now();

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(now) });
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const INVITE = `mutation($id: ID!, $email: String!, $role: Role!) {
  inviteMember(projectId: $id, email: $email, role: $role) { url invitation { id email role expiresAt invitedBy { name } } }
}`;
const OFFER =
  "query($token: String!) { invitation(token: $token) { projectName role invitedBy email hasAccount } }";
const ACCEPT = `mutation($token: String!, $account: NewAccountInput) {
  acceptInvitation(token: $token, account: $account) { id name role }
}`;
const DECLINE = "mutation($token: String!) { declineInvitation(token: $token) }";
const CANCEL = "mutation($id: ID!) { cancelInvitation(id: $id) }";
const PENDING =
  "query($id: ID!) { invitations(projectId: $id) { id email role createdAt expiresAt invitedBy { name } } }";
const LEAVE = "mutation($id: ID!) { leaveProject(projectId: $id) }";
const FOLLOW = "subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }";

const ACCOUNT = {
  name: "Beto Luna",
  password: "another long password",
  timeZone: "America/Lima",
  locale: "es",
};

async function invite(
  email: string,
  role = "MANAGER",
  id = project.id,
): Promise<{ id: string; token: string }> {
  const { inviteMember } = await agent.ask(INVITE, { id, email, role });
  const [address, token = ""] = inviteMember.url.split("#");
  expect(address).toBe(`${server.url}/invite`);
  return { id: inviteMember.invitation.id, token };
}
const otherProject = async (): Promise<{ id: string }> =>
  (await agent.ask('mutation { createProject(name: "Other") { id } }')).createProject;

test("who has no account gets one by the link, is signed in, and the link is spent", async () => {
  const { token } = await invite(" Beto@Example.com ");
  const { invitations } = await agent.ask(PENDING, { id: project.id });
  expect(invitations).toMatchObject([
    { email: "beto@example.com", role: "MANAGER", invitedBy: { name: OWNER.name } },
  ]);
  expect(Date.parse(invitations[0].expiresAt) - Date.parse(invitations[0].createdAt)).toBe(7 * 86_400_000);
  // Only the hash is kept.
  const rows = await server.services.database.source.query("SELECT * FROM invitation");
  expect(
    JSON.stringify(rows, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
  ).not.toContain(token);
  const beto = server.http();
  expect(await beto.ask(OFFER, { token })).toEqual({
    invitation: {
      projectName: "Tienda Sur",
      role: "MANAGER",
      invitedBy: OWNER.name,
      email: "beto@example.com",
      hasAccount: false,
    },
  });
  expect(await beto.code(ACCEPT, { token })).toBe("BAD_USER_INPUT");
  expect(await beto.code(ACCEPT, { token, account: { ...ACCOUNT, password: "short" } })).toBe(
    "BAD_USER_INPUT",
  );
  const { acceptInvitation } = await beto.ask(ACCEPT, { token, account: ACCOUNT });
  expect(acceptInvitation).toEqual({ id: project.id, name: "Tienda Sur", role: "MANAGER" });
  expect(await beto.ask("{ me { name email timeZone locale } }")).toEqual({
    me: { name: "Beto Luna", email: "beto@example.com", timeZone: "America/Lima", locale: "es" },
  });
  expect((await agent.ask(PENDING, { id: project.id })).invitations).toEqual([]);
  await server.signIn("beto@example.com", ACCOUNT.password);
});

test("who has an account joins with it and with no other", async () => {
  const { id } = await otherProject();
  await server.addAgent(project.id, "MANAGER", "luis@example.com");
  const { token } = await invite("luis@example.com", "ADMIN", id);
  const client = server.http();
  expect((await client.ask(OFFER, { token })).invitation.hasAccount).toBe(true);
  expect(await client.code(ACCEPT, { token, account: ACCOUNT })).toBe("UNAUTHENTICATED");
  const wrong = await agent.raw(ACCEPT, { token });
  expect(wrong.errors[0]).toMatchObject({
    extensions: { code: "FORBIDDEN" },
    message: expect.stringMatching(/for luis@example.com, and you are signed in as ana@example.com/),
  });
  const luis = await server.signIn("luis@example.com");
  expect((await luis.ask(ACCEPT, { token })).acceptInvitation).toMatchObject({ id, role: "ADMIN" });
  expect(await luis.code(ACCEPT, { token })).toBe("NOT_FOUND");
});

test("used, cancelled, declined, replaced, too old and never made are answered alike", async () => {
  const cancelled = await invite("one@example.com");
  await agent.ask(CANCEL, { id: cancelled.id });
  const declined = await invite("two@example.com");
  expect(await server.http().ask(DECLINE, { token: declined.token })).toEqual({ declineInvitation: true });
  const replaced = await invite("three@example.com");
  await invite("three@example.com", "ADMIN");
  const old = await invite("four@example.com");
  now += 7 * 86_400_000;
  const answers = [];
  for (const token of [cancelled.token, declined.token, replaced.token, old.token, "never made", ""]) {
    const client = server.http();
    expect(await client.ask(OFFER, { token })).toEqual({ invitation: null });
    const said = [
      await client.raw(ACCEPT, { token, account: ACCOUNT }),
      await client.raw(DECLINE, { token }),
    ];
    answers.push(said.map(({ errors }) => [errors[0]?.extensions, errors[0]?.message]));
  }
  expect(new Set(answers.flat().map((each) => JSON.stringify(each))).size).toBe(1);
  expect(answers[0]?.[0]).toMatchObject([{ code: "NOT_FOUND" }, expect.stringMatching(/no longer good/)]);
  agent = await server.signIn();
  expect((await agent.ask(PENDING, { id: project.id })).invitations).toEqual([]);
  expect(await agent.code(CANCEL, { id: cancelled.id })).toBe("NOT_FOUND");
});

test("of several who come with one link at the same moment one gets in", async () => {
  const { token } = await invite("crowd@example.com");
  const codes = await Promise.all(
    ["a", "b", "c"].map((name) => server.http().code(ACCEPT, { token, account: { ...ACCOUNT, name } })),
  );
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  for (const code of codes) expect([null, "NOT_FOUND", "UNAUTHENTICATED"]).toContain(code);
});

test("a member is not invited again, an address must be one, and no more than 50 wait", async () => {
  const { errors } = await agent.raw(INVITE, { id: project.id, email: "beto@example.com", role: "ADMIN" });
  expect(errors[0]).toMatchObject({
    extensions: { code: "CONFLICT" },
    message: expect.stringMatching(/already/),
  });
  expect(await agent.code(INVITE, { id: project.id, email: "nobody", role: "ADMIN" })).toBe("BAD_USER_INPUT");
  const { id } = await otherProject();
  const codes = [];
  for (let n = 0; n < 51; n++)
    codes.push(await agent.code(INVITE, { id, email: `many${n}@example.com`, role: "MANAGER" }));
  expect(codes.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => null));
  expect(codes[50]).toBe("BAD_USER_INPUT");
  // One who is among them gets a new link all the same.
  expect(await agent.code(INVITE, { id, email: "many0@example.com", role: "MANAGER" })).toBeNull();
});

test("two addresses that look alike are one, or none", async () => {
  const composed = "jos\u00E9@example.com";
  const { token } = await invite(composed.normalize("NFD"));
  expect((await agent.ask(OFFER, { token })).invitation.email).toBe(composed);
  await server.http().ask(ACCEPT, { token, account: ACCOUNT });
  expect(await agent.code(INVITE, { id: project.id, email: composed, role: "ADMIN" })).toBe("CONFLICT");
  for (const typed of [composed, composed.normalize("NFD")])
    expect((await server.signIn(typed, ACCOUNT.password)).cookie).not.toBeNull();
  for (const hidden of ["\u200B", "\u202E", "\u00AD", "\uFEFF", "\u0007"])
    expect(
      await agent.code(INVITE, { id: project.id, email: `be${hidden}to@example.com`, role: "ADMIN" }),
    ).toBe("BAD_USER_INPUT");
});

test("the links of an admin who is one no longer are no longer good", async () => {
  const { id } = await otherProject();
  const eva = await server.addAgent(id, "ADMIN", "eva@example.com");
  const { inviteMember } = await eva.ask(INVITE, { id, email: "way-back@example.com", role: "ADMIN" });
  const { project: seen } = await agent.ask(
    "query($id: ID!) { project(id: $id) { members { agent { id email } } } }",
    { id },
  );
  const agentId = seen.members.find(
    (each: { agent: { email: string } }) => each.agent.email === "eva@example.com",
  ).agent.id;
  await agent.ask("mutation($id: ID!, $agentId: ID!) { removeMember(projectId: $id, agentId: $agentId) }", {
    id,
    agentId,
  });
  const token = inviteMember.url.split("#")[1];
  expect(await server.http().code(ACCEPT, { token, account: ACCOUNT })).toBe("NOT_FOUND");
});

test("everybody may leave but the last admin; what was open ends", async () => {
  const { id } = await otherProject();
  const mia = await server.addAgent(id, "MANAGER", "mia@example.com");
  const socket = server.socket(mia);
  const stream = socket.subscribe(FOLLOW, { id });
  expect((await stream.next()).kind).toBe("HEARTBEAT");
  await mia.ask(LEAVE, { id });
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  await socket.close();
  expect((await mia.ask("{ projects { id } }")).projects).toEqual([]);
  expect(await mia.code(LEAVE, { id })).toBe("NOT_FOUND");
  expect(await agent.code(LEAVE, { id })).toBe("CONFLICT");
});

test("of two last admins who leave at the same moment one stays", async () => {
  const { id } = await otherProject();
  const twin = await server.addAgent(id, "ADMIN", "twin@example.com");
  const codes = await Promise.all([agent.code(LEAVE, { id }), twin.code(LEAVE, { id })]);
  expect(codes.sort()).toEqual(["CONFLICT", null]);
});

test("nobody is in more than 100 projects, however many are made at once; a project has 500 members at most", async () => {
  const busy = await server.addAgent(project.id, "ADMIN", "busy@example.com");
  const made = await Promise.allSettled(
    Array.from({ length: 105 }, () => busy.ask('mutation { createProject(name: "One more") { id } }')),
  );
  const refused = made.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(6);
  expect(String((refused[0] as PromiseRejectedResult).reason)).toContain(
    "Nobody is in more than 100 projects.",
  );
  expect((await busy.ask("{ projects { id } }")).projects).toHaveLength(100);

  const { id } = await otherProject();
  const { token } = await invite("late@example.com", "MANAGER", id);
  const { source } = server.services.database;
  const values = (row: string) => Array.from({ length: 499 }, () => row).join(", ");
  const numbers = Array.from({ length: 499 }, (_, number) => number);
  await source.query(
    `INSERT INTO agent (email, name, password_hash, locale, time_zone, created_at) VALUES ${values("(?, 'x', 'x', 0, 'UTC', 0)")}`,
    numbers.map((number) => `full${number}@example.com`),
  );
  await source.query(
    "INSERT INTO membership (project_id, agent_id, role, created_at) SELECT ?, id, 1, 0 FROM agent WHERE email LIKE 'full%'",
    [id],
  );
  const guest = server.http();
  await expect(guest.ask(ACCEPT, { token, account: ACCOUNT })).rejects.toThrow(
    "A project has 500 members at most.",
  );
  // The link is good still, for when there is room.
  expect((await guest.ask(OFFER, { token })).invitation).toMatchObject({ projectName: "Other" });
});
