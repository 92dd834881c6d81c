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
      this.open();
      throw error;
    }
  }

  override async commitTransaction() {
    await super.commitTransaction();
    if (!this.isTransactionActive) this.open();
  }

  override async rollbackTransaction() {
    try {
      await super.rollbackTransaction();
    } finally {
      if (!this.isTransactionActive) this.open();
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

  private open() {
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
