// All visitors under a filter, in the order of the list, a batch at a time: each that matches all the while exactly once.
//
// One state of the database for the whole file would mean a transaction that lasts as long as the slowest download: on the
// embedded database it would keep everybody else out, on MariaDB it would hold back the purge of old rows. So every batch is
// a short statement of its own, and what changes meanwhile is put right from the change log. A visitor who comes back moves
// to the top of the list: one whose old place has not been reached yet would be missed. After every batch the log is read
// up to its present end, and who has moved away from ahead of us is added there and then. It is read after the batch, so
// what it does not tell yet the batch has not seen either.
import { setImmediate } from "node:timers/promises";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { ChangeLog } from "../live/change-log.js";
import { type CompiledFilter, FilterCondition, type VisitorFacts } from "../visitors/index.js";
import { ROW_COLUMNS, type VisitorRow } from "./visitor.cells.js";

/** A row's place in the list: newest first. */
interface Place {
  startedAt: number;
  id: number;
}

interface Move {
  /** What it was before it first moved. */
  old: VisitorFacts;
  startedAt: number;
}

export interface BatchSizes {
  /** Rows a statement. */
  rows: number;
  /** Rows that a statement looks at, where the index alone does not tell which match. */
  window: number;
}

const SIZES: BatchSizes = { rows: 1_000, window: 4_000 };
const LOG_BATCH = 500;
const INDEXES: Partial<Record<FilterCondition, string>> = { ONLINE: "visitor_online", STATUS: "visitor_tab" };

const isBehind = (place: Place, edge: Place) =>
  place.startedAt < edge.startedAt || (place.startedAt === edge.startedAt && place.id < edge.id);

export class VisitorRows {
  /** An index whose order is the list's, and what it narrows down by itself. */
  private readonly index: string;
  private readonly base: CompiledFilter;
  private readonly isWhole: boolean;

  constructor(
    private readonly database: Database,
    private readonly log: ChangeLog,
    private readonly filter: CompiledFilter,
    private readonly sizes: BatchSizes = SIZES,
  ) {
    const kind = [FilterCondition.ONLINE, FilterCondition.STATUS].find((each) => filter.has(each));
    this.index = (kind && INDEXES[kind]) ?? "visitor_list";
    this.base = filter.only((each) => each.kind === kind || each.kind === FilterCondition.DATES);
    this.isWhole = this.base.conditions.length === filter.conditions.length;
  }

  /** `seq` is the log's head before the first batch; batches may be empty. */
  async *batches(seq: number, signal: AbortSignal): AsyncGenerator<VisitorRow[]> {
    /** Whoever comes by a second time, because a clock stood behind another. */
    const again = new Set<number>();
    let edge: Place | null = null;
    for (;;) {
      signal.throwIfAborted();
      const { rows, next }: { rows: VisitorRow[]; next: Place | null } = await this.read(edge);
      signal.throwIfAborted();
      const moves = new Map<number, Move>();
      seq = await this.collectMoves(seq, moves);
      const ids = new Set(rows.map((row) => Number(row.id)).filter((id) => !again.has(id)));
      const missed: number[] = [];
      for (const [id, { old, startedAt }] of moves) {
        const comes = next !== null && isBehind({ startedAt, id }, next);
        const wasRead = again.has(id) || (edge !== null && !isBehind({ startedAt: old.startedAt, id }, edge));
        if (wasRead || ids.has(id)) {
          if (wasRead) ids.delete(id);
          if (comes) again.add(id);
        } else if (!comes && this.filter.matches(old)) missed.push(id);
      }
      const fresh = rows.filter((row) => ids.has(Number(row.id)));
      for (let from = 0; from < missed.length; from += LOG_BATCH)
        fresh.push(...(await this.readMissed(missed.slice(from, from + LOG_BATCH))));
      yield fresh;
      if (!next) return;
      edge = next;
      // The embedded database answers at once: without this nobody else would get a turn.
      await setImmediate();
    }
  }

  /** The rows behind an edge, and the new edge; null at the end of the list. */
  private async read(edge: Place | null): Promise<{ rows: VisitorRow[]; next: Place | null }> {
    const { rows: limit, window } = this.sizes;
    if (this.isWhole) {
      const rows = await this.select(ROW_COLUMNS, this.filter, [behind(edge)], `LIMIT ${limit}`);
      return { rows, next: rows.length < limit ? null : placeOf(rows.at(-1)) };
    }
    // Where few match, one statement might search the whole table: it looks at so many rows of the index instead.
    const [last] = await this.select(
      "v.id, v.started_at",
      this.base,
      [behind(edge)],
      `LIMIT 1 OFFSET ${window - 1}`,
    );
    const next = placeOf(last);
    return { rows: await this.select(ROW_COLUMNS, this.filter, [behind(edge), upTo(next)]), next };
  }

  private select(
    columns: string,
    filter: CompiledFilter,
    bounds: (Bound | null)[],
    limit = "",
  ): Promise<VisitorRow[]> {
    const { dialect, source } = this.database;
    const { sql, values } = filter.where();
    const set = bounds.filter((bound) => bound !== null);
    const hint = dialect === "sqlite" ? `INDEXED BY ${this.index}` : `FORCE INDEX (${this.index})`;
    const where = [sql, ...set.map((bound) => bound[dialect])].join(" AND ");
    return source.query(
      `SELECT ${columns} FROM visitor v ${hint} WHERE ${where} ORDER BY v.started_at DESC, v.id DESC ${limit}`,
      [...values, ...set.flatMap((bound) => bound.values[dialect])],
    );
  }

  private async collectMoves(seq: number, moves: Map<number, Move>): Promise<number> {
    for (;;) {
      const changes = await this.log.after<VisitorFacts>(this.filter.projectId, seq, LOG_BATCH);
      for (const { visitorId, before, after } of changes) {
        if (!visitorId || !before || !after || before.startedAt === after.startedAt) continue;
        const id = Number(visitorId);
        moves.set(id, { old: moves.get(id)?.old ?? before, startedAt: after.startedAt });
      }
      seq = changes.at(-1)?.seq ?? seq;
      if (changes.length < LOG_BATCH) return seq;
    }
  }

  private readMissed(ids: readonly number[]): Promise<VisitorRow[]> {
    const { sql, values } = this.filter.where();
    return this.database.source.query(
      `SELECT ${ROW_COLUMNS} FROM visitor v WHERE ${sql} AND v.id IN (${ids.map(() => "?").join(", ")}) ORDER BY v.started_at DESC, v.id DESC`,
      [...values, ...ids],
    );
  }
}

/** These visitors of a project, in this order; who is not there is left out. */
export async function readThese(
  { source }: Database,
  projectId: Id,
  ids: readonly Id[],
): Promise<VisitorRow[]> {
  if (ids.length === 0) return [];
  const rows: VisitorRow[] = await source.query(
    `SELECT ${ROW_COLUMNS} FROM visitor v WHERE v.project_id = ? AND v.id IN (${ids.map(() => "?").join(", ")})`,
    [projectId, ...ids],
  );
  const found = new Map(rows.map((row) => [String(row.id), row]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Each database walks its index only if the bound is put the way it knows. */
interface Bound {
  sqlite: string;
  mysql: string;
  values: { sqlite: number[]; mysql: number[] };
}

function bound(place: Place | null, compare: "<" | ">", orEqual: "" | "="): Bound | null {
  if (!place) return null;
  const { startedAt, id } = place;
  return {
    sqlite: `(v.started_at, v.id) ${compare}${orEqual} (?, ?)`,
    mysql: `(v.started_at ${compare} ? OR (v.started_at = ? AND v.id ${compare}${orEqual} ?))`,
    values: { sqlite: [startedAt, id], mysql: [startedAt, startedAt, id] },
  };
}

const behind = (edge: Place | null) => bound(edge, "<", "");
const upTo = (end: Place | null) => bound(end, ">", "=");

const placeOf = (row: Pick<VisitorRow, "id" | "started_at"> | undefined): Place | null =>
  row ? { startedAt: Number(row.started_at), id: Number(row.id) } : null;
