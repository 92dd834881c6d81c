// The counters of what a seed's transaction has added, written with it: as keepCounters would, many rows a statement.
import { countColumn } from "../visitors/visitor-count.entity.js";
import { STATUSES } from "../visitors/visitor.status.js";
import type { Bulk } from "./bulk.js";
import type { SeededVisitor } from "./visitor.js";

const COLUMNS = STATUSES.flatMap((status) => [countColumn(status, false), countColumn(status, true)]);
const SPANS = [
  ["visitor_hour", "hour", 3_600_000],
  ["visitor_day", "day", 24 * 3_600_000],
] as const;
/** Rows a statement. */
const BATCH = 500;

export class CounterSteps {
  private readonly spans = SPANS.map(() => new Map<number, number[]>());
  private visitors = 0;
  private waiting = 0;

  add({ startedAt, status, engaged, needsAttention }: SeededVisitor): void {
    this.visitors += 1;
    if (needsAttention) this.waiting += 1;
    const column = COLUMNS.indexOf(countColumn(status, engaged));
    for (const [index, [, , length]] of SPANS.entries()) {
      const span = this.spans[index] as Map<number, number[]>;
      const at = Math.floor(startedAt / length);
      const counts = span.get(at) ?? COLUMNS.map(() => 0);
      counts[column] = (counts[column] ?? 0) + 1;
      span.set(at, counts);
    }
  }

  /** Writes what has come together, and begins anew. */
  async flush(bulk: Bulk, projectId: number): Promise<void> {
    await bulk.run(
      "UPDATE project_sequence SET visitors = visitors + ?, needing_attention = needing_attention + ? WHERE project_id = ?",
      [this.visitors, this.waiting, projectId],
    );
    [this.visitors, this.waiting] = [0, 0];
    for (const [index, [table, key]] of SPANS.entries()) {
      const rows = [...(this.spans[index] ?? [])].sort(([a], [b]) => a - b);
      for (let from = 0; from < rows.length; from += BATCH)
        await bulk.run(upsert(bulk, table, key, projectId, rows.slice(from, from + BATCH)));
      this.spans[index]?.clear();
    }
  }
}

function upsert(
  { dialect }: Bulk,
  table: string,
  key: string,
  projectId: number,
  rows: readonly (readonly [number, readonly number[]])[],
): string {
  const isSqlite = dialect === "sqlite";
  const added = (column: string) => (isSqlite ? `excluded.${column}` : `VALUES(${column})`);
  const sets = COLUMNS.map((column) => `${column} = ${table}.${column} + ${added(column)}`).join(", ");
  const clash = isSqlite ? `ON CONFLICT (project_id, ${key}) DO UPDATE SET` : "ON DUPLICATE KEY UPDATE";
  // Whole numbers all of them: thousands of placeholders would only be slow.
  const values = rows.map(([at, counts]) => `(${[projectId, at, ...counts].join(", ")})`).join(", ");
  return `INSERT INTO ${table} (project_id, ${key}, ${COLUMNS.join(", ")}) VALUES ${values} ${clash} ${sets}`;
}
