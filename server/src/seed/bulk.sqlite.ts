// The embedded database: one prepared statement a table, and a lock on the whole file.
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { ConfigError } from "../config.js";
import { type Bulk, type Found, IN_USE } from "./bulk.js";
import { type Rows, TABLES, TABLE_NAMES, type Table, type Value } from "./tables.js";

const BUSY = 5;

export class SqliteBulk implements Bulk {
  readonly dialect = "sqlite";
  private readonly statements = new Map<Table, StatementSync>();

  private constructor(private readonly database: DatabaseSync) {}

  static async open(path: string): Promise<SqliteBulk> {
    // Rows are written parents first and in good order, so nothing needs to look for a parent again.
    const database = new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: false });
    try {
      // A connection that is open holds the file, so this tells whether there is one, and keeps others out.
      database.exec(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -262144",
      );
      database.exec("BEGIN IMMEDIATE; ROLLBACK");
    } catch (error) {
      database.close();
      if ((error as { errcode?: number }).errcode !== BUSY) throw error;
      throw new ConfigError(IN_USE, { cause: error });
    }
    return new SqliteBulk(database);
  }

  async read(sql: string, values: readonly Value[] = []): Promise<Found> {
    return this.database.prepare(sql).all(...values);
  }

  async run(sql: string, values: readonly Value[] = []): Promise<void> {
    this.database.prepare(sql).run(...values);
  }

  async begin(): Promise<void> {
    this.database.exec("BEGIN IMMEDIATE");
  }

  async commit(): Promise<void> {
    this.database.exec("COMMIT");
  }

  async rollback(): Promise<void> {
    this.database.exec("ROLLBACK");
  }

  async insert(rows: Rows): Promise<void> {
    for (const table of TABLE_NAMES) {
      const statement = this.statement(table);
      const columns: readonly string[] = TABLES[table];
      for (const row of rows[table] as Record<string, Value>[])
        statement.run(...columns.map((column) => row[column] ?? null));
    }
  }

  async freeKey(table: string): Promise<number> {
    const [row] = await this.read("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]);
    return Number(row?.seq ?? 0) + 1;
  }

  async close(): Promise<void> {
    this.database.close();
  }

  private statement(table: Table): StatementSync {
    const columns = TABLES[table];
    const known =
      this.statements.get(table) ??
      this.database.prepare(
        `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
      );
    this.statements.set(table, known);
    return known;
  }
}
