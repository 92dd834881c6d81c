// Compares what is kept beside the visitors (counters, and what parameters repeat) with the visitors, and writes it anew. Both
// inside a work that holds the project's sequence, behind which nobody commits: what is compared is one state, and what is written
// stays right.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import { forUpdateSql } from "../database/data-source.js";
import type { Work } from "../database/write.js";
import { DAY, HOUR, countColumn } from "./visitor-count.entity.js";
import { STATUSES } from "./visitor.status.js";

const TABLES = [
  { name: "visitor_hour", key: "hour", size: HOUR },
  { name: "visitor_day", key: "day", size: DAY },
] as const;
type Table = (typeof TABLES)[number];

const COLUMNS = STATUSES.flatMap((status) => [countColumn(status, false), countColumn(status, true)]);
/** What the change log says of it. */
export const COUNTERS_REBUILT = "counters.rebuilt";
/** Rows an INSERT. */
const PORTION = 500;

/** A row of a counter table: a number per column, in the order of COLUMNS. */
type Rows = Map<number, number[]>;

/** Answers with how much of it is wrong in the project; with `repair` it makes them right. */
export async function recount(work: Work, repair: boolean): Promise<number> {
  const { manager, projectId } = work;
  await manager.query(`SELECT seq FROM project_sequence WHERE project_id = ?${forUpdateSql(manager)}`, [
    projectId,
  ]);
  let wrong = 0;
  for (const table of TABLES) {
    const counters = await read(manager, projectId, table);
    const visitors = await count(manager, projectId, table);
    const differences = compare(counters, visitors);
    if (differences > 0 && repair) await write(manager, projectId, table, visitors);
    wrong += differences;
  }
  wrong += await recountWaiting(manager, projectId, repair);
  wrong += await restateParams(manager, projectId, repair);
  // Screens have gone on from the wrong numbers. This is a change that nobody can step over: they count afresh.
  if (wrong > 0 && repair)
    work.change({ type: COUNTERS_REBUILT, visitorId: null, before: null, after: null });
  return wrong;
}

async function read(manager: EntityManager, projectId: Id, { name, key }: Table): Promise<Rows> {
  const rows: Record<string, number | string>[] = await manager.query(
    `SELECT ${key} AS place, ${COLUMNS.join(", ")} FROM ${name} WHERE project_id = ?`,
    [projectId],
  );
  return new Map(rows.map((row) => [Number(row.place), COLUMNS.map((column) => Number(row[column]))]));
}

async function count(manager: EntityManager, projectId: Id, { size }: Table): Promise<Rows> {
  const divide = manager.connection.options.type === "better-sqlite3" ? "/" : "DIV";
  const rows: Record<"place" | "status" | "engaged" | "n", number | string>[] = await manager.query(
    `SELECT started_at ${divide} ${size} AS place, status, engaged, COUNT(*) AS n FROM visitor
     WHERE project_id = ? GROUP BY place, status, engaged`,
    [projectId],
  );
  const counted: Rows = new Map();
  for (const { place, status, engaged, n } of rows) {
    const cells = counted.get(Number(place)) ?? COLUMNS.map(() => 0);
    cells[Number(status) * 2 + Number(engaged)] = Number(n);
    counted.set(Number(place), cells);
  }
  return counted;
}

/** How many numbers differ; a row that is not there is a row of zeros. */
function compare(is: Rows, should: Rows): number {
  let differences = 0;
  for (const place of new Set([...is.keys(), ...should.keys()])) {
    const [found, wanted] = [is.get(place), should.get(place)];
    for (const index of COLUMNS.keys()) if ((found?.[index] ?? 0) !== (wanted?.[index] ?? 0)) differences++;
  }
  return differences;
}

async function write(manager: EntityManager, projectId: Id, { name, key }: Table, rows: Rows): Promise<void> {
  await manager.query(`DELETE FROM ${name} WHERE project_id = ?`, [projectId]);
  const all = [...rows].sort(([a], [b]) => a - b);
  const marks = `(?, ?${", ?".repeat(COLUMNS.length)})`;
  for (let from = 0; from < all.length; from += PORTION) {
    const portion = all.slice(from, from + PORTION);
    await manager.query(
      `INSERT INTO ${name} (project_id, ${key}, ${COLUMNS.join(", ")}) VALUES ${portion.map(() => marks).join(", ")}`,
      portion.flatMap(([place, cells]) => [projectId, place, ...cells]),
    );
  }
}

async function recountWaiting(manager: EntityManager, projectId: Id, repair: boolean): Promise<number> {
  const [row]: Record<"counter" | "visitors", number | string>[] = await manager.query(
    `SELECT s.needing_attention AS counter, (SELECT COUNT(*) FROM visitor v
       WHERE v.project_id = s.project_id AND v.needs_attention = 1) AS visitors
     FROM project_sequence s WHERE s.project_id = ?`,
    [projectId],
  );
  const should = Number(row?.visitors ?? 0);
  if (Number(row?.counter ?? 0) === should) return 0;
  if (repair)
    await manager.query("UPDATE project_sequence SET needing_attention = ? WHERE project_id = ?", [
      should,
      projectId,
    ]);
  return 1;
}

async function restateParams(manager: EntityManager, projectId: Id, repair: boolean): Promise<number> {
  const [row]: { n: number | string }[] = await manager.query(
    `SELECT COUNT(*) AS n FROM visitor_param p JOIN visitor v ON v.id = p.visitor_id
     WHERE v.project_id = ? AND (p.started_at <> v.started_at OR p.status <> v.status OR p.engaged <> v.engaged)`,
    [projectId],
  );
  const wrong = Number(row?.n ?? 0);
  if (wrong > 0 && repair) {
    const repeated = ["started_at", "status", "engaged"].map(
      (name) => `${name} = (SELECT v.${name} FROM visitor v WHERE v.id = visitor_param.visitor_id)`,
    );
    await manager.query(`UPDATE visitor_param SET ${repeated.join(", ")} WHERE project_id = ?`, [projectId]);
  }
  return wrong;
}
