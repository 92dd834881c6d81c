// Opens the database that DATABASE_URL names and brings its tables up to date.
import mysql from "mysql2/promise";
import {
  AbstractLogger,
  DataSource,
  type DataSourceOptions,
  type EntityManager,
  type FindOneOptions,
} from "typeorm";
import { ConfigError, type DatabaseUrl, hidePassword } from "../config.js";
import { SnakeNames } from "./columns.js";
import { installGate } from "./gated-query-runner.js";
import type { Gate } from "./gate.js";
import { mysqlMigrations } from "./migrations/mysql/index.js";
import { sqliteMigrations } from "./migrations/sqlite/index.js";
import { installPreparing } from "./prepared.js";
import { SqliteDatabase } from "./sqlite.js";

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what TypeORM calls an entity
export type EntityClass = Function;

export interface Database {
  readonly source: DataSource;
  readonly dialect: "sqlite" | "mysql";
  /** Present on the embedded database only. */
  readonly gate: Gate | null;
  close(): Promise<void>;
}

/** TypeORM would print a migration that failed; what there is to say we say ourselves. */
class Silence extends AbstractLogger {
  protected writeLog(): void {}
}

const common = {
  synchronize: false,
  migrationsRun: false,
  namingStrategy: new SnakeNames(),
  logging: false,
  logger: new Silence(),
} as const;

/** Throws ConfigError, with one clear line, when the database cannot be reached. */
export async function openDatabase(
  url: DatabaseUrl,
  entities: readonly EntityClass[],
  options: { migrate?: boolean } = {},
): Promise<Database> {
  const database = url.kind === "sqlite" ? sqlite(url.path, entities) : await server(url.url, entities);
  try {
    await database.source.initialize();
  } catch (error) {
    throw new ConfigError(`The database at ${describe(url)} cannot be opened: ${reason(error)}.`, {
      cause: error,
    });
  }
  if (options.migrate !== false) await migrate(database, url);
  // A process that was killed between an erasure and this has left what was erased where it stood.
  await forgetDeleted(database);
  return database;
}

function sqlite(path: string, entities: readonly EntityClass[]): Database {
  const source = new DataSource({
    ...common,
    type: "better-sqlite3",
    driver: SqliteDatabase,
    database: path,
    enableWAL: true,
    entities: [...entities],
    migrations: sqliteMigrations,
    prepareDatabase: (connection: SqliteDatabase) => {
      // FULL: an answered write survives not only kill -9 but a power cut.
      connection.pragma("synchronous = FULL");
      connection.pragma("secure_delete = ON");
    },
  });
  const normalize = source.driver.normalizeType.bind(source.driver);
  source.driver.normalizeType = (column) => {
    const type = normalize(column);
    if (type === "bigint" || type === "tinyint") return "integer";
    return type === "mediumtext" ? "text" : type;
  };
  return { source, dialect: "sqlite", gate: installGate(source), close: () => source.destroy() };
}

async function server(url: string, entities: readonly EntityClass[]): Promise<Database> {
  const options: DataSourceOptions = {
    ...common,
    type: await flavour(url),
    url: url.replace(/^mariadb:/, "mysql:"),
    charset: "utf8mb4_bin",
    timezone: "Z",
    supportBigNumbers: true,
    bigNumberStrings: false,
    poolSize: 10,
    entities: [...entities],
    migrations: mysqlMigrations,
    extra: { connectTimeout: 5000 },
  };
  const source = new DataSource(options);
  installPreparing(source);
  return { source, dialect: "mysql", gate: null, close: () => source.destroy() };
}

/** TypeORM must know which of the two it talks to: with the wrong one it sees drift for ever. */
async function flavour(url: string): Promise<"mariadb" | "mysql"> {
  try {
    const connection = await mysql.createConnection({
      uri: url.replace(/^mariadb:/, "mysql:"),
      connectTimeout: 5000,
    });
    const [rows] = await connection.query<mysql.RowDataPacket[]>("SELECT VERSION() AS version");
    await connection.end();
    return String(rows[0]?.version).includes("MariaDB") ? "mariadb" : "mysql";
  } catch (error) {
    throw new ConfigError(`The database at ${hidePassword(url)} cannot be reached: ${reason(error)}.`, {
      cause: error,
    });
  }
}

async function migrate(database: Database, url: DatabaseUrl): Promise<void> {
  try {
    await exclusively(database, () => database.source.runMigrations({ transaction: "each" }));
  } catch (error) {
    await database.close();
    const said = `The tables of the database at ${describe(url)} cannot be brought up to date: ${reason(error)}.`;
    throw new ConfigError(said, { cause: error });
  }
}

function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  const { message, code } = error as { message?: string; code?: string };
  return (message || code || String(error)).replaceAll(/\s+/g, " ").replace(/\.$/, "");
}

const describe = (url: DatabaseUrl) => (url.kind === "sqlite" ? url.path : hidePassword(url.url));

/** How long one process waits for another that brings the tables up to date or sets up. */
const PATIENCE_S = 120;

/** Runs `body` in one process at a time on this database. The embedded database serves but one. */
export async function exclusively<T>({ source, gate }: Database, body: () => Promise<T>): Promise<T> {
  if (gate) return body();
  // The lock belongs to this connection: it goes with the process, however that ends.
  const runner = source.createQueryRunner();
  try {
    const [row]: { got: number | string | null }[] = await runner.query(
      `SELECT GET_LOCK(CONCAT('atalaya:', SHA1(DATABASE())), ${PATIENCE_S}) AS got`,
    );
    if (Number(row?.got) !== 1)
      throw new Error(`another process has been preparing it for ${PATIENCE_S} s; wait until it is done`);
    try {
      return await body();
    } finally {
      await runner.query("SELECT RELEASE_LOCK(CONCAT('atalaya:', SHA1(DATABASE())))");
    }
  } finally {
    await runner.release();
  }
}

/**
 * Runs `body` unless another process on this database is at it; answers whether it ran. A lock that is lost with its
 * connection lets a second one begin, so `body` must do no harm when it runs twice.
 */
export async function unlessUnderWay(
  { source, gate }: Database,
  what: string,
  body: () => Promise<void>,
): Promise<boolean> {
  if (gate) {
    await body();
    return true;
  }
  const runner = source.createQueryRunner();
  const name = "CONCAT('atalaya:', SHA1(CONCAT(DATABASE(), ?)))";
  try {
    const [row]: { got: number | string | null }[] = await runner.query(
      `SELECT GET_LOCK(${name}, 0) AS got`,
      [what],
    );
    if (Number(row?.got) !== 1) return false;
    try {
      await body();
    } finally {
      await runner.query(`SELECT RELEASE_LOCK(${name})`, [what]);
    }
    return true;
  } finally {
    await runner.release();
  }
}

/**
 * What was deleted is overwritten in the embedded database's file (secure_delete), and here in the log beside it, which still
 * had it. A database server keeps its files to itself: SECURITY.md says what its keeper can do.
 */
export async function forgetDeleted({ source, gate }: Database): Promise<void> {
  if (gate) await source.query("PRAGMA wal_checkpoint(TRUNCATE)");
}

/** Locks the row that a find reads until the transaction ends. The embedded database locks whole, by its gate. */
export function forUpdate(manager: EntityManager): Pick<FindOneOptions, "lock"> {
  return manager.connection.options.type === "better-sqlite3" ? {} : { lock: { mode: "pessimistic_write" } };
}

/** The same for SQL by hand. */
export const forUpdateSql = (manager: EntityManager) =>
  manager.connection.options.type === "better-sqlite3" ? "" : " FOR UPDATE";

/** A transaction outside the change log: for what no visitor list shows (agents, projects, memberships). */
export function transaction<T>(database: Database, body: (manager: EntityManager) => Promise<T>): Promise<T> {
  const { source, gate } = database;
  return gate ? gate.within(() => source.transaction(body)) : source.transaction("READ COMMITTED", body);
}

/** Runs reads that must all see one state of the database. */
export function snapshot<T>(database: Database, read: (manager: EntityManager) => Promise<T>): Promise<T> {
  const { source, gate } = database;
  return gate ? gate.within(() => source.transaction(read)) : source.transaction("REPEATABLE READ", read);
}
