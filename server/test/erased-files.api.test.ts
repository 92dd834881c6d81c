// What an erasure leaves in MariaDB's own files, and until when: SECURITY.md says it, and here it is done, on a server of the test's
// own.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { afterEach, expect, test } from "vitest";
import { startMariadb } from "../../scripts/services.mjs";
import { canary, leaves, openHouse } from "./canary.js";
import { ON_MARIADB } from "./database.js";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const LONG = { timeout: 80_000, interval: 200 };
const SECURITY = readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8").replaceAll(/\s+/g, " ");
/** What SECURITY.md tells the keeper of the server to say. */
const told = (statement: RegExp): string => statement.exec(SECURITY)?.[0] ?? "";

/** A server of its own with the house on it, and eyes for its files. */
async function keeper() {
  const maria = await startMariadb();
  ends.push(() => maria.stop());
  const root = await mysql.createConnection({ uri: maria.url });
  ends.push(() => root.end());
  // Pages are written as soon as there is time, so that the test need not wait for memory to fill.
  await root.query("SET GLOBAL innodb_max_dirty_pages_pct = 0");
  await root.query("SET GLOBAL innodb_max_dirty_pages_pct_lwm = 0");
  await root.query("CREATE DATABASE atalaya");
  await root.query("USE atalaya");
  const [[row]] = await root.query<mysql.RowDataPacket[]>("SELECT @@datadir AS dir");
  const dir = String(row?.dir);
  const home = await openHouse(`${maria.url}/atalaya`);
  ends.push(() => home.server.end("SIGTERM"));
  /** The files that hold the word, the redo log with them or alone. */
  const holding = (word: string, part: "redo" | "rest"): string[] =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.startsWith("ib_logfile") === (part === "redo"))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => contains(path, word));
  const erase = (id: string) => home.agent.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id });
  /** What goes on at a site all day. */
  const work = async () => {
    for (const id of [await leaves(canary(), home), await leaves(canary(), home)]) await erase(id);
  };
  return { root, home, holding, erase, work };
}

function contains(path: string, word: string): boolean {
  try {
    return readFileSync(path).includes(word);
  } catch (error) {
    // Temporary files come and go.
    if ((error as { code?: string }).code === "ENOENT") return false;
    throw error;
  }
}

test.runIf(ON_MARIADB)(
  "with the setting that SECURITY.md names, an erasure leaves nothing in MariaDB's tables, other work ends the undo log, a new redo log the rest",
  async () => {
    const { root, home, holding, erase, work } = await keeper();
    await root.query(`SET GLOBAL ${told(/innodb_immediate_scrub_data_uncompressed ?= ?ON/)}`);
    const [erased, kept] = [canary(), canary()];
    const others = [canary(), canary(), canary()];
    const ids = [await leaves(erased, home), await leaves(erased, home, 2)];
    for (const word of [kept, ...others]) await leaves(word, home);
    // The look can see what it looks for.
    await expect.poll(() => holding(erased, "rest").length, LONG).toBeGreaterThan(6);
    for (const id of ids) await erase(id);

    const tables = () => holding(erased, "rest").filter((path) => path.endsWith(".ibd"));
    await expect.poll(tables, LONG).toEqual([]);
    // The undo log is written over by what others do.
    const rest = async () => {
      const found = holding(erased, "rest");
      if (found.length > 0) await work();
      return found;
    };
    await expect.poll(rest, LONG).toEqual([]);
    expect(holding(kept, "rest").length).toBeGreaterThan(6);
    // All that was written stands in the redo log until as much again has been, or until there is a new one.
    expect(holding(erased, "redo")).toHaveLength(1);
    await root.query(told(/SET GLOBAL innodb_log_file_size ?= ?\d+/));
    const renewed = async () => {
      // It is made while the server writes.
      await work();
      return holding(erased, "redo");
    };
    await expect.poll(renewed, LONG).toEqual([]);
    expect(holding(erased, "rest")).toEqual([]);
    expect(holding(kept, "rest").length).toBeGreaterThan(6);
  },
  240_000,
);

test.runIf(ON_MARIADB)(
  "without it, what the pages of the tables still hold ends with the OPTIMIZE TABLE that SECURITY.md gives",
  async () => {
    const { root, home, holding, erase } = await keeper();
    const erased = canary();
    const ids: string[] = [];
    for (let nth = 1; nth <= 12; nth++) {
      ids.push(await leaves(erased, home, nth));
      await leaves(canary(), home);
    }
    for (const id of ids) await erase(id);
    await root.query(told(/OPTIMIZE TABLE [\w, ]+/));
    const tables = () => holding(erased, "rest").filter((path) => path.endsWith(".ibd"));
    await expect.poll(tables, LONG).toEqual([]);
  },
  240_000,
);
