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

export class SqliteDatabase {
  private readonly database: DatabaseSync;

  constructor(path: string, options: { timeout?: number } = {}) {
    this.database = new DatabaseSync(path, { timeout: options.timeout ?? 5000 });
  }

  prepare(sql: string) {
    return new Statement(this.database.prepare(sql));
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
