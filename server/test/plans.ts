// Which statements a request runs, and how the database goes about each: for tests that no list ever looks at every row.
import type { DataSource } from "typeorm";

export interface Statement {
  sql: string;
  values: readonly unknown[];
}

/** One step of a plan. */
export interface Step {
  /** The table's alias or name. */
  table: string;
  /** The index it is read by; null: none. */
  index: string | null;
  /** Reads the whole table, or the whole of an index. */
  isScan: boolean;
  /** Sorts the rows it has read. */
  sorts: boolean;
  /** Gathers them in a table of its own, for a GROUP BY or a DISTINCT. */
  gathers: boolean;
  /** As the database said it. */
  said: string;
}

/** The reading statements that run on the data source during `body`. */
export async function record(source: DataSource, body: () => Promise<unknown>): Promise<Statement[]> {
  const heard: Statement[] = [];
  const { logger } = source;
  source.logger = {
    logQuery: (sql, values) => void heard.push({ sql, values: (values as unknown[] | undefined) ?? [] }),
    logQueryError: () => undefined,
    logQuerySlow: () => undefined,
    logSchemaBuild: () => undefined,
    logMigration: () => undefined,
    log: () => undefined,
  };
  try {
    await body();
  } finally {
    source.logger = logger;
  }
  // The server looks after itself meanwhile, by its own clock.
  return heard.filter(({ sql }) => /^\s*\(?\s*(SELECT|WITH)\b/i.test(sql) && !sql.includes("server_process"));
}

/** What other parts of the same statement have made, under these names, may be read from end to end: it is what was asked for. */
export async function explain(source: DataSource, { sql, values }: Statement): Promise<Step[]> {
  // How TypeORM asks for the rows of no ids at all.
  if (/\b0=1\b/.test(sql)) return [];
  const made = new Set([...sql.matchAll(/\)\s+(?:AS\s+)?(\w+)/gi)].map(([, name]) => name));
  const steps =
    source.options.type === "better-sqlite3"
      ? await explainSqlite(source, sql, values)
      : await explainMysql(source, sql, values);
  return steps.map((step) => ({ ...step, isScan: step.isScan && !made.has(step.table) }));
}

async function explainSqlite(source: DataSource, sql: string, values: readonly unknown[]): Promise<Step[]> {
  const rows: { detail: string }[] = await source.query(`EXPLAIN QUERY PLAN ${sql}`, [...values]);
  return rows.map(({ detail }) => ({
    table: /^(?:SCAN|SEARCH) (\S+)/.exec(detail)?.[1] ?? "",
    index: /PRIMARY KEY/.test(detail)
      ? "PRIMARY"
      : (/USING (?:COVERING )?INDEX (\S+)/.exec(detail)?.[1] ?? null),
    isScan: /^SCAN /.test(detail) && !/^SCAN (\(subquery|CONSTANT)/.test(detail),
    sorts: /TEMP B-TREE FOR .*ORDER BY/.test(detail),
    gathers: /TEMP B-TREE FOR (GROUP BY|DISTINCT)/.test(detail),
    said: detail,
  }));
}

interface MysqlRow {
  table: string | null;
  type: string | null;
  key: string | null;
  Extra: string | null;
}

async function explainMysql(source: DataSource, sql: string, values: readonly unknown[]): Promise<Step[]> {
  const rows: MysqlRow[] = await source.query(`EXPLAIN ${sql}`, [...values]);
  return rows.map(({ table, type, key, Extra }) => ({
    table: table ?? "",
    index: key,
    isScan: (type === "ALL" || type === "index") && !/^</.test(table ?? ""),
    // A GROUP BY sorts its few groups too.
    sorts: /filesort/.test(Extra ?? "") && !/temporary/.test(Extra ?? ""),
    gathers: /temporary/.test(Extra ?? ""),
    said: `${table} ${type} ${key} ${Extra}`,
  }));
}
