// MariaDB and MySQL: a statement that comes again and again in the same shape is prepared once on its connection. Its values
// then go as they are: nobody escapes them here and nobody parses them there, which for inserts is half of the work.
import {
  type DataSource,
  type EntityManager,
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
} from "typeorm";
import type { MysqlDriver } from "typeorm/driver/mysql/MysqlDriver.js";
import { MysqlQueryRunner } from "typeorm/driver/mysql/MysqlQueryRunner.js";

/** What we use of mysql2's connection: its callbacks, for its promises take a stack trace a statement. */
type Send = (sql: string, values: unknown[], done: (error: Error | null, result: unknown) => void) => void;

class PreparingQueryRunner extends MysqlQueryRunner {
  prepared(sql: string, values: unknown[]): Promise<unknown> {
    return this.send("execute", sql, values);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signature is TypeORM's
  override async query(sql: string, values: any[] = [], structured = false): Promise<any> {
    return structured ? super.query(sql, values, true) : this.send("query", sql, values);
  }

  private async send(how: "query" | "execute", sql: string, values: unknown[]): Promise<unknown> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    const connection = (await this.connect()) as Record<typeof how, Send>;
    const { logger } = this.dataSource;
    logger.logQuery(sql, values, this);
    await this.broadcaster.broadcast("BeforeQuery", sql, values);
    try {
      return await new Promise<unknown>((resolve, reject) =>
        connection[how](sql, values, (error, result) => {
          if (error) reject(error);
          else resolve(result);
        }),
      );
    } catch (error) {
      logger.logQueryError(error as Error, sql, values, this);
      throw new QueryFailedError(sql, values, error as Error);
    }
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
