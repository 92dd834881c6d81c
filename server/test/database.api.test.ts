// The database wall: entities and tables agree, works are all or nothing, numbers have no gap, and callers don't break into one another.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDrift } from "../src/database/drift.js";
import { ON_MARIADB } from "./database.js";
import { TestServer } from "./server.js";

let server: TestServer;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ project } = await server.setUp());
});
afterAll(() => server.stop());

test("the migrations make exactly the tables that the entities describe", async () => {
  expect((await readDrift(server.services.database.source)).up).toEqual([]);
});

test("a work that fails takes back its own rows and nobody else's", async () => {
  const { door, database } = server.services;
  const change = { type: "test", visitorId: null, before: null, after: null };
  const works = Array.from({ length: 10 }, (_, index) =>
    door.write(project.id, async (work) => {
      await work.manager.query("INSERT INTO installation (name, value) VALUES (?, '1')", [`work ${index}`]);
      work.change(change);
      if (index % 3 === 0) throw new Error(`work ${index} fails`);
      return index;
    }),
  );
  const outcomes = await Promise.allSettled(works);
  expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual(
    Array.from({ length: 10 }, (_, index) => index % 3 !== 0),
  );
  const rows = await database.source.query("SELECT name FROM installation WHERE name LIKE 'work%'");
  expect(rows.map((row: { name: string }) => row.name).sort()).toEqual(
    [1, 2, 4, 5, 7, 8].map((index) => `work ${index}`),
  );
  const seqs = await database.source.query(
    "SELECT seq FROM project_change WHERE project_id = ? AND type = 'test' ORDER BY seq",
    [project.id],
  );
  expect(seqs).toHaveLength(6);
});

test("a burst of large works is one commit, however many changes it logs", async () => {
  const { door, database } = server.services;
  const works = Array.from({ length: 60 }, (_, index) =>
    door.write(project.id, async (work) => {
      for (let times = 0; times < 100; times++)
        work.change({ type: `large ${index}`, visitorId: null, before: null, after: null });
    }),
  );
  await Promise.all(works);
  const [{ logged }] = await database.source.query(
    "SELECT COUNT(*) AS logged FROM project_change WHERE project_id = ? AND type LIKE 'large%'",
    [project.id],
  );
  expect(Number(logged)).toBe(6_000);
});

test("a storm of openings gives every visitor a number of its own, and every change a seq, without gaps", async () => {
  const widgets = Array.from({ length: 60 }, () => server.widget(project.key));
  await Promise.all(widgets.map((widget) => widget.open()));
  await Promise.all(widgets.flatMap((widget) => [widget.send("one"), widget.send("two")]));
  const { source } = server.services.database;
  const numbers = (await source.query("SELECT number FROM visitor WHERE project_id = ? ORDER BY number", [
    project.id,
  ])) as { number: number }[];
  expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  const seqs = (await source.query("SELECT seq FROM project_change WHERE project_id = ? ORDER BY seq", [
    project.id,
  ])) as { seq: number }[];
  expect(seqs.map(({ seq }) => Number(seq))).toEqual(seqs.map((_, index) => index + 1));
  const [{ seq }] = await source.query("SELECT seq FROM project_sequence WHERE project_id = ?", [project.id]);
  expect(Number(seq)).toBe(seqs.length);
});

test("two openings with one token make one visitor", async () => {
  const widget = server.widget(project.key);
  const sessions = await Promise.all([widget.open(), widget.open(), widget.open()]);
  expect(new Set(sessions.map(({ conversationId }) => conversationId)).size).toBe(1);
});

test("text comes back as it was, whatever it holds", async () => {
  const { source } = server.services.database;
  for (const text of [
    "ñ Ñ n N",
    "e\u0301 é",
    "😀👩‍👩‍👧",
    "trailing ",
    "a\u200fb",
    "ß ss",
    "\u{1f600}\u{10ffff}",
  ]) {
    await source.query("DELETE FROM installation WHERE name = 'text'");
    await source.query("INSERT INTO installation (name, value) VALUES ('text', ?)", [text]);
    expect((await source.query("SELECT value FROM installation WHERE name = 'text'"))[0].value).toBe(text);
  }
});

test("a statement outside the open transaction, from inside it, never hangs", async () => {
  const { door, database } = server.services;
  const stray = door.write(project.id, () => database.source.query("SELECT 1 AS one"));
  // The embedded database has one connection and says so; a database server has another at hand.
  if (ON_MARIADB) expect(await stray).toEqual([{ one: 1 }]);
  else await expect(stray).rejects.toThrow("use the transaction's own manager");
  expect(await database.source.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});
