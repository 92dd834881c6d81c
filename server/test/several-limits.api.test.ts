// Limits, tries to sign in and blocks of several processes on one database and one Redis count as those of one.
import { afterEach, expect, test } from "vitest";
import { ON_MARIADB, freshDatabase } from "./database.js";
import { OWNER, TestServer } from "./server.js";

const REDIS = process.env.ATALAYA_TEST_REDIS ?? "";
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Two servers; the clocks of both stand still. */
async function pair(limits: string) {
  const database = await freshDatabase();
  ends.push(() => database.drop());
  const now = Date.now();
  const start = async () => {
    const server = await TestServer.start({
      clock: () => new Date(now),
      database: { url: database.url, drop: async () => undefined },
      env: { REDIS_URL: REDIS, RATE_LIMITS: `off, ${limits}`, TRUSTED_PROXIES: "127.0.0.1" },
    });
    ends.push(() => server.stop());
    return server;
  };
  const [one, two] = [await start(), await start()];
  // Their lines to Redis are open when the other hears.
  let heard = 0;
  two.services.bus.listen("hello", () => heard++);
  one.services.bus.listen("hello", () => heard++);
  const hello = () => {
    heard = 0;
    for (const server of [one, two]) server.services.bus.publish("hello", null);
    return new Promise((resolve) => setImmediate(() => resolve(null)));
  };
  // Each hears itself at once, and the other by Redis.
  await expect
    .poll(async () => (heard < 4 && (await hello()), heard), { timeout: 10_000, interval: 100 })
    .toBe(4);
  const { agent, project } = await one.setUp();
  return { one, two, agent, project };
}

test.runIf(ON_MARIADB && REDIS)(
  "what one process gives the other does not give again, and both know who is blocked",
  async () => {
    const { one, two, agent, project } = await pair("messages=10");
    const visitor = one.widget(project.key);
    visitor.headers["x-forwarded-for"] = "203.0.113.9";
    await visitor.open();
    const there = two.widget(project.key, { token: visitor.token });
    there.headers["x-forwarded-for"] = "203.0.113.9";
    for (let message = 0; message < 8; message++) await visitor.send(`message ${message}`);
    // Wherever it goes, there are ten in all, but for what was told a moment late.
    const send = () =>
      there.code('mutation($c: ID!) { send(text: "more", clientId: $c) { seq } }', {
        c: crypto.randomUUID(),
      });
    await expect.poll(send, { timeout: 10_000, interval: 400 }).toBe("RATE_LIMITED");
    const written = (await there.session()).messages.filter(
      ({ author }: { author: string }) => author === "VISITOR",
    );
    // Were each to count for itself, there would be eighteen.
    expect(written.length).toBeLessThan(15);

    const { visitors } = await agent.ask("query($id: ID!) { visitors(projectId: $id) { nodes { id } } }", {
      id: project.id,
    });
    const stream = there.socket().subscribe("subscription { events { kind } }");
    await stream.next();
    await agent.ask(
      "mutation($id: ID!, $until: DateTime!) { blockVisitor(visitorId: $id, until: $until) { id } }",
      { id: visitors.nodes[0].id, until: new Date(Date.now() + 3_600_000).toISOString() },
    );
    // The other process has closed what was open there, and lets nobody in.
    expect(await stream.end_()).toMatchObject({ code: 1013 });
    expect(await there.code("{ session { mode } }")).toBe("UNAVAILABLE");
  },
);

test.runIf(ON_MARIADB && REDIS)("guesses at a password are counted wherever they are made", async () => {
  const { one, two } = await pair("project=off");
  const guess = (server: TestServer, password: string) =>
    server.http().code("mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }", {
      e: OWNER.email,
      p: password,
    });
  let tried = 0;
  const counted = new Promise<void>((resolve) => {
    two.services.bus.listen("sign-in tried", () => ++tried === 5 && resolve());
  });
  for (let tries = 0; tries < 5; tries++)
    expect(await guess(one, "wrong wrong wrong")).toBe("UNAUTHENTICATED");
  await counted;
  expect(await guess(two, OWNER.password)).toBe("RATE_LIMITED");
});
