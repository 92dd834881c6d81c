// Node's own SQLite under the few calls of better-sqlite3 that TypeORM makes: nothing to compile, nothing to download.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

class Statement {
  readonly reader: boolean;

  constructor(private readonly statement: StatementSync) {
    this.reader = statement.columns().length > 0;
  }

  all(...values: SQLInputValue[]) {
    return this.statement.all(...values);
  }

  run(...values: SQLInputValue[]) {
    return this.statement.run(...values);
  }
}

/** Statements that are kept ready, the latest used last. */
const KEPT = 200;
const KEPT_LENGTH = 4_000;

export class SqliteDatabase {
  private readonly database: DatabaseSync;
  private readonly kept = new Map<string, Statement>();

  constructor(path: string, options: { timeout?: number } = {}) {
    this.database = new DatabaseSync(path, { timeout: options.timeout ?? 5000 });
  }

  prepare(sql: string): Statement {
    const known = this.kept.get(sql);
    // Every statement runs to its end at once, so that one can serve whoever comes next.
    const statement = known ?? new Statement(this.database.prepare(sql));
    if (known) this.kept.delete(sql);
    if (sql.length <= KEPT_LENGTH) this.kept.set(sql, statement);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return statement;
  }

  pragma(text: string) {
    const statement = this.database.prepare(`PRAGMA ${text}`);
    return statement.columns().length > 0 ? statement.all() : statement.run();
  }

  exec(sql: string) {
    this.database.exec(sql);
  }

  close() {
    this.database.close();
  }
}
