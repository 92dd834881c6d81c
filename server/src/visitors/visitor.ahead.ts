// Reads visitors ahead for a group of works: whose tokens these are, their rows, locked, and their parameters.
import type { Id } from "../database/columns.js";
import { forUpdateSql } from "../database/data-source.js";
import { Shelf } from "../database/rows.js";
import { Table, list } from "../database/table.js";
import type { Ahead, Work } from "../database/work.js";
import { VisitorParam } from "./visitor-param.entity.js";
import { Visitor } from "./visitor.entity.js";

/** By id; null: there is none. */
export const VISITORS = new Shelf<Visitor | null>("visitors");
/** By visitor. */
export const PARAMS = new Shelf<readonly VisitorParam[]>("parameters");
/** A visitor's id by its token's hash; null: there is none. */
export const TOKENS = new Shelf<Id | null>("tokens");

/** The visitors that are there, locked in one order for all, before anything else of theirs. */
export async function readVisitors(ahead: Ahead, ids: Iterable<Id>): Promise<Visitor[]> {
  const { manager, projectId } = ahead;
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const where = `IN (${list(wanted.length)})`;
  const found = await Table.of(manager, Visitor).select(
    manager,
    `WHERE t.id ${where} ORDER BY t.id${forUpdateSql(manager)}`,
    wanted,
  );
  const visitors = found.map(({ row }) => row).filter((visitor) => visitor.projectId === projectId);
  const params = new Map(visitors.map(({ id }) => [id, [] as VisitorParam[]]));
  for (const { row } of await Table.of(manager, VisitorParam).select(
    manager,
    `WHERE t.visitor_id ${where} ORDER BY t.visitor_id, t.param_key`,
    wanted,
  ))
    params.get(row.visitorId)?.push(row);
  for (const id of wanted) ahead.know(VISITORS, id, null);
  for (const visitor of visitors) {
    ahead.know(VISITORS, visitor.id, visitor);
    ahead.know(PARAMS, visitor.id, params.get(visitor.id) ?? []);
  }
  return visitors;
}

/** Whose tokens these are. Nothing is locked yet: a token may be taken out of use until its visitor is. */
export async function readTokens(ahead: Ahead, hashes: Iterable<string>): Promise<Id[]> {
  const { manager, projectId } = ahead;
  const wanted = [...new Set(hashes)];
  const rows: { id: number | string; hash: string }[] = await manager.query(
    `SELECT id, token_hash AS hash FROM visitor WHERE token_hash IN (${list(wanted.length)}) AND project_id = ?`,
    [...wanted, projectId],
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
