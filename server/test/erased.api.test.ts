// A visitor that is erased is nowhere any more: not in a table, not in the embedded database's files or its log, not in Redis,
// not in what the server has printed, and not found by a search.
import { copyFileSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";
import mysql from "mysql2/promise";
import { afterEach, expect, test } from "vitest";
import { forgetDeleted, openDatabase } from "../src/database/data-source.js";
import { FIND, canary, leaves, openHouse } from "./canary.js";
import type { Answer } from "./clients.js";
import { ON_MARIADB, type TestDatabase, freshDatabase } from "./database.js";

const REDIS = process.env.ATALAYA_TEST_REDIS ?? "";
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

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

test.skipIf(ON_MARIADB)(
  "what a killed process had erased is gone from the files when the next one has started",
  async () => {
    const { url, drop } = await freshDatabase();
    ends.push(drop);
    const dir = dirname(url.replace("sqlite:", ""));
    const [whole, after] = ["whole.db", "after.db"].map((name) => join(dir, name)) as [string, string];
    const word = canary();
    const first = await openDatabase({ kind: "sqlite", path: whole }, [], { migrate: false });
    await first.source.query("CREATE TABLE said (text TEXT)");
    await first.source.query("INSERT INTO said VALUES (?)", [word]);
    await forgetDeleted(first);
    await first.source.query("DELETE FROM said");
    // What kill -9 leaves on the disk: the row is gone for every query, and its bytes are there.
    copyFileSync(whole, after);
    copyFileSync(`${whole}-wal`, `${after}-wal`);
    await first.close();
    const holding = () =>
      readdirSync(dir).filter(
        (file) => file.startsWith("after") && readFileSync(join(dir, file)).includes(word),
      );
    expect(holding()).toEqual(["after.db"]);
    const next = await openDatabase({ kind: "sqlite", path: after }, [], { migrate: false });
    ends.push(() => next.close());
    expect(holding()).toEqual([]);
  },
);

test("after an erasure its traces are gone from tables, files, Redis, log and search; others' are not", async () => {
  const database = await freshDatabase();
  ends.push(() => database.drop());
  const home = await openHouse(database.url, ON_MARIADB && REDIS ? { REDIS_URL: REDIS } : {});
  const { agent, project, server } = home;
  ends.push(() => server.end("SIGTERM"));
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
