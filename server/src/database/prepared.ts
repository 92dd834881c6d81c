// MariaDB and MySQL: a statement that comes again and again in the same shape is prepared once on its connection. Its values
// then go as they are: nobody escapes them here and nobody parses them there, which for inserts is half of the work.
import { type DataSource, type EntityManager, QueryFailedError } from "typeorm";
import type { MysqlDriver } from "typeorm/driver/mysql/MysqlDriver.js";
import { MysqlQueryRunner } from "typeorm/driver/mysql/MysqlQueryRunner.js";

/** What we use of mysql2's connection. */
interface Connection {
  execute(sql: string, values: unknown[], done: (error: Error | null, result: unknown) => void): void;
}

class PreparingQueryRunner extends MysqlQueryRunner {
  async prepared(sql: string, values: unknown[]): Promise<unknown> {
    const connection = (await this.connect()) as Connection;
    await this.broadcaster.broadcast("BeforeQuery", sql, values);
    return new Promise((resolve, reject) => {
      connection.execute(sql, values, (error, result) => {
        if (error) reject(new QueryFailedError(sql, values, error));
        else resolve(result);
      });
    });
  }
}

/** Call before `initialize()`. */
export function installPreparing(source: DataSource): void {
  const driver = source.driver as MysqlDriver;
  driver.createQueryRunner = (mode) => new PreparingQueryRunner(driver, mode);
}

/** Only for a statement of which there are few shapes: each takes memory of the database, on every connection. */
export function prepared(manager: EntityManager, sql: string, values: unknown[]): Promise<unknown> {
  const { queryRunner } = manager;
  return queryRunner instanceof PreparingQueryRunner
    ? queryRunner.prepared(sql, values)
    : manager.query(sql, values);
}
