// Odd input at the edges: a clear answer, nothing lost in silence, and nobody's fault becomes ours.
import { randomBytes, randomUUID } from "node:crypto";
import { get } from "node:http";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "../src/app.js";
import { readConfig } from "../src/config.js";
import type { SqliteDatabase } from "../src/database/sqlite.js";
import { type Answer, type HttpClient, SocketClient, WidgetClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { OWNER, PATHS, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const newest = async (fields: string): Promise<Answer> =>
  (
    await agent.ask(`query($id: ID!) { visitors(projectId: $id, first: 1) { nodes { ${fields} } } }`, {
      id: project.id,
    })
  ).visitors.nodes[0];

test("one token in two projects is a visitor in each", async () => {
  const { createProject } = await agent.ask('mutation { createProject(name: "Other") { id key } }');
  const here = server.widget(project.key);
  const there = server.widget(createProject.key, { token: here.token });
  const sessions = [await here.open(), await there.open()];
  expect(sessions[0].conversationId).not.toBe(sessions[1].conversationId);
  expect((await here.session()).conversationId).toBe(sessions[0].conversationId);
});

test("a restart with a token that somebody has is refused, and the old one stays good", async () => {
  const [one, other] = [server.widget(project.key), server.widget(project.key)];
  await other.open();
  const { conversationId } = await one.open();
  for (const token of [other.token, one.token]) {
    const refused = await one.raw("mutation($t: String!) { restart(newToken: $t) { session { mode } } }", {
      t: token,
    });
    expect(refused.errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: "newToken" });
  }
  expect((await one.session()).conversationId).toBe(conversationId);
});

const onMariadb = ON_MARIADB ? test : () => undefined;

onMariadb("two processes that hear of one token at once make one visitor", async () => {
  const config = readConfig({ PORT: "0", DATABASE_URL: server.database.url });
  const second = await startApp({ config, version: "test", paths: PATHS, log: pino({ level: "silent" }) });
  const tokens = Array.from({ length: 12 }, () => randomBytes(32).toString("base64url"));
  const opened = await Promise.all(
    tokens.flatMap((token) => [
      server.widget(project.key, { token }).open(),
      new WidgetClient(second.url, project.key, { token, origin: server.url }).open(),
    ]),
  );
  await second.stop();
  expect(new Set(opened.map(({ conversationId }) => conversationId)).size).toBe(tokens.length);
});

test("addresses that are none get a 404, and the demo's page is filled in wherever it is asked for", async () => {
  const { hostname, port } = new URL(server.url);
  const status = (path: string) =>
    new Promise<number>((resolve, reject) => {
      get({ hostname, port, path }, (answer) => (answer.resume(), resolve(answer.statusCode ?? 0))).on(
        "error",
        reject,
      );
    });
  for (const path of ["//", "///", "//["]) expect([path, await status(path)]).toEqual([path, 404]);
  for (const path of [
    "/demo",
    "/demo?key=a&key=b",
    "/demo/",
    `/demo/?key=${project.key}`,
    "/demo/index.html",
    "/demo//",
  ]) {
    const page = await fetch(server.url + path);
    expect([path, page.status]).toEqual([path, 200]);
    expect(await page.text()).toContain(project.key);
  }
  const moved = await fetch(`${server.url}/demo/?key=x&a=b`, { redirect: "manual" });
  expect([moved.status, moved.headers.get("location")]).toEqual([301, "/demo?key=x&a=b"]);
  expect((await fetch(`${server.url}/demo?key=pk_nobody`)).status).toBe(404);
});

test("a request that does not say which operation it means is the caller's mistake", async () => {
  const post = async (body: object) =>
    (
      (await (
        await fetch(`${server.url}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        })
      ).json()) as Answer
    ).errors[0].extensions.code;
  expect(await post({ query: "query A { me { id } } query B { me { id } }" })).toBe("BAD_USER_INPUT");
  expect(await post({ query: "{ me { id } } { me { id } }" })).not.toBe("INTERNAL_SERVER_ERROR");
  expect(await post({ query: "query A { me { id } }", operationName: "B" })).toBe("BAD_USER_INPUT");
  const persistedQuery = { version: 1, sha256Hash: "0".repeat(64) };
  expect(await post({ extensions: { persistedQuery } })).toBe("BAD_USER_INPUT");
});

test("what the site's script sets is kept before what the address tells, and beyond 50 it is refused", async () => {
  const many = (count: number, from = 0) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, "x"]));
  const kept = async () =>
    (await newest("params { key source }")).params as { key: string; source: string }[];
  const visitor = server.widget(project.key);
  await visitor.open({ urlParams: many(60), params: { plan: "pro" } });
  expect(await kept()).toHaveLength(50);
  expect(await kept()).toContainEqual({ key: "plan", source: "SDK" });

  const set = (params: object) =>
    visitor.raw("mutation($p: JSONObject!) { setParams(params: $p) }", { p: params });
  expect((await set({ seats: 3 })).data).toEqual({ setParams: true });
  expect(await kept()).toHaveLength(50);
  expect(await kept()).toContainEqual({ key: "seats", source: "SDK" });
  expect((await set(many(48, 100))).data).toEqual({ setParams: true });
  const refused = await set({ one: "more" });
  expect(refused.errors[0]).toMatchObject({
    message: expect.stringContaining("50"),
    extensions: { code: "BAD_USER_INPUT", max: 50 },
  });
  expect((await set({ plan: "free" })).errors).toEqual([]);
  await visitor.open({ urlParams: { late: "x" } });
  expect((await kept()).every(({ source }) => source === "SDK")).toBe(true);
});

test("a parameter's name has no spaces at its ends, so that no two are one to a database", async () => {
  const visitor = server.widget(project.key);
  await visitor.open({ params: { "a ": "first", " b": "x" } });
  await visitor.ask("mutation($p: JSONObject!) { setParams(params: $p) }", { p: { a: "second" } });
  expect((await newest("params { key value }")).params).toEqual([
    { key: "a", value: "second" },
    { key: "b", value: "x" },
  ]);
  const found = await agent.ask(
    'query($id: ID!) { one: visitors(projectId: $id, filter: { params: [{ key: "a", value: "first" }] }) { totalCount } other: visitors(projectId: $id, filter: { params: [{ key: "a", value: "second" }] }) { totalCount } }',
    { id: project.id },
  );
  expect(found).toEqual({ one: { totalCount: 0 }, other: { totalCount: 1 } });
  expect(await visitor.code("mutation { setParams(params: { } ) }")).toBeNull();
  expect(
    await visitor.code("mutation($p: JSONObject!) { setParams(params: $p) }", { p: { "  ": "x" } }),
  ).toBe("BAD_USER_INPUT");
});

test("of thirty guesses at once only five are looked at, and the owner's own try is not held against her", async () => {
  const SIGN_IN = "mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }";
  // The clock stands still: however slow the machine, no pause ends between two guesses.
  const still = await TestServer.start({ clock: () => new Date("2026-05-05T12:00:00Z") });
  const { project: theirs } = await still.setUp();
  const guess = (e: string, p: string) => still.http().code(SIGN_IN, { e, p });
  const known = await still.addAgent(theirs.id, "MANAGER", "guessed@example.com");
  expect(await known.ask("{ me { name } }")).toEqual({ me: { name: "guessed" } });
  for (const e of ["guessed@example.com", "nobody@example.com"]) {
    const answers = await Promise.all(Array.from({ length: 30 }, () => guess(e, "not the password")));
    expect(answers.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(5);
    expect(answers.filter((code) => code === "RATE_LIMITED")).toHaveLength(25);
  }
  for (let times = 0; times < 8; times++) await still.signIn();
  await still.stop();
});

test("a page can read why its body was refused", async () => {
  const answer = await fetch(`${server.url}/widget/${project.key}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ query: "x".repeat(150_000) }),
  });
  expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([413, server.url]);
});

test("a cursor ahead of the log is refused by the feed, and resynced by the live list", async () => {
  const { changes } = await agent.ask("query($id: ID!) { changes(projectId: $id, first: 1) { endCursor } }", {
    id: project.id,
  });
  const ahead = changes.endCursor.replace(/\d+$/, "999999");
  const refused = await agent.raw(
    "query($id: ID!, $after: Cursor) { changes(projectId: $id, after: $after) { endCursor } }",
    { id: project.id, after: ahead },
  );
  expect(refused.errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", stale: true });
  const socket = server.socket(agent);
  const live = socket.subscribe(
    "subscription($id: ID!, $after: Cursor) { visitorChanges(projectId: $id, after: $after) { kind } }",
    { id: project.id, after: ahead },
  );
  expect(await live.next()).toEqual({ kind: "RESYNC" });
  await socket.close();
});

test("a widget's socket without a token, or with what is none, is closed", async () => {
  for (const payload of [{}, { token: "x" }, { token: 7 }]) {
    const socket = new SocketClient(`${server.url}/widget/${project.key}/graphql`, { payload });
    const stream = socket.subscribe("subscription { events { kind } }");
    expect(await stream.end_()).toMatchObject({ code: 4403 });
    await socket.close();
  }
});

test("who asks for a person waits, and is not engaged by that alone", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const { requestHuman } = await visitor.ask("mutation { requestHuman { mode messages { event } } }");
  expect(requestHuman.mode).toBe("WAITING");
  expect(requestHuman.messages.at(-1)).toEqual({ event: "HANDOFF" });
  expect(await newest("engaged needsAttention")).toEqual({ engaged: false, needsAttention: true });
  await visitor.send("Hello?");
  expect(await newest("engaged needsAttention")).toEqual({ engaged: true, needsAttention: true });
});

test("a program cannot make or end programs, whatever its role", async () => {
  const CREATE = 'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: ADMIN) { id token } }';
  const { createApiToken } = await agent.ask(CREATE, { id: project.id });
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  expect(await program.code(CREATE, { id: project.id })).toBe("FORBIDDEN");
  const END = "mutation($id: ID!) { revokeApiToken(id: $id) }";
  expect(await program.code(END, { id: createApiToken.id })).toBe("FORBIDDEN");
  expect(await server.http().code(END, { id: createApiToken.id })).toBe("UNAUTHENTICATED");
  expect(await agent.ask(END, { id: createApiToken.id })).toEqual({ revokeApiToken: true });
});

test("an e-mail shows to those who share a project with its owner, and to nobody else", async () => {
  const gone = await server.addAgent(project.id, "MANAGER", "gone@example.com");
  const { me } = await gone.ask("{ me { id email } }");
  expect(me.email).toBe("gone@example.com");
  await server.widget(project.key).open();
  const { id } = await newest("id");
  await gone.ask("mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: CUSTOMER) { id } }", { id });
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: MANAGER) { token } }',
    { id: project.id },
  );
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  const HISTORY = "query($id: ID!) { visitor(id: $id) { statusHistory { agent { name email } } } }";
  const seenBy = async (client: HttpClient) =>
    (await client.ask(HISTORY, { id })).visitor.statusHistory.at(-1).agent;
  for (const client of [agent, program, gone])
    expect(await seenBy(client)).toEqual({ name: "gone", email: "gone@example.com" });
  await server.services.database.source.query("DELETE FROM membership WHERE agent_id = ?", [me.id]);
  for (const client of [agent, program]) expect(await seenBy(client)).toEqual({ name: "gone", email: "" });
  // The owner of an address always sees it, also in the answer that signs in.
  const client = server.http();
  const SIGN_IN = "mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { email } }";
  expect(await client.ask(SIGN_IN, { e: "gone@example.com", p: OWNER.password })).toEqual({
    signIn: { email: "gone@example.com" },
  });
  expect(await client.ask("{ me { email } }")).toEqual({ me: { email: "gone@example.com" } });
});

test("the e-mails of many cost as many statements as the e-mail of one", async () => {
  await server.still();
  const statements = async () => {
    const { logger } = server.services.database.source;
    const { logQuery } = logger;
    let count = 0;
    logger.logQuery = () => void count++;
    try {
      const { project: found } = await agent.ask(
        "query($id: ID!) { project(id: $id) { members { agent { email } } } }",
        { id: project.id },
      );
      return { count, members: found.members.length as number };
    } finally {
      logger.logQuery = logQuery;
    }
  };
  await server.addAgent(project.id, "MANAGER", "one-more@example.com");
  const few = await statements();
  for (let index = 0; index < 4; index++)
    await server.addAgent(project.id, "MANAGER", `more${index}@example.com`);
  const many = await statements();
  expect(many.members).toBe(few.members + 4);
  expect(many.count).toBe(few.count);
});

test("a submitted form that is sent again is the original, and a conflict with other answers", async () => {
  const visitor = server.widget(project.key);
  const { messages } = await visitor.open();
  const chosen = randomUUID();
  const choice = await visitor.choose(messages[1].id, 0, chosen);
  expect(await visitor.choose(messages[1].id, 0, chosen)).toEqual(choice);
  await expect(visitor.choose(messages[1].id, 1, chosen)).rejects.toThrow("CONFLICT");

  const form = (await visitor.session()).messages.at(-1);
  const clientId = randomUUID();
  const answers = { name: "Ana", email: "ana@correo.example" };
  const first = await visitor.submit(form.id, answers, clientId);
  expect(await visitor.submit(form.id, { ...answers, name: " Ana " }, clientId)).toEqual(first);
  await expect(visitor.submit(form.id, { ...answers, name: "Eva" }, clientId)).rejects.toThrow("CONFLICT");
  expect(await newest("name submissions { id }")).toEqual({ name: "Ana", submissions: [expect.anything()] });
  const { messages: after } = await visitor.session();
  expect(after.filter(({ author }: Answer) => author === "VISITOR")).toHaveLength(2);
});

test("a blank name is refused, not passed over", async () => {
  const { errors } = await agent.raw('mutation($id: ID!) { updateProject(id: $id, name: "  ") { name } }', {
    id: project.id,
  });
  expect(errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await agent.code('mutation { updateMe(name: "") { name } }')).toBe("BAD_USER_INPUT");
  expect(await agent.code('mutation { updateMe(locale: "") { name } }')).toBe("BAD_USER_INPUT");
});

test("a page that comes while its visitor is erased is answered as one that comes after", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const { source } = server.services.database;
  const eraseRow = `DELETE FROM visitor WHERE id = ${(await newest("id")).id}`;
  const inTheMiddle = {
    async beforeQuery({ query }: { query: string }) {
      if (!query.startsWith("INSERT INTO") || !query.includes("page_view")) return;
      // On the embedded database the statement that waits holds the gate.
      if (ON_MARIADB) await source.query(eraseRow);
      else
        (source.driver as unknown as { databaseConnection: SqliteDatabase }).databaseConnection.exec(
          eraseRow,
        );
    },
  };
  source.subscribers.push(inTheMiddle);
  const visit = 'mutation { visitPage(url: "https://shop.example.com/late") }';
  const during = await visitor.code(visit);
  source.subscribers.splice(source.subscribers.indexOf(inTheMiddle), 1);
  expect([during, await visitor.code(visit)]).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
});
