// From which table a list of visitors is read, and by which index. Said, not left to the optimizer: it knows the table's
// statistics, which are old right after a burst, but not that a list wants its rows in the index's order.
import type { EntityManager } from "typeorm";
import type { CompiledFilter } from "./visitor.filter.js";
import { FilterCondition } from "./visitor.input.js";

const { DATES, ENGAGED_ONLY, PARAMS, STATUS } = FilterCondition;

export interface ListTable {
  /** What stands behind FROM; under the alias v it has the columns that the filter's `where` asks for. */
  from: string;
  where: string;
  values: (string | number)[];
  /** Both in the index's order: the list's. */
  startedAt: string;
  id: string;
}

/** What parameters repeat of their visitor. */
const REPEATED: readonly FilterCondition[] = [STATUS, DATES, ENGAGED_ONLY, PARAMS];

export function listTable(filter: CompiledFilter, manager: EntityManager): ListTable {
  if (filter.has(PARAMS)) return paramTable(filter, manager);
  const { sql: where, values } = filter.where();
  return {
    from: visitorTable(indexOf(filter), manager),
    where,
    values,
    startedAt: "v.started_at",
    id: "v.id",
  };
}

export function visitorTable(index: string, manager: EntityManager): string {
  return `visitor v ${by(index, manager)}`;
}

/** Those who have the first of the parameters, by an index that has them in the list's order. */
function paramTable(filter: CompiledFilter, manager: EntityManager): ListTable {
  const { projectId, terms, conditions } = filter;
  const { from, to, params } = terms;
  const [hash = "", ...others] = params;
  // The rest of the conditions is asked of the parameters' own copy, or of the visitors beside it.
  const isCovered = conditions.every(({ kind }) => REPEATED.includes(kind));
  const [alias, id] = isCovered ? ["v", "v.visitor_id"] : ["m", "m.visitor_id"];
  const index = by("visitor_param_match", manager);
  const join = manager.connection.options.type === "better-sqlite3" ? "CROSS JOIN" : "STRAIGHT_JOIN";
  const rest = filter.less(PARAMS).where();
  const bounds: [string, string | number | null][] = [
    [`${alias}.project_id = ?`, projectId],
    [`${alias}.hash = ?`, hash],
    [`${alias}.started_at >= ?`, from],
    [`${alias}.started_at < ?`, to],
  ];
  const set = bounds.flatMap(([sql, value]) => (value === null ? [] : [{ sql, value }]));
  const also = `EXISTS (SELECT 1 FROM visitor_param p WHERE p.project_id = ? AND p.hash = ? AND p.started_at = ${alias}.started_at AND p.visitor_id = ${id})`;
  return {
    from: isCovered
      ? `visitor_param v ${index}`
      : `visitor_param m ${index} ${join} visitor v ON v.id = m.visitor_id`,
    where: [...set.map(({ sql }) => sql), rest.sql, ...others.map(() => also)].join(" AND "),
    values: [
      ...set.map(({ value }) => value),
      ...rest.values,
      ...others.flatMap((other) => [projectId, other]),
    ],
    startedAt: `${alias}.started_at`,
    id,
  };
}

const by = (index: string, manager: EntityManager) =>
  manager.connection.options.type === "better-sqlite3" ? `INDEXED BY ${index}` : `FORCE INDEX (${index})`;

function indexOf(filter: CompiledFilter): string {
  const { status, engaged, online, needsAttention } = filter.terms;
  if (needsAttention) return "visitor_attention";
  if (online) return "visitor_online";
  if (status === null) return "visitor_list";
  return engaged ? "visitor_engaged" : "visitor_tab";
}
