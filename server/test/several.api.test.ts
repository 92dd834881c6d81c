// Several server processes on one database and one Redis act as one.
import { randomUUID } from "node:crypto";
import mysql from "mysql2/promise";
import { afterEach, describe, expect, test } from "vitest";
import { type Answer, type HttpClient, Queue, WidgetClient } from "./clients.js";
import { ON_MARIADB, type TestDatabase, freshDatabase } from "./database.js";
import { ServerProcess, freePort } from "./process.js";
import { cuttableWire } from "./proxy.js";
import { OWNER, TestServer, type TestServerOptions } from "./server.js";

const REDIS = process.env.ATALAYA_TEST_REDIS ?? "";
/** Longer than a test may take: what is heard within it came over the bus. */
const NEVER = 600_000;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase();
  ends.push(() => database.drop());
  return { url: database.url, drop: async () => undefined };
}

/** Servers on one database, all started at once, with a first project and its admin. */
async function house(count: number, options: TestServerOptions = {}) {
  const database = await emptyDatabase();
  const env = { REDIS_URL: REDIS, ...options.env };
  const start = async (more: TestServerOptions = {}) => {
    const server = await TestServer.start({ heartbeat: NEVER, ...options, ...more, database, env });
    ends.push(() => server.stop());
    return server;
  };
  const servers = await Promise.all(Array.from({ length: count }, () => start()));
  const { agent, project } = await (servers[0] as TestServer).setUp();
  return { database, servers: servers as [TestServer, TestServer, TestServer], agent, project, start };
}

/** The same agent's browser at another server. */
const at = (server: TestServer, agent: HttpClient) => Object.assign(server.http(), { cookie: agent.cookie });
const listen = (server: TestServer, agent: HttpClient, query: string, variables: Record<string, unknown>) => {
  const socket = server.socket(agent);
  ends.push(() => socket.close());
  return socket.subscribe(query, variables);
};

const TALK = `subscription($id: ID!) { conversationChanges(conversationId: $id) {
  kind message { seq text } typing agent { name } } }`;
const CHANGES = `subscription($id: ID!, $filter: VisitorFilter) {
  visitorChanges(projectId: $id, filter: $filter) { kind visitorId visitor { name online } } }`;
const REPLY =
  "mutation($id: ID!, $text: String!, $clientId: ID!) { reply(conversationId: $id, text: $text, clientId: $clientId) { seq } }";

const isOnline = async (server: TestServer): Promise<boolean> =>
  Boolean((await server.services.database.source.query("SELECT online FROM visitor"))[0].online);

/** A clock that a test can put forward. */
function movableClock() {
  let ahead = 0;
  return { now: () => new Date(Date.now() + ahead), forward: (ms: number) => (ahead += ms) };
}

describe.runIf(ON_MARIADB && REDIS)("several processes", () => {
  test("what is written at one is heard at all the others, without waiting for their next look", async () => {
    const { servers, agent, project } = await house(3);
    const [a, b, c] = servers;
    const lists = servers.map((server) => listen(server, agent, CHANGES, { id: project.id }));
    for (const list of lists) await list.next();
    const visitor = a.widget(project.key);
    const { conversationId } = await visitor.open();
    for (const list of lists) await list.next((item) => item.kind === "ENTER");

    const talks = [b, c].map((server) => listen(server, agent, TALK, { id: conversationId }));
    for (const talk of talks) await talk.next((item) => item.kind === "STATE");
    await visitor.send("hello from a");
    for (const talk of talks) await talk.next((item) => item.message?.text === "hello from a");
    for (const list of lists) await list.next((item) => item.kind === "UPDATE");

    // And back: the agent answers at c, the widget hears it at b.
    const events = b
      .widget(project.key, { token: visitor.token })
      .socket()
      .subscribe("subscription { events { kind message { text } } }");
    await events.next((item) => item.kind === "STATE");
    await at(c, agent).ask(REPLY, { id: conversationId, text: "hello from c", clientId: randomUUID() });
    await events.next((item) => item.message?.text === "hello from c");
    events.stop();
  });

  test("typing and viewing are seen at every process, and end at every process", async () => {
    const clock = movableClock();
    const { servers, agent, project } = await house(3, { clock: clock.now });
    const [a, b, c] = servers;
    const visitor = a.widget(project.key);
    const { conversationId } = await visitor.open();
    const talk = listen(b, agent, TALK, { id: conversationId });
    await talk.next((item) => item.kind === "STATE");
    const heard = servers.map(({ services }) => {
      const gestures = new Queue<Answer>();
      services.gestures.listen(conversationId, (gesture) => gestures.push(gesture));
      return gestures;
    });
    // The bus reaches each process in its own time.
    const everywhere = async (kind: string, on: boolean) => {
      for (const gestures of heard) await gestures.next((item) => item.kind === kind && item.on === on);
    };

    await visitor.ask("mutation { setTyping(typing: true) }");
    expect(await talk.next((item) => item.kind === "TYPING")).toMatchObject({ typing: "VISITOR" });
    await everywhere("TYPING", true);
    expect(c.services.gestures.present(conversationId)).toMatchObject([{ kind: "TYPING", by: "VISITOR" }]);
    clock.forward(7_000);
    expect(await talk.next((item) => item.kind === "TYPING")).toMatchObject({ typing: null });
    await everywhere("TYPING", false);

    const VIEW = "mutation($id: ID!, $on: Boolean!) { setViewing(conversationId: $id, viewing: $on) }";
    await at(a, agent).ask(VIEW, { id: conversationId, on: true });
    await everywhere("VIEWING", true);
    await at(b, agent).ask(VIEW, { id: conversationId, on: false });
    await everywhere("VIEWING", false);
    for (const { services } of servers) expect(services.gestures.present(conversationId)).toEqual([]);
  });

  test("signing out at one ends the streams at the others at once", async () => {
    const { servers, project } = await house(3);
    const [a, b, c] = servers;
    const agent = await a.signIn();
    const streams = [b, c].map((server) => listen(server, agent, CHANGES, { id: project.id }));
    for (const stream of streams) await stream.next();
    await agent.ask("mutation { signOut }");
    for (const stream of streams)
      expect(await stream.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  });

  test("while Redis is away everything arrives, a little later; when it is back, at once again", async () => {
    const { hostname, port } = new URL(REDIS);
    const wire = await cuttableWire({ host: hostname, port: Number(port) });
    ends.push(() => wire.close());
    const env = { REDIS_URL: `redis://127.0.0.1:${wire.port}` };
    const { servers, agent, project } = await house(2, { env, heartbeat: 1_000 });
    const [a, b] = servers;
    const visitor = a.widget(project.key);
    const { conversationId } = await visitor.open();
    const talk = listen(b, agent, TALK, { id: conversationId });
    await talk.next((item) => item.kind === "STATE");
    wire.cut();
    for (const text of ["one", "two"]) {
      await visitor.send(text);
      await talk.next((item) => item.message?.text === text);
    }
    const missed = new Queue<null>();
    for (const { services } of [a, b]) services.bus.whenMissed(() => missed.push(null));
    wire.mend();
    await missed.next();
    await missed.next();
    await visitor.send("three");
    await talk.next((item) => item.message?.text === "three");
    const seqs = talk.all.flatMap(({ message }) => (message ? [message.seq] : []));
    expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => one - other));
  });

  test("an installation on another database hears nothing of it, though both have a project 1", async () => {
    const one = await house(1);
    const other = await house(1);
    expect(one.project.id).toBe(other.project.id);
    const heard = new Queue<unknown>();
    other.servers[0].services.bus.listen(`project:${other.project.id}`, (seq) => heard.push(seq));
    const third = await one.start();
    const prompt = listen(third, one.agent, CHANGES, { id: one.project.id });
    await prompt.next();
    await one.servers[0].widget(one.project.key).open();
    await prompt.next((item) => item.kind === "ENTER");
    expect(heard.all).toEqual([]);
    await other.servers[0].widget(other.project.key).open();
    await heard.next();
  });
});

describe.runIf(ON_MARIADB && REDIS)("presence across processes", () => {
  test("a visitor is online as long as one process holds it", async () => {
    const clock = movableClock();
    const { servers, project } = await house(2, { clock: clock.now });
    const [a, b] = servers;
    const visitor = a.widget(project.key);
    await visitor.open();
    const socket = visitor.socket();
    await socket.subscribe("subscription { events { kind } }").next();
    const elsewhere = b.widget(project.key, { token: visitor.token });
    const sign = () => elsewhere.ask("mutation { setTyping(typing: false) }");
    const statedBy = async ({ services }: TestServer): Promise<boolean> => {
      const sql = "SELECT 1 FROM visitor_presence WHERE process_id = ?";
      return (await services.database.source.query(sql, [services.processes.id])).length > 0;
    };
    const pass = async (ms: number) => {
      clock.forward(ms);
      for (const { services } of [b, a]) await services.presence.sweep();
    };
    // Who holds it must have said so, or it would be nowhere for a moment.
    while (!(await statedBy(a)));
    await sign();
    while (!(await statedBy(b)));
    // Its socket at a holds it, b lets it go.
    while (await statedBy(b)) await pass(16_000);
    expect(await isOnline(a)).toBe(true);

    await sign();
    while (!(await statedBy(b)));
    await socket.close();
    while (await statedBy(a)) {
      await sign();
      await pass(5_000);
      expect(await isOnline(a)).toBe(true);
    }
    while (await isOnline(a)) await pass(5_000);
    const changes = await a.services.database.source.query(
      "SELECT type FROM project_change WHERE type LIKE 'visitor.o%line' ORDER BY seq",
    );
    expect(changes.map(({ type }: Answer) => type)).toEqual(["visitor.online", "visitor.offline"]);
    expect(await a.services.database.source.query("SELECT * FROM visitor_presence")).toEqual([]);
  });

  test("a process that stops leaves its visitors online until they are at another", async () => {
    const clock = movableClock();
    const { servers, project, start } = await house(1);
    const [a] = servers;
    const b = await start({ clock: clock.now });
    const visitor = a.widget(project.key);
    await visitor.open();
    const socket = visitor.socket();
    await socket.subscribe("subscription { events { kind } }").next();
    await a.stop();
    expect(await isOnline(b)).toBe(true);
    const again = b.widget(project.key, { token: visitor.token }).socket();
    ends.push(() => again.close());
    await again.subscribe("subscription { events { kind } }").next();
    const left = () => b.services.database.source.query("SELECT id FROM server_process");
    while ((await left()).length > 1) {
      clock.forward(10_000);
      await b.services.processes.turn();
    }
    expect(await isOnline(b)).toBe(true);
  });

  test("a process that was thought dead says again who is with it", async () => {
    const clock = movableClock();
    const { servers, project, start } = await house(1);
    const [a] = servers;
    const b = await start({ clock: clock.now });
    const visitor = a.widget(project.key);
    await visitor.open();
    const socket = visitor.socket();
    ends.push(() => socket.close());
    await socket.subscribe("subscription { events { kind } }").next();
    // The first event may come before a has said whom it sees.
    while (!(await isOnline(b)));
    const { id } = a.services.processes;
    while (await isOnline(b)) {
      clock.forward(10_000);
      await b.services.processes.turn();
    }
    // A beat that was under way meanwhile may have begun before a was thought dead.
    while (a.services.processes.id === id) await a.services.processes.turn();
    await a.services.presence.sweep();
    expect(await isOnline(b)).toBe(true);
  });

  test("a process that was held up itself thinks nobody dead", async () => {
    const clock = movableClock();
    const { servers, start } = await house(1);
    const b = await start({ clock: clock.now });
    for (let times = 0; times < 5; times++) {
      clock.forward(60_000);
      await b.services.processes.turn();
    }
    const { id } = servers[0].services.processes;
    await servers[0].services.processes.turn();
    expect(servers[0].services.processes.id).toBe(id);
  });

  test("an erased visitor leaves nothing behind, though a process still holds it", async () => {
    const { servers, agent, project } = await house(2);
    const [a, b] = servers;
    const visitor = b.widget(project.key);
    await visitor.open();
    const { visitors } = await agent.ask("query($id: ID!) { visitors(projectId: $id) { nodes { id } } }", {
      id: project.id,
    });
    await agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: visitors.nodes[0].id });
    await b.services.presence.sweep();
    expect(await a.services.database.source.query("SELECT * FROM visitor_presence")).toEqual([]);
  });

  test("kill -9 of the process that holds a visitor puts it offline within 30 s", async () => {
    const { database, servers, agent, project } = await house(2);
    const [a] = servers;
    const env = { DATABASE_URL: database.url, REDIS_URL: REDIS };
    const doomed = await ServerProcess.launch(env, await freePort()).ready();
    ends.push(() => doomed.end("SIGKILL"));
    const visitor = new WidgetClient(doomed.url, project.key);
    await visitor.open();
    const socket = visitor.socket();
    ends.push(() => socket.close());
    await socket.subscribe("subscription { events { kind } }").next();
    const here = listen(a, agent, CHANGES, { id: project.id, filter: { online: true } });
    await here.next();
    expect(await isOnline(a)).toBe(true);
    await doomed.end("SIGKILL");
    const since = performance.now();
    await here.next((item) => item.kind === "LEAVE");
    expect(performance.now() - since).toBeGreaterThan(10_000);
    expect(performance.now() - since).toBeLessThan(30_000);
  }, 60_000);
});

describe.runIf(ON_MARIADB && REDIS)("starting several processes at once", () => {
  test("on an empty database: one makes the tables and the first admin, all run", async () => {
    const database = await emptyDatabase();
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: REDIS,
      ATALAYA_OWNER_EMAIL: OWNER.email,
      ATALAYA_OWNER_PASSWORD: OWNER.password,
    };
    const processes: ServerProcess[] = [];
    for (let index = 0; index < 3; index++) processes.push(ServerProcess.launch(env, await freePort()));
    ends.push(() => Promise.all(processes.map((process) => process.end("SIGKILL"))));
    await Promise.all(processes.map((process) => process.ready()));
    const connection = await mysql.createConnection({ uri: database.url });
    ends.push(() => connection.end());
    const [[counts]] = await connection.query<mysql.RowDataPacket[]>(
      `SELECT (SELECT COUNT(*) FROM agent) AS agents, (SELECT COUNT(*) FROM project) AS projects,
       (SELECT COUNT(*) FROM installation WHERE name = 'epoch') AS epochs`,
    );
    expect(counts).toEqual({ agents: 1, projects: 1, epochs: 1 });
    expect(await Promise.all(processes.map((process) => process.end("SIGTERM")))).toEqual([0, 0, 0]);
  });

  test("a start waits for whoever prepares the database", async () => {
    const database = await emptyDatabase();
    const connection = await mysql.createConnection({ uri: database.url });
    ends.push(() => connection.end());
    await connection.query("SELECT GET_LOCK(CONCAT('atalaya:', SHA1(DATABASE())), 0)");
    const starting = TestServer.start({ database });
    for (let isWaiting = false; !isWaiting;) {
      const [rows] = await connection.query<mysql.RowDataPacket[]>(
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND state = 'User lock'",
      );
      isWaiting = rows.length > 0;
    }
    expect((await connection.query<mysql.RowDataPacket[]>("SHOW TABLES"))[0]).toEqual([]);
    await connection.query("SELECT RELEASE_ALL_LOCKS()");
    const server = await starting;
    ends.push(() => server.stop());
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});
