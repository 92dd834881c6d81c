// Where people are signed in, and what ends it: they themselves, another password, time.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
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

const SESSIONS = "{ sessions { id ip browser os deviceType createdAt lastSeenAt isCurrent } }";
const REVOKE = "mutation($id: ID!) { revokeSession(id: $id) }";
const OTHERS = "mutation { revokeOtherSessions }";
const CHANGE = `mutation($current: String!, $next: String!) {
  changePassword(currentPassword: $current, newPassword: $next)
}`;
const SIGN_IN =
  "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }";
const FOLLOW = "subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:151.0) Gecko/20100101 Firefox/151.0";

async function elsewhere(password = OWNER.password): Promise<HttpClient> {
  const client = server.http({ "user-agent": FIREFOX });
  await client.ask(SIGN_IN, { email: OWNER.email, password });
  return client;
}
const isIn = async (client: HttpClient) => (await client.ask("{ me { id } }")).me !== null;

/** A live stream that is open, and what it was told at its end. */
async function listen(client: HttpClient) {
  const socket = server.socket(client);
  const stream = socket.subscribe(FOLLOW, { id: project.id });
  expect((await stream.next()).kind).toBe("HEARTBEAT");
  return { socket, stream };
}

test("sessions say where they are, and which is this one; one is ended with what it has open", async () => {
  const other = await elsewhere();
  const { sessions } = await agent.ask(SESSIONS);
  expect(sessions).toHaveLength(2);
  const theirs = sessions.find((each: { isCurrent: boolean }) => !each.isCurrent);
  expect(theirs).toMatchObject({
    browser: "Firefox 151",
    os: "Linux",
    deviceType: "desktop",
    ip: "127.0.0.1",
  });
  const { socket, stream } = await listen(other);
  expect(await agent.ask(REVOKE, { id: theirs.id })).toEqual({ revokeSession: true });
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  await socket.close();
  expect(await isIn(other)).toBe(false);
  expect(await isIn(agent)).toBe(true);
});

test("a session of somebody else answers like one that is not there", async () => {
  const stranger = await server.addAgent(project.id, "ADMIN", "eva@example.com");
  const [mine] = (await agent.ask(SESSIONS)).sessions;
  const [theirs, missing, odd] = await Promise.all(
    [mine.id, "999999999", "x"].map((id) => stranger.raw(REVOKE, { id })),
  );
  expect(theirs?.errors[0]?.extensions.code).toBe("NOT_FOUND");
  expect(theirs?.errors).toEqual(missing?.errors);
  expect(odd?.errors).toEqual(missing?.errors);
  expect(await isIn(agent)).toBe(true);
  expect(await server.http().code(SESSIONS)).toBe("UNAUTHENTICATED");
});

test("all others are ended at once; ending the present one signs out", async () => {
  const [one, two] = [await elsewhere(), await elsewhere()];
  expect(await agent.ask(OTHERS)).toEqual({ revokeOtherSessions: 2 });
  expect([await isIn(one), await isIn(two), await isIn(agent)]).toEqual([false, false, true]);
  const third = await elsewhere();
  const current = (await third.ask(SESSIONS)).sessions.find((each: { isCurrent: boolean }) => each.isCurrent);
  const { headers } = await third.raw(REVOKE, { id: current.id });
  expect(headers.get("set-cookie")).toMatch(/=;/);
  expect(await isIn(third)).toBe(false);
});

test("however many sessions somebody has made, their owner ends them all at once", async () => {
  const { me } = await agent.ask("{ me { id } }");
  // More than a statement takes values.
  const many = 33_000;
  const token = ON_MARIADB ? "CONCAT(one.n, ' ', other.n)" : "one.n || ' ' || other.n";
  await server.services.database.source.query(
    `INSERT INTO session (token_hash, agent_id, created_at, last_used_at, ip)
     WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)
     SELECT ${token}, ?, ?, ?, '203.0.113.9' FROM numbers one JOIN numbers other ON other.n <= ${many / 1000}`,
    [me.id, now, now],
  );
  expect(await agent.ask(OTHERS)).toEqual({ revokeOtherSessions: many });
  expect((await agent.ask(SESSIONS)).sessions).toHaveLength(1);
});

test("a new password ends the other sessions and what they have open; the old one is no longer good", async () => {
  const next = "a brand new password";
  const other = await elsewhere();
  const { socket, stream } = await listen(other);
  for (const [current, wanted, field] of [
    ["not the password", next, "currentPassword"],
    [OWNER.password, "short", "password"],
  ]) {
    const { errors } = await agent.raw(CHANGE, { current, next: wanted });
    expect(errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field });
  }
  const began = performance.now();
  expect(await agent.ask(CHANGE, { current: OWNER.password, next })).toEqual({ changePassword: true });
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  expect(performance.now() - began).toBeLessThan(2_000);
  await socket.close();
  expect([await isIn(other), await isIn(agent)]).toEqual([false, true]);
  expect(await server.http().code(SIGN_IN, { email: OWNER.email, password: OWNER.password })).toBe(
    "UNAUTHENTICATED",
  );
  await (await elsewhere(next)).ask(CHANGE, { current: next, next: OWNER.password });
  agent = await elsewhere();
});

test("whoever signs in while the password is being changed is out all the same", async () => {
  const next = "yet another password";
  const racers = Array.from({ length: 4 }, () => server.http());
  await Promise.all([
    agent.ask(CHANGE, { current: OWNER.password, next }),
    ...racers.map((racer) => racer.raw(SIGN_IN, { email: OWNER.email, password: OWNER.password })),
  ]);
  for (const racer of racers) expect(await isIn(racer)).toBe(false);
  await agent.ask(CHANGE, { current: next, next: OWNER.password });
});

test("guessing at the present password is slowed down like guessing at the sign-in", async () => {
  const luis = await server.addAgent(project.id, "MANAGER", "luis@example.com");
  for (let tries = 0; tries < 5; tries++)
    await luis.raw(CHANGE, { current: `guess number ${tries}`, next: "a brand new password" });
  const { errors } = await luis.raw(CHANGE, { current: OWNER.password, next: "a brand new password" });
  expect(errors[0]?.extensions).toMatchObject({ code: "RATE_LIMITED", retryAfter: expect.any(Number) });
  expect(await server.http().code(SIGN_IN, { email: "luis@example.com", password: OWNER.password })).toBe(
    "RATE_LIMITED",
  );
});

test("a session that is over is no longer listed, and is let go", async () => {
  await elsewhere();
  now += 13 * 3_600_000;
  const client = await elsewhere();
  expect((await client.ask(SESSIONS)).sessions).toHaveLength(1);
  await server.services.housekeeping.run();
  const [{ left }] = await server.services.database.source.query("SELECT COUNT(*) AS `left` FROM session");
  expect(Number(left)).toBe(1);
});
