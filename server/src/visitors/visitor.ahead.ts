// Reads visitors ahead for a group of works: whose tokens these are, their rows, locked, and their parameters.
import type { Id } from "../database/columns.js";
import { forUpdateSql } from "../database/data-source.js";
import { Shelf } from "../database/rows.js";
import { list } from "../database/shapes.js";
import { Table } from "../database/table.js";
import type { Ahead, Work } from "../database/work.js";
import { VisitorParam } from "./visitor-param.entity.js";
import { Visitor } from "./visitor.entity.js";

/** By id; null: there is none. */
export const VISITORS = new Shelf<Visitor | null>("visitors");
/** By visitor. */
export const PARAMS = new Shelf<readonly VisitorParam[]>("parameters");
/** A visitor's id by its token's hash; null: there is none. */
export const TOKENS = new Shelf<Id | null>("tokens");

interface Locked {
  visitor: Visitor;
  params: VisitorParam[];
}

/** The project's visitors that are there, locked in one order for all, before anything else of theirs. */
export async function lockVisitors(
  { manager, projectId }: Pick<Ahead, "manager" | "projectId">,
  wanted: readonly Id[],
): Promise<Locked[]> {
  if (wanted.length === 0) return [];
  // By nothing but their ids: an index of the project would find them in an order of its own.
  const where = `IN (${list(wanted.length)})`;
  const [found, foundParams] = await Promise.all([
    Table.of(manager, Visitor).select(
      manager,
      `WHERE t.id ${where} ORDER BY t.id${forUpdateSql(manager)}`,
      wanted,
    ),
    // Sent behind it, so they are read when their visitors are locked.
    Table.of(manager, VisitorParam).select(
      manager,
      `WHERE t.visitor_id ${where} ORDER BY t.visitor_id, t.param_key`,
      wanted,
    ),
  ]);
  const locked = found
    .filter(({ row }) => row.projectId === projectId)
    .map(({ row }) => ({ visitor: row, params: [] as VisitorParam[] }));
  const params = new Map(locked.map((each) => [each.visitor.id, each.params]));
  for (const { row } of foundParams) params.get(row.visitorId)?.push(row);
  return locked;
}

/** The same ahead for many works. */
export async function readVisitors(ahead: Ahead, ids: Iterable<Id>): Promise<Visitor[]> {
  const wanted = [...new Set(ids)];
  const locked = await lockVisitors(ahead, wanted);
  for (const id of wanted) ahead.know(VISITORS, id, null);
  return locked.map(({ visitor, params }) => {
    ahead.know(VISITORS, visitor.id, visitor);
    ahead.know(PARAMS, visitor.id, params);
    return visitor;
  });
}

/** Whose tokens these are. Nothing is locked yet: a token may be taken out of use until its visitor is. */
export async function readTokens(ahead: Ahead, hashes: Iterable<string>): Promise<Id[]> {
  const wanted = [...new Set(hashes)];
  // From the index alone. Whose project it is is seen when it is locked.
  const rows: { id: number | string; hash: string }[] = await ahead.manager.query(
    `SELECT id, token_hash AS hash FROM visitor WHERE token_hash IN (${list(wanted.length)})`,
    wanted,
  );
  for (const hash of wanted) ahead.know(TOKENS, hash, null);
  return rows.map(({ id, hash }) => {
    ahead.know(TOKENS, hash, String(id));
    return String(id);
  });
}

/** The visitor with this token. */
export async function visitorByToken(work: Work, tokenHash: string): Promise<Id | null> {
  const known = work.rows.known(TOKENS, tokenHash);
  if (known !== undefined) return known;
  const { projectId } = work;
  return (await work.manager.findOneBy(Visitor, { tokenHash, projectId }))?.id ?? null;
}
