// Keeps the counters beside the visitors, from the changes of a transaction and inside it.
import type { Id } from "../database/columns.js";
import type { Lane } from "../database/lane.js";
import { marks } from "../database/shapes.js";
import type { Change } from "../database/work.js";
import type { VisitorFacts } from "./visitor.facts.js";
import { DAY, HOUR, countColumn } from "./visitor-count.entity.js";

/** Rows a statement, below the embedded database's limit of parameters. */
const CHUNK = 500;

/** Changes per row (hour or day) and column. */
type Deltas = Map<number, Map<string, number>>;

export function keepCounters(lane: Lane, projectId: Id, changes: readonly Change[]): void {
  const hours: Deltas = new Map();
  const days: Deltas = new Map();
  let attention = 0;
  for (const change of changes) {
    for (const [facts, step] of [
      [change.before, -1],
      [change.after, 1],
    ] as const) {
      if (!facts) continue;
      const { startedAt, status, engaged, needsAttention } = facts as VisitorFacts;
      const column = countColumn(status, engaged);
      add(hours, Math.floor(startedAt / HOUR), column, step);
      add(days, Math.floor(startedAt / DAY), column, step);
      if (needsAttention) attention += step;
    }
  }
  flush(lane, "visitor_hour", "hour", projectId, hours);
  flush(lane, "visitor_day", "day", projectId, days);
  if (attention !== 0) {
    const moved =
      "UPDATE project_sequence SET needing_attention = needing_attention + ? WHERE project_id = ?";
    void lane.send(moved, [attention, projectId]);
  }
}

function add(deltas: Deltas, row: number, column: string, step: number): void {
  const columns = deltas.get(row) ?? new Map<string, number>();
  deltas.set(row, columns);
  columns.set(column, (columns.get(column) ?? 0) + step);
}

/** Rows in ascending order, so that two transactions never wait for one another; as many as may be in a statement. */
function flush(lane: Lane, table: string, key: string, projectId: Id, deltas: Deltas): void {
  const isSqlite = lane.manager.connection.options.type === "better-sqlite3";
  const changed = [...deltas]
    .filter(([, columns]) => [...columns.values()].some((step) => step !== 0))
    .sort(([a], [b]) => a - b);
  for (let start = 0; start < changed.length; start += CHUNK) {
    const rows = changed.slice(start, start + CHUNK);
    const names = [...new Set(rows.flatMap(([, columns]) => [...columns.keys()]))];
    const sets = names.map(
      (name) => `${name} = ${table}.${name} + ${isSqlite ? `excluded.${name}` : `VALUES(${name})`}`,
    );
    const clash = isSqlite ? `ON CONFLICT (project_id, ${key}) DO UPDATE SET` : "ON DUPLICATE KEY UPDATE";
    void lane.send(
      `INSERT INTO ${table} (project_id, ${key}, ${names.join(", ")}) VALUES ${marks(rows.length, names.length + 2)} ${clash} ${sets.join(", ")}`,
      rows.flatMap(([row, columns]) => [projectId, row, ...names.map((name) => columns.get(name) ?? 0)]),
    );
  }
}
