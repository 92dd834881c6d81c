// What the search index does when the log is not what it was, when memory is short, and when there is much to load: it is
// exact, or it says that SQL must answer.
import { QueryFailedError } from "typeorm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../src/database/data-source.js";
import { ChangeLog } from "../src/live/change-log.js";
import { ChangeRetention } from "../src/live/retention.js";
import { VisitorSearch } from "../src/visitors/index.js";
import { rowsSql } from "../src/visitors/search/search.rows.js";
import type { HttpClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { Crowd } from "./search.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let database: Database;
let log: ChangeLog;
let crowd: Crowd;
const searches: VisitorSearch[] = [];

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent } = await server.setUp());
  database = server.services.database;
  log = await ChangeLog.open(database);
});
afterAll(async () => {
  for (const search of searches) await search.stop();
  await server.stop();
});
beforeEach(async () => {
  crowd = await found();
});

type Limits = NonNullable<ConstructorParameters<typeof VisitorSearch>[3]>;

const never = (error: unknown) => {
  throw error;
};

function begin(limits: Limits = {}, fault: (error: unknown) => void = never): VisitorSearch {
  const search = new VisitorSearch(database, log, fault, limits);
  searches.push(search);
  return search;
}

async function found(): Promise<Crowd> {
  const { createProject } = await agent.ask('mutation { createProject(name: "Another") { id } }');
  return new Crowd(server, createProject.id);
}

const people = (count: number, name = "Ana") =>
  Array.from({ length: count }, (_, index) => ({
    name: `${name} ${index}`,
    email: `p${index}@correo.example`,
  }));
const DAY = 86_400_000;
const ago = (days: number) => new Date(crowd.now.getTime() - days * DAY);
const sql = (statement: string, values: unknown[] = []) => database.source.query(statement, values);
const rename = (id: string | undefined, name: string) =>
  crowd.change(id ?? "0", (unit) => unit.fill({ name }));
const erase = (id: string | undefined) => agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id });
/** A change that the log knows nothing of, as when a backup is restored. */
const unlogged = (id: string | undefined, text: string) =>
  sql("UPDATE visitor SET search = ? WHERE id = ?", [text, id]);

test("an index that the log has gone past while it was pruned begins again", async () => {
  const [one, other] = await crowd.open(people(3));
  const search = begin();
  expect(await crowd.compare(search, { search: "ana" })).toEqual([true]);
  await rename(one, "Bea");
  await rename(other, "Bea");
  await rename(other, "Carla");
  const later = new Date(Date.now() + 2 * DAY);
  const prune = new ChangeRetention(database, () => later, 1);
  expect(await prune.prune()).toBeGreaterThan(3);
  expect(await crowd.compare(search, { search: "bea" }, { search: "carla" }, { search: "ana" })).toEqual([
    true,
    true,
    true,
  ]);
  // Pruned up to the middle of what it has not seen.
  await rename(one, "Dora");
  await prune.prune();
  await rename(other, "Eva");
  expect(await crowd.compare(search, { search: "dora" }, { search: "eva" })).toEqual([true, true]);
});

test("a database that was restored begins a new epoch, and the index with it", async () => {
  const [one, other] = await crowd.open(people(3));
  const search = begin();
  await crowd.compare(search, { search: "ana" });
  await unlogged(one, "zacharias");
  await ChangeLog.renew(database);
  await rename(other, "Bea");
  expect(await crowd.compare(search, { search: "zacharias" }, { search: "bea" })).toEqual([true, true]);
});

test("a log that stands further back than the index makes it begin again", async () => {
  const [one] = await crowd.open(people(3));
  const search = begin();
  await rename(one, "Bea");
  await crowd.compare(search, { search: "ana" });
  await unlogged(one, "zacharias");
  await sql("UPDATE project_sequence SET seq = seq - 1 WHERE project_id = ?", [crowd.projectId]);
  expect(await crowd.compare(search, { search: "zacharias" }, { search: "bea" })).toEqual([true, true]);
});

test("who was erased is found nowhere, though the log no longer tells where they had moved in between", async () => {
  const ids = await crowd.open([
    { name: "Ana", startedAt: ago(3) },
    { name: "Ana", startedAt: ago(3) },
    { name: "Ana", startedAt: ago(1) },
  ]);
  const search = begin();
  await crowd.compare(search, { search: "ana" });
  await crowd.change(ids[0] ?? "0", ({ visitor }) => (visitor.startedAt = crowd.now));
  await rename(ids[0], "Bea");
  await erase(ids[0]);
  await rename(ids[2], "Bea");
  await erase(ids[2]);
  expect(await crowd.compare(search, { search: "ana" }, { search: "bea" })).toEqual([true, true]);
});

test("who moves between a day that is loaded and one that is not stands where they stand", async () => {
  const ids = await crowd.open([...people(6)].map((person, index) => ({ ...person, startedAt: ago(index) })));
  const search = begin();
  const today = { search: "ana", dates: { timeZone: "UTC", lastDays: 2 } };
  await crowd.compare(search, today);
  await crowd.change(ids[5] ?? "0", ({ visitor }) => (visitor.startedAt = crowd.now));
  await crowd.change(ids[0] ?? "0", ({ visitor }) => (visitor.startedAt = ago(4)));
  await crowd.change(ids[3] ?? "0", ({ visitor }) => (visitor.startedAt = ago(9)));
  expect(await crowd.compare(search, today, { search: "ana" })).toEqual([true, true]);
});

test("what is much to load is loaded while SQL answers, and kept up meanwhile", async () => {
  const ids = await crowd.open(people(60).map((person, index) => ({ ...person, startedAt: ago(index % 4) })));
  const search = begin({ atOnce: 10, batch: 3 });
  expect(await crowd.compare(search, { search: "ana" })).toEqual([false]);
  // Loading is under way: what it has, what it has in part and what it lacks all change.
  for (const id of ids.slice(0, 12)) await rename(id, "Bea");
  await erase(ids[20]);
  await crowd.change(ids[30] ?? "0", ({ visitor }) => (visitor.startedAt = ago(2)));
  await crowd.open(people(3, "Dora"));
  await crowd.compare(search, { search: "ana" });
  await search.loaded();
  const asked = [{ search: "ana" }, { search: "bea" }, { search: "dora" }];
  expect(await crowd.compare(search, ...asked)).toEqual([true, true, true]);
  // A few days are loaded at once all the same.
  const few = { search: "ana", dates: { timeZone: "UTC", from: "2026-01-01", to: "2026-01-02" } };
  expect(await crowd.compare(begin({ atOnce: 10 }), few)).toEqual([true]);
});

test("an index that is far behind follows while SQL answers", async () => {
  const [one] = await crowd.open(people(3));
  const search = begin({ behind: 5 });
  await crowd.compare(search, { search: "ana" });
  for (const name of ["A", "B", "C", "D", "E", "F", "G", "Bea"]) await rename(one, name);
  expect(await crowd.compare(search, { search: "bea" })).toEqual([false]);
  await search.loaded();
  expect(await crowd.compare(search, { search: "bea" })).toEqual([true]);
});

test("when memory is short, the project leaves whose search is longest ago", async () => {
  const [first, second, third] = [crowd, await found(), await found()];
  const crowds = [first, second];
  for (const each of crowds) await each.open(people(400));
  const one = begin();
  await first.compare(one, { search: "ana" });
  const memory = one.size * 3.5;
  const search = begin({ memory, atOnce: 500 });
  const look = (each: Crowd) => each.compare(search, { search: "ana 7" });
  expect([await look(first), await look(second), await look(first)]).toEqual([[true], [true], [true]]);
  // Now each has more than may be loaded at once: the index answers for those only whom it still holds.
  for (const each of crowds) await each.open(people(200));
  expect([await look(second), await look(first)]).toEqual([[true], [true]]);
  await third.open(people(400));
  expect(await look(third)).toEqual([true]);
  expect(search.size).toBeLessThanOrEqual(memory);
  expect([await look(first), await look(second)]).toEqual([[true], [false]]);
});

test("a project that does not fit is searched by SQL, and its newest days by the index if they do", async () => {
  await crowd.open(people(2000).map((person, index) => ({ ...person, startedAt: ago(index % 20) })));
  const whole = begin();
  await crowd.compare(whole, { search: "ana 7" });
  const memory = whole.size / 2;
  for (const atOnce of [0, 10_000]) {
    const search = begin({ memory, atOnce });
    for (let again = 0; again < 4; again++) {
      await crowd.compare(search, { search: "ana 7" });
      await search.loaded();
      expect(search.size).toBeLessThanOrEqual(memory);
    }
    expect(await crowd.compare(search, { search: "ana 7" })).toEqual([false]);
    for (const from of ["2026-02-25", "2026-03-03"]) {
      const few = {
        search: "ana 7",
        dates: { timeZone: "UTC", from, to: `2026-03-0${from.endsWith("5") ? 2 : 7}` },
      };
      await crowd.compare(search, few);
      await search.loaded();
      expect(await crowd.compare(search, few)).toEqual([true]);
      expect(search.size).toBeLessThanOrEqual(memory);
    }
  }
});

test("what it does not know it leaves to SQL: parameters, and filters without words", async () => {
  await crowd.open(people(3));
  const params = [{ key: "plan", value: "pro" }];
  const asked = [
    { search: "ana", params },
    { params },
    { search: " " },
    { search: "ana" },
    { online: false },
  ];
  expect(await crowd.compare(begin(), ...asked)).toEqual([false, false, false, true, false]);
});

test("without memory the database searches", async () => {
  await crowd.open(people(3));
  expect(await crowd.compare(begin({ memory: 0 }), { search: "ana" })).toEqual([false]);
});

test("a reader that fails lets the next one in", async () => {
  await crowd.open(people(3));
  const search = begin();
  const fails = search.snapshot(crowd.projectId, [crowd.filter({ search: "ana" })], () =>
    Promise.reject(new Error("the reader failed")),
  );
  await expect(fails).rejects.toThrow("the reader failed");
  expect(await crowd.compare(search, { search: "ana" })).toEqual([true]);
});

const moveTable = (table: string, name: string) => sql(`ALTER TABLE ${table} RENAME TO ${name}`);

test("a database that fails in the middle of it all fails this search, and not the next one", async () => {
  await crowd.open(people(3));
  const search = begin();
  await moveTable("visitor_day", "visitor_day_away");
  const ana = crowd.filter({ search: "ana" });
  const failed = search
    .snapshot(crowd.projectId, [ana], () => Promise.resolve())
    .catch((error: unknown) => error);
  expect(await failed).toBeInstanceOf(QueryFailedError);
  await moveTable("visitor_day_away", "visitor_day");
  expect(await crowd.compare(search, { search: "ana" })).toEqual([true]);
});

test("a database that fails while the index loads is told of, and asked again by the next search", async () => {
  await crowd.open(people(3));
  const faults: unknown[] = [];
  const search = begin({ atOnce: 0 }, (error) => faults.push(error));
  await moveTable("visitor", "visitor_away");
  await search.snapshot(crowd.projectId, [crowd.filter({ search: "ana" })], () => Promise.resolve());
  await search.loaded();
  expect(faults).toEqual([expect.any(QueryFailedError)]);
  await moveTable("visitor_away", "visitor");
  expect(await crowd.compare(search, { search: "ana" })).toEqual([false]);
  await search.loaded();
  expect(await crowd.compare(search, { search: "ana" })).toEqual([true]);
});

test("what is loaded is read from an index, in its order", async () => {
  await crowd.open(people(300));
  const day = Math.floor(crowd.now.getTime() / DAY);
  const values = [crowd.projectId, day * DAY, (day + 1) * DAY, day * DAY, 5];
  const explain = ON_MARIADB ? "EXPLAIN" : "EXPLAIN QUERY PLAN";
  const plan = JSON.stringify(await sql(`${explain} ${rowsSql(100)}`, values));
  expect(plan).toMatch(/"key":"visitor_list"|USING INDEX visitor_list/);
  expect(plan).not.toMatch(/filesort|temporary|TEMP B-TREE/);
});
