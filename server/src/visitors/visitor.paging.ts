// Where a page of the list stands: by number, or behind or ahead of a row. No page costs more than another: a row is found by
// its place in the index, and a page's number by the counters.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import { BadUserInput } from "../graphql/errors.js";
import { decodeCursor, encodeCursor, pageSize } from "../graphql/page.js";
import type { Found } from "./search/found.js";
import { countAll, descend, isCounted } from "./visitor.counting.js";
import type { Visitor } from "./visitor.entity.js";
import type { CompiledFilter } from "./visitor.filter.js";
import { listTable } from "./visitor.table.js";

export interface PageInput {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  page?: number | null;
}

type Place = { startedAt: number; id: string };
export type Window = { size: number } & (
  { kind: "page"; page: number } | { kind: "end" } | { kind: "after" | "before"; place: Place }
);

export interface FoundPage {
  ids: Id[];
  /** Place of the first row among all that match, from 0. */
  firstIndex: number;
}

const LIST = "visitors";
/** Fewer rows than these are skipped sooner than the counters are asked. */
const SHORT_WAY = 200;

export const cursorOf = ({ startedAt, id }: Visitor) => encodeCursor(LIST, [startedAt.getTime(), id]);

/** What is known of the list before its page: how many match, and what the search index has found. */
interface Known {
  totalCount: number;
  found: Found | null;
}

export async function findPage(
  filter: CompiledFilter,
  window: Window,
  { totalCount, found }: Known,
  manager: EntityManager,
): Promise<FoundPage> {
  if (found) return pageOf(found, window);
  const { size } = window;
  if (window.kind === "page") {
    const firstIndex = (window.page - 1) * size;
    return { ids: firstIndex < totalCount ? await jump(filter, firstIndex, size, manager) : [], firstIndex };
  }
  if (window.kind === "end") {
    const ids = (await rows(filter, { order: "ASC", size }, manager)).reverse();
    return { ids, firstIndex: totalCount - ids.length };
  }
  const { startedAt, id } = window.place;
  const ahead = await countAll(filter.since(startedAt + 1), manager);
  const table = listTable(filter, manager);
  const same: { id: number | string }[] = await manager.query(
    `SELECT ${table.id} AS id FROM ${table.from} WHERE ${table.where} AND ${table.startedAt} = ?`,
    [...table.values, startedAt],
  );
  // Ids are 64-bit numbers outside of JavaScript's exact ones.
  const place = BigInt(id);
  if (window.kind === "after") {
    const firstIndex = ahead + same.filter((row) => BigInt(row.id) >= place).length;
    const ids = await rows(filter, { order: "DESC", size, place: window.place }, manager);
    return { ids, firstIndex };
  }
  const ids = (await rows(filter, { order: "ASC", size, place: window.place }, manager)).reverse();
  return { ids, firstIndex: ahead + same.filter((row) => BigInt(row.id) > place).length - ids.length };
}

function pageOf(found: Found, window: Window): FoundPage {
  const { size } = window;
  if (window.kind === "page") {
    const firstIndex = (window.page - 1) * size;
    return { ids: found.page(firstIndex, size), firstIndex };
  }
  if (window.kind === "after") {
    const firstIndex = found.behind(inIndex(window.place));
    return { ids: found.page(firstIndex, size), firstIndex };
  }
  const end = window.kind === "end" ? found.total : found.before(inIndex(window.place));
  const firstIndex = Math.max(0, end - size);
  return { ids: found.page(firstIndex, end - firstIndex), firstIndex };
}

const inIndex = ({ startedAt, id }: Place) => ({ startedAt, id: Number(id) });

async function jump(filter: CompiledFilter, skip: number, size: number, manager: EntityManager) {
  if (skip <= SHORT_WAY || !isCounted(filter)) return rows(filter, { order: "DESC", size, skip }, manager);
  return rows(filter, { order: "DESC", size, ...(await descend(filter, skip, manager)) }, manager);
}

interface Reading {
  order: "ASC" | "DESC";
  size: number;
  /** Rows behind this one, in that order. */
  place?: Place;
  skip?: number;
  /** Rows older than this, in ms. */
  to?: number | null;
}

async function rows(
  filter: CompiledFilter,
  { order, size, place, skip = 0, to = null }: Reading,
  manager: EntityManager,
): Promise<Id[]> {
  const { from, where, values, startedAt, id } = listTable(filter, manager);
  const compare = order === "DESC" ? "<" : ">";
  // The first bound is where the index is entered; the second leaves out those of the same moment that are not behind.
  const behind = place
    ? ` AND ${startedAt} ${compare}= ? AND (${startedAt} ${compare} ? OR ${id} ${compare} ?)`
    : "";
  const older = to === null ? "" : ` AND ${startedAt} < ?`;
  const found: { id: number | string }[] = await manager.query(
    `SELECT ${id} AS id FROM ${from} WHERE ${where}${behind}${older} ORDER BY ${startedAt} ${order}, ${id} ${order} LIMIT ${size} OFFSET ${skip}`,
    [...values, ...(place ? [place.startedAt, place.startedAt, place.id] : []), ...(to === null ? [] : [to])],
  );
  return found.map((row) => String(row.id));
}

/** Throws BAD_USER_INPUT for arguments that do not go together. */
export function checkPaging({ first, after, last, before, page }: PageInput): Window {
  if (first != null && last != null)
    throw new BadUserInput("Give first or last, not both.", { field: "last" });
  if (page != null) {
    if (after || before || last != null)
      throw new BadUserInput("page goes with first alone, not with after, before or last.", {
        field: "page",
      });
    if (page < 1 || page > 1_000_000_000)
      throw new BadUserInput(`page counts from 1; ${page} is not a page.`, { field: "page" });
    return { kind: "page", page, size: pageSize(first, "first", 20, 100) };
  }
  if (after && before) throw new BadUserInput("Give after or before, not both.", { field: "before" });
  if (after && last != null)
    throw new BadUserInput("after goes with first; last goes with before.", { field: "last" });
  if (before && first != null)
    throw new BadUserInput("before goes with last; first goes with after.", { field: "first" });
  if (before) return { kind: "before", place: placeOf(before), size: pageSize(last, "last", 20, 100) };
  if (after) return { kind: "after", place: placeOf(after), size: pageSize(first, "first", 20, 100) };
  if (last != null) return { kind: "end", size: pageSize(last, "last", 20, 100) };
  return { kind: "page", page: 1, size: pageSize(first, "first", 20, 100) };
}

function placeOf(cursor: string): Place {
  const [startedAt, id] = decodeCursor(LIST, cursor);
  if (typeof startedAt !== "number" || typeof id !== "string" || !/^\d{1,18}$/.test(id)) {
    throw new BadUserInput("This cursor does not belong to this list. Use one that the list itself gave.", {
      field: "after",
    });
  }
  return { startedAt, id };
}
