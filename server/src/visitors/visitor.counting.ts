// How many visitors match a filter, per status. What the counters can tell is told without looking at a single visitor; what
// they cannot (who is online, who waits) is a small set with an index of its own, or the rest beside one.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import { DAY, HOUR, countColumn } from "./visitor-count.entity.js";
import type { Span } from "./visitor.condition.js";
import type { CompiledFilter } from "./visitor.filter.js";
import { FilterCondition } from "./visitor.input.js";
import { STATUSES } from "./visitor.status.js";
import { listTable, visitorTable } from "./visitor.table.js";

const { DATES, ENGAGED_ONLY, NEEDS_ATTENTION, ONLINE, STATUS } = FilterCondition;

/** What the counters know of a visitor. */
const COUNTED: readonly FilterCondition[] = [STATUS, DATES, ENGAGED_ONLY];

/** Whether the counters alone can tell how many match. */
export const isCounted = (filter: CompiledFilter) =>
  filter.conditions.every(({ kind }) => COUNTED.includes(kind));

/** The counters' columns of those who match, by status; a column's place is the place of its status. */
const columns = (engagedOnly: boolean) =>
  STATUSES.map((status) =>
    (engagedOnly ? [true] : [false, true]).map((engaged) => countColumn(status, engaged)),
  );

/** One number per status, in the order of STATUSES: rows that match the filter less its status. */
export async function countByStatus(filter: CompiledFilter, manager: EntityManager): Promise<number[]> {
  const inTabs = filter.less(STATUS);
  if (isCounted(inTabs)) return tally(inTabs, manager);
  // Nearly everybody is offline and waits for nothing: those are all but the few.
  const { online, needsAttention } = inTabs.terms;
  const kind = online === false ? ONLINE : needsAttention === false ? NEEDS_ATTENTION : null;
  if (kind) {
    const all = await countByStatus(inTabs.less(kind), manager);
    const few = await countByStatus(inTabs.flipped(kind), manager);
    return all.map((count, index) => count - (few[index] ?? 0));
  }
  const { from, where, values } = listTable(inTabs, manager);
  const rows: { status: number; n: number | string }[] = await manager.query(
    `SELECT v.status AS status, COUNT(*) AS n FROM ${from} WHERE ${where} GROUP BY v.status`,
    values,
  );
  const known = new Map(rows.map(({ status, n }) => [Number(status), Number(n)]));
  return STATUSES.map((_, index) => known.get(index) ?? 0);
}

/** Rows that match the whole filter. */
export async function countAll(filter: CompiledFilter, manager: EntityManager): Promise<number> {
  const counts = await countByStatus(filter, manager);
  const { status } = filter.terms;
  return status !== null ? (counts[status] ?? 0) : counts.reduce((sum, count) => sum + count, 0);
}

/** Whole days, whole hours at their edges, and the visitors themselves in what is less than an hour: one statement. */
async function tally(filter: CompiledFilter, manager: EntityManager): Promise<number[]> {
  const { projectId, terms } = filter;
  const cells = columns(terms.engaged === true);
  const sums = cells.map((names, index) => `${names.join(" + ")} AS c${index}`).join(", ");
  const { days, hours, rests } = pieces(terms);
  const parts = [
    ...days.map((piece) => counted(projectId, "visitor_day", "day", sums, piece)),
    ...hours.map((piece) => counted(projectId, "visitor_hour", "hour", sums, piece)),
    ...rests.map((rest) => scanned(filter.less(DATES), rest, manager)),
  ];
  if (parts.length === 0) return STATUSES.map(() => 0);
  const rows: Record<string, number | string | null>[] = await manager.query(
    `SELECT ${STATUSES.map((_, index) => `SUM(c${index}) AS c${index}`).join(", ")} FROM (${parts.map(({ sql }) => sql).join(" UNION ALL ")}) AS pieces`,
    parts.flatMap(({ values }) => values),
  );
  return STATUSES.map((_, index) => Number(rows[0]?.[`c${index}`] ?? 0));
}

function counted(projectId: Id, table: string, key: string, sums: string, { from, to }: Span) {
  const bounds = [
    ...(from === null ? [] : [{ sql: `${key} >= ?`, value: from }]),
    ...(to === null ? [] : [{ sql: `${key} < ?`, value: to }]),
  ];
  return {
    sql: `SELECT ${sums} FROM ${table} WHERE ${["project_id = ?", ...bounds.map(({ sql }) => sql)].join(" AND ")}`,
    values: [projectId, ...bounds.map(({ value }) => value)],
  };
}

function scanned(filter: CompiledFilter, { from, to }: Span, manager: EntityManager) {
  const { sql, values } = filter.where();
  const sums = STATUSES.map((_, index) => `SUM(v.status = ${index}) AS c${index}`).join(", ");
  return {
    sql: `SELECT ${sums} FROM ${visitorTable("visitor_list", manager)} WHERE ${sql} AND v.started_at >= ? AND v.started_at < ?`,
    values: [...values, Number(from), Number(to)],
  };
}

/** Takes a span apart: whole days (in days since 1970), whole hours beside them (in hours), and the rests (in ms). */
function pieces({ from, to }: Span): { days: Span[]; hours: Span[]; rests: Span[] } {
  if (from !== null && to !== null && from >= to) return { days: [], hours: [], rests: [] };
  const firstHour = from === null ? null : Math.ceil(from / HOUR);
  const endHour = to === null ? null : Math.floor(to / HOUR);
  if (firstHour !== null && endHour !== null && firstHour > endHour)
    return { days: [], hours: [], rests: [{ from, to }] };
  const rests = [
    ...(from === null || firstHour === null ? [] : [{ from, to: firstHour * HOUR }]),
    ...(to === null || endHour === null ? [] : [{ from: endHour * HOUR, to }]),
  ];
  const hoursADay = DAY / HOUR;
  const firstDay = firstHour === null ? null : Math.ceil(firstHour / hoursADay);
  const endDay = endHour === null ? null : Math.floor(endHour / hoursADay);
  const isWithinADay = firstDay !== null && endDay !== null && firstDay > endDay;
  const hours = isWithinADay
    ? [{ from: firstHour, to: endHour }]
    : [
        ...(firstDay === null ? [] : [{ from: firstHour, to: firstDay * hoursADay }]),
        ...(endDay === null ? [] : [{ from: endDay * hoursADay, to: endHour }]),
      ];
  const days = isWithinADay ? [] : [{ from: firstDay, to: endDay }];
  return { days: days.filter(isSome), hours: hours.filter(isSome), rests: rests.filter(isSome) };
}

const isSome = ({ from, to }: Span) => from === null || to === null || from < to;

/** A later end of the same list, and how many rows from there. */
export interface Stop {
  /** Rows are older than this, in ms; null: no bound. */
  to: number | null;
  skip: number;
}

/**
 * Walks down the counters to the hour that holds the row `skip` from the top of a list that they know (`isCounted`), so that no
 * more than an hour's rows are left to be skipped.
 */
export async function descend(filter: CompiledFilter, skip: number, manager: EntityManager): Promise<Stop> {
  const { from, to } = filter.terms;
  const day = await walk(filter, "day", { from, to }, skip, manager);
  return day.to === null ? day : walk(filter, "hour", { from: day.from, to: day.to }, day.skip, manager);
}

async function walk(
  filter: CompiledFilter,
  key: "day" | "hour",
  { from, to }: Span,
  skip: number,
  manager: EntityManager,
): Promise<Stop & { from: number | null }> {
  const size = key === "day" ? DAY : HOUR;
  const { status, engaged } = filter.terms;
  const cells = columns(engaged === true);
  const sum = (status !== null ? (cells[status] ?? []) : cells.flat()).join(" + ");
  const bounds = {
    from: from === null ? null : Math.floor(from / size),
    to: to === null ? null : Math.ceil(to / size),
  };
  const { sql, values } = counted(
    filter.projectId,
    `visitor_${key}`,
    key,
    `${key} AS place, ${sum} AS n`,
    bounds,
  );
  const rows: { place: number; n: number | string }[] = await manager.query(
    `${sql} ORDER BY ${key} DESC`,
    values,
  );
  let left = skip;
  for (const { place, n } of rows) {
    const start = place * size;
    const end = start + size;
    // Of the first one, the end may be cut off: its counter says too much.
    const isCut = to !== null && to < end;
    const here = isCut ? await countAll(filter.since(start), manager) : Number(n);
    if (left < here) return { from: Math.max(start, from ?? start), to: isCut ? to : end, skip: left };
    left -= here;
  }
  return { from, to, skip: left };
}
