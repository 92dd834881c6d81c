// Gives every caller a query runner of its own on the embedded database, and passes each through the gate:
// for a whole transaction, or for the one statement. TypeORM by itself hands one shared runner to everybody.
import type { DataSource } from "typeorm";
import { BetterSqlite3QueryRunner } from "typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js";
import type { BetterSqlite3Driver } from "typeorm/driver/better-sqlite3/BetterSqlite3Driver.js";
import { Gate } from "./gate.js";

class GatedQueryRunner extends BetterSqlite3QueryRunner {
  private leave: (() => void) | null = null;

  constructor(
    driver: BetterSqlite3Driver,
    private readonly gate: Gate,
    statements: Map<string, unknown>,
  ) {
    super(driver);
    // Prepared statements belong to the one connection, so all runners share them.
    Object.assign(this, { stmtCache: statements });
  }

  override async startTransaction() {
    this.leave ??= await this.gate.enter(true);
    try {
      await super.startTransaction();
    } catch (error) {
      this.end();
      throw error;
    }
  }

  override async commitTransaction() {
    const whole = this.transactionDepth <= 1;
    try {
      await super.commitTransaction();
    } catch (error) {
      // A commit that failed (the disk is full) leaves the transaction open, or has rolled it back by itself.
      if (whole) await super.query("ROLLBACK").catch(() => undefined);
      throw error;
    } finally {
      if (whole) this.end();
    }
  }

  override async rollbackTransaction() {
    const whole = this.transactionDepth <= 1;
    try {
      await super.rollbackTransaction();
    } catch (error) {
      // After a full disk or a broken read SQLite has rolled back already, and says so.
      if (!whole || !/no transaction is active/.test(String(error))) throw error;
    } finally {
      if (whole) this.end();
    }
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signature is TypeORM's
  override async query(sql: string, values: any[] = [], structured = false): Promise<any> {
    // IMMEDIATE takes the write lock at once, so a transaction never fails half way for want of it.
    if (sql === "BEGIN TRANSACTION") sql = "BEGIN IMMEDIATE";
    if (this.leave) return super.query(sql, values, structured);
    const leave = await this.gate.enter(false);
    try {
      return await super.query(sql, values, structured);
    } finally {
      leave();
    }
  }

  /** Whatever became of the transaction, it is over: the next one must get in. */
  private end() {
    this.isTransactionActive = false;
    this.transactionDepth = 0;
    this.leave?.();
    this.leave = null;
  }
}

/** Puts the gate in front of a data source on the embedded database. Call before `initialize()`. */
export function installGate(dataSource: DataSource): Gate {
  const gate = new Gate();
  const statements = new Map<string, unknown>();
  const driver = dataSource.driver as BetterSqlite3Driver;
  driver.createQueryRunner = () => new GatedQueryRunner(driver, gate, statements);
  return gate;
}
