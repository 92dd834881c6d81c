// A visitor that is erased is nowhere any more: not in a table, not in the embedded database's files or its log, not in Redis,
// not in what the server has printed, and not found by a search.
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";
import mysql from "mysql2/promise";
import { afterEach, expect, test } from "vitest";
import { type Answer, HttpClient, WidgetClient } from "./clients.js";
import { ON_MARIADB, type TestDatabase, freshDatabase } from "./database.js";
import { ServerProcess, freePort } from "./process.js";
import { OWNER } from "./server.js";

const REDIS = process.env.ATALAYA_TEST_REDIS ?? "";
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Everything that a visitor can leave behind carries one of these. */
const canary = () => `zq${randomBytes(6).toString("hex")}`;

/** Whether the database still knows the word, and where. */
async function traces(database: TestDatabase, words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  if (!ON_MARIADB) {
    const dir = dirname(database.url.replace("sqlite:", ""));
    for (const file of readdirSync(dir)) {
      const bytes = readFileSync(join(dir, file));
      for (const word of words) if (bytes.includes(word)) found.push(`${file}: ${word}`);
    }
    return found;
  }
  const connection = await mysql.createConnection({ uri: database.url });
  const [columns] = await connection.query<mysql.RowDataPacket[]>(
    "SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND CHARACTER_MAXIMUM_LENGTH IS NOT NULL",
  );
  for (const { t, c } of columns)
    for (const word of words) {
      const [rows] = await connection.query<mysql.RowDataPacket[]>(
        "SELECT COUNT(*) AS many FROM ?? WHERE ?? LIKE ?",
        [t, c, `%${word}%`],
      );
      if (Number(rows[0]?.many) > 0) found.push(`${t}.${c}: ${word}`);
    }
  await connection.end();
  return found;
}

async function tracesInRedis(words: readonly string[]): Promise<string[]> {
  const redis = new Redis(REDIS);
  try {
    const keys = await redis.keys("*");
    const values = await Promise.all(keys.map((key) => redis.dump(key)));
    return words.filter((word) => [...keys, ...values].some((text) => String(text).includes(word)));
  } finally {
    redis.disconnect();
  }
}

interface House {
  database: TestDatabase;
  server: ServerProcess;
  agent: HttpClient;
  project: { id: string; key: string };
}

async function house(): Promise<House> {
  const database = await freshDatabase();
  ends.push(() => database.drop());
  const env: Record<string, string> = {
    DATABASE_URL: database.url,
    ATALAYA_OWNER_EMAIL: OWNER.email,
    ATALAYA_OWNER_PASSWORD: OWNER.password,
    LOG_LEVEL: "trace",
    ...(ON_MARIADB && REDIS ? { REDIS_URL: REDIS } : {}),
  };
  const server = await ServerProcess.launch(env, await freePort()).ready();
  ends.push(() => server.end("SIGTERM"));
  const agent = new HttpClient(`${server.url}/graphql`);
  await agent.ask("mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }", {
    e: OWNER.email,
    p: OWNER.password,
  });
  const { projects } = await agent.ask("{ projects { id key } }");
  return { database, server, agent, project: projects[0] };
}

/** A visitor who leaves the word in every place that takes one. */
async function leaves(word: string, { server, project, agent }: House): Promise<string> {
  const visitor = new WidgetClient(server.url, project.key);
  visitor.headers["user-agent"] = `Mozilla/5.0 ${word}`;
  const { messages, conversationId } = await visitor.open({
    page: { url: `https://shop.example.com/${word}`, title: `Title ${word}` },
    referrer: `https://search.example.com/?q=${word}`,
    params: { sdk: word },
    urlParams: { url: word },
  });
  await visitor.choose(messages.at(-1).id, 0);
  const form = (await visitor.session()).messages.at(-1);
  await visitor.submit(form.id, {
    name: `Ana ${word}`,
    email: `${word}@example.com`,
    phone: "+34 600 11 22 33",
  });
  await visitor.send(`I am ${word}`);
  // What was refused is told in the log, if anywhere.
  await visitor.code('mutation($c: ID!) { send(text: "", clientId: $c) { seq } }', { c: word });
  await visitor.code(`{ ${word} }`);
  await agent.ask(
    "mutation($id: ID!, $text: String!, $c: ID!) { reply(conversationId: $id, text: $text, clientId: $c) { seq } }",
    { id: conversationId, text: `Hello ${word}`, c: randomUUID() },
  );
  const { visitors } = await agent.ask(FIND, { id: project.id, search: word });
  expect(visitors.totalCount).toBe(1);
  const { id } = visitors.nodes[0];
  await agent.ask(
    "mutation($id: ID!, $text: String!) { saveDraft(visitorId: $id, text: $text) { __typename } }",
    {
      id,
      text: `Dear ${word}`,
    },
  );
  return id;
}
const FIND =
  "query($id: ID!, $search: String!) { visitors(projectId: $id, filter: { search: $search }) { totalCount nodes { id } } }";

test("after an erasure its traces are gone from tables, files, Redis, log and search; others' are not", async () => {
  const home = await house();
  const { database, agent, project, server } = home;
  const [one, many, kept] = [canary(), canary(), canary()];
  const id = await leaves(one, home);
  for (const word of [many, kept]) await leaves(word, home);
  // The check can see what it looks for.
  expect((await traces(database, [one, many])).length).toBeGreaterThanOrEqual(2);

  await agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id });
  expect(await traces(database, [one])).toEqual([]);
  const filter = { search: many };
  const erased: Answer = await agent.ask(
    "mutation($id: ID!, $filter: VisitorFilter!) { eraseVisitors(projectId: $id, filter: $filter, expectedCount: 1) { erased } }",
    { id: project.id, filter },
  );
  expect(erased.eraseVisitors.erased).toBe(1);
  expect(await traces(database, [one, many])).toEqual([]);
  expect((await traces(database, [kept])).length).toBeGreaterThan(0);

  for (const word of [one, many])
    expect((await agent.ask(FIND, { id: project.id, search: word })).visitors.totalCount).toBe(0);
  expect((await agent.ask(FIND, { id: project.id, search: kept })).visitors.totalCount).toBe(1);
  if (ON_MARIADB && REDIS) expect(await tracesInRedis([one, many, kept])).toEqual([]);
  for (const printed of [server.output, server.errors])
    for (const word of [one, many, kept]) expect(printed).not.toContain(word);
});
