// Which index a list of visitors is read by. Said, not left to the optimizer: it knows the table's statistics, which are old right
// after a burst, but not that a list wants its rows in the index's order.
import type { EntityManager } from "typeorm";
import type { CompiledFilter } from "./visitor.filter.js";
import { FilterCondition } from "./visitor.input.js";

/** What stands behind FROM, under the alias v. All of these indexes end in started_at, id. */
export function visitorTable(filter: CompiledFilter | null, manager: EntityManager): string {
  // A parameter may be rare or common: only the database can weigh its index against the list's.
  if (filter?.has(FilterCondition.PARAMS)) return "visitor v";
  const index = indexOf(filter);
  return manager.connection.options.type === "better-sqlite3"
    ? `visitor v INDEXED BY ${index}`
    : `visitor v FORCE INDEX (${index})`;
}

function indexOf(filter: CompiledFilter | null): string {
  if (!filter) return "visitor_list";
  const { status, engaged, online, needsAttention } = filter.terms;
  if (needsAttention) return "visitor_attention";
  if (online) return "visitor_online";
  if (status === null) return "visitor_list";
  return engaged ? "visitor_engaged" : "visitor_tab";
}
