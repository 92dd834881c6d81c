// The server as a process: what it prints, how it ends, and that nothing that was answered is ever lost.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HttpClient, WidgetClient } from "./clients.js";
import { type TestDatabase, freshDatabase } from "./database.js";
import { ServerProcess, freePort } from "./process.js";
import { OWNER } from "./server.js";

let database: TestDatabase;
let port: number;
const running: ServerProcess[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  port = await freePort();
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.end("SIGKILL");
  await database.drop();
});

const OWNER_ENV = { ATALAYA_OWNER_EMAIL: OWNER.email, ATALAYA_OWNER_PASSWORD: OWNER.password };

function launch(env: Record<string, string> = {}): ServerProcess {
  const server = ServerProcess.launch({ DATABASE_URL: database.url, ...env }, port);
  running.push(server);
  return server;
}

const keyOf = (server: ServerProcess) => /key (pk_\w+)/.exec(server.output)?.[1] ?? "";

test("the first start prints a one-time link, the second starts where the first ended", async () => {
  const first = await launch().ready();
  const token = /\/setup#(\S+)/.exec(first.output)?.[1];
  const agent = new HttpClient(`${first.url}/graphql`);
  await agent.ask("mutation($input: SetUpInput!) { setUp(input: $input) { id } }", {
    input: {
      token,
      name: "Ana",
      email: OWNER.email,
      password: OWNER.password,
      projectName: "Tienda",
      siteUrl: "shop.example.com",
    },
  });
  const { projects } = await agent.ask("{ projects { name key snippet allowedOrigins } }");
  expect(projects[0].allowedOrigins).toEqual([first.url, "https://shop.example.com"]);
  expect(await first.end("SIGTERM")).toBe(0);

  const second = await launch().ready();
  expect(second.output).not.toContain("/setup#");
  expect(second.output).toContain(projects[0].key);
  expect(second.output).toContain(projects[0].snippet.split("\n")[1]);
  // The browser is still signed in.
  expect((await agent.ask("{ me { name } }")).me).toEqual({ name: "Ana" });
  const packed = await fetch(`${second.url}/widget.js`, { headers: { "accept-encoding": "gzip" } });
  expect(packed.status).toBe(200);
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  const shell = await (await fetch(`${second.url}/`)).text();
  const script = /\/_app\/immutable\/[\w/.-]+\.js/.exec(shell)?.[0] ?? "";
  const entry = await fetch(second.url + script, { headers: { "accept-encoding": "br" } });
  expect(entry.headers.get("content-encoding")).toBe("br");
  expect(await entry.text()).toContain("import");
  expect(await (await fetch(`${second.url}/demo`)).text()).toContain(projects[0].key);
  const page = await fetch(`${second.url}/`);
  expect(page.headers.get("content-security-policy")).not.toContain("unsafe-inline");
});

test("the environment can name the first admin", async () => {
  const server = await launch(OWNER_ENV).ready();
  const agent = new HttpClient(`${server.url}/graphql`);
  await agent.ask(
    "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
    { ...OWNER },
  );
  expect((await agent.ask("{ projects { key role } }")).projects).toEqual([
    { key: keyOf(server), role: "ADMIN" },
  ]);
});

test("a restart in mid-conversation loses nothing, and the flow goes on where it was", async () => {
  const first = await launch(OWNER_ENV).ready();
  const visitor = new WidgetClient(first.url, keyOf(first));
  const { messages } = await visitor.open();
  await visitor.choose(messages[1].id, 0);
  const before = await visitor.session();
  expect(await first.end("SIGTERM")).toBe(0);
  await launch(OWNER_ENV).ready();
  expect(await visitor.session()).toEqual(before);
  await visitor.submit(before.messages.at(-1).id, { name: "Ana", email: "ana@correo.example" });
  expect((await visitor.session()).mode).toBe("WAITING");
});

test("kill -9 at any moment loses nothing that was answered, and doubles nothing that was retried", async () => {
  let server = await launch(OWNER_ENV).ready();
  const key = keyOf(server);
  const visitors = Array.from({ length: 4 }, () => new WidgetClient(server.url, key));
  for (const visitor of visitors) await visitor.open();
  const answered = new Map<string, string>();
  const unanswered: { visitor: WidgetClient; clientId: string }[] = [];

  for (let round = 0; round < 3; round++) {
    let killed = false;
    let count = 0;
    const after = 20 + round * 17;
    const writers = visitors.map(async (visitor) => {
      while (!killed) {
        const clientId = randomUUID();
        try {
          await visitor.send(`message ${clientId}`, clientId);
          answered.set(clientId, visitor.token);
          if (++count === after) {
            killed = true;
            await server.end("SIGKILL");
          }
        } catch {
          unanswered.push({ visitor, clientId });
        }
      }
    });
    await Promise.all(writers);
    server = await launch(OWNER_ENV).ready();
  }
  // What was not answered is sent again with the same id, as the widget does.
  for (const { visitor, clientId } of unanswered) await visitor.send(`message ${clientId}`, clientId);
  expect(unanswered.length).toBeGreaterThan(0);

  const agent = new HttpClient(`${server.url}/graphql`);
  await agent.ask(
    "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
    { ...OWNER },
  );
  const { projects } = await agent.ask("{ projects { id } }");
  const { visitors: page } = await agent.ask(
    "query($id: ID!) { visitors(projectId: $id, first: 4) { totalCount nodes { conversation { messages(last: 200) { seq clientId } } } } }",
    { id: projects[0].id },
  );
  expect(page.totalCount).toBe(visitors.length);
  const found: string[] = [];
  for (const { conversation } of page.nodes) {
    const { messages } = conversation;
    expect(messages.map(({ seq }: { seq: number }) => seq)).toEqual(
      messages.map((_: unknown, index: number) => index + 1),
    );
    found.push(...messages.flatMap(({ clientId }: { clientId: string | null }) => clientId ?? []));
  }
  const sent = [...answered.keys(), ...unanswered.map(({ clientId }) => clientId)];
  expect(found.sort()).toEqual(sent.sort());
});

test("a stop finishes what is under way, tells the sockets to come back, and exits with 0 whoever is silent", async () => {
  const server = await launch(OWNER_ENV).ready();
  const visitor = new WidgetClient(server.url, keyOf(server));
  await visitor.open();
  const events = visitor.socket().subscribe("subscription { events { kind } }");
  await events.next();
  // A peer that never answers a close, and a request whose body never ends.
  const silent = connect(port, "127.0.0.1");
  silent.write(
    `GET /widget/${keyOf(server)}/graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  );
  await once(silent, "data");
  const slow = connect(port, "127.0.0.1");
  slow.write(
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
  );
  for (const peer of [silent, slow]) peer.on("error", () => undefined);
  const signIn =
    "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }";
  // Hashing a password takes a while: these are under way when the signal comes.
  const under = Array.from({ length: 6 }, () =>
    new HttpClient(`${server.url}/graphql`).raw(signIn, { ...OWNER }),
  );
  const sends = Array.from({ length: 20 }, (_, index) =>
    visitor.send(`message ${index}`).then(
      () => true,
      () => false,
    ),
  );
  await visitor.session();
  expect(await server.end("SIGTERM")).toBe(0);
  expect((await Promise.all(under)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  const answers = await Promise.all(sends);
  expect(await events.end_()).toMatchObject({ code: 1012 });
  await launch(OWNER_ENV).ready();
  const { lastSeq, messages } = await visitor.session();
  expect(messages).toHaveLength(lastSeq);
  const kept = messages.filter(({ author }: { author: string }) => author === "VISITOR");
  expect(kept.length).toBeGreaterThanOrEqual(answers.filter(Boolean).length);
});

test("a database that is down at the start is one clear line and exit 1", async () => {
  const nobody = await freePort();
  const server = launch({ DATABASE_URL: `mysql://atalaya:secret@127.0.0.1:${nobody}/atalaya` });
  expect(await server.exit()).toBe(1);
  expect(server.errors).toMatch(
    /^atalaya: The database at mysql:\/\/atalaya:…@127\.0\.0\.1:\d+\/atalaya cannot be reached: .*\n$/,
  );
  const dir = mkdtempSync(join(tmpdir(), "atalaya-test-"));
  const folder = launch({ DATABASE_URL: `sqlite:${dir}` });
  expect(await folder.exit()).toBe(1);
  expect(folder.errors).toMatch(/^atalaya: The database at .* cannot be opened: .*\n$/);
  rmSync(dir, { recursive: true });
});

test("a port in use is one clear line and exit 1", async () => {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  const server = launch();
  expect(await server.exit()).toBe(1);
  expect(server.errors).toBe(
    `atalaya: port ${port} on 127.0.0.1 is in use. Stop what uses it, or set PORT to another.\n`,
  );
  other.close();
});

test.each([
  [{ PORT: "eighty" }, /PORT must be a number/],
  [{ DATABASE_URL: "postgres://x" }, /DATABASE_URL must be sqlite:PATH/],
  [{ PUBLIC_URL: "chat.example.com/x" }, /PUBLIC_URL must be an address/],
  [{ ATALAYA_OWNER_EMAIL: "a@b.co" }, /Set both/],
  [{ ATALAYA_OWNER_EMAIL: "a@b.co", ATALAYA_OWNER_PASSWORD: "short" }, /12 to 128 characters/],
  [
    { REDIS_URL: "redis://127.0.0.1", DATABASE_URL: "sqlite:/tmp/x.db" },
    /embedded database serves one process/,
  ],
  [{ GEOIP_DB: "/nowhere.mmdb" }, /GEOIP_DB/],
  [{ CHANGE_LOG_DAYS: "0" }, /CHANGE_LOG_DAYS must be a number from 1 to 365/],
  [{ SEARCH_MEMORY_MB: "lots" }, /SEARCH_MEMORY_MB must be a number from 0 to 1048576/],
])("the setting %o stops the start with one line", async (env, said) => {
  const server = launch(env);
  expect(await server.exit()).toBe(1);
  expect(server.errors).toMatch(said);
  expect(server.errors.trim().split("\n")).toHaveLength(1);
});
