// MariaDB and MySQL: many rows a statement and many statements a packet, as large as the server takes them. While it works on
// one packet, the next is made.
import mysql from "mysql2/promise";
import { ConfigError } from "../config.js";
import type { Bulk, Found } from "./bulk.js";
import { type Rows, TABLES, TABLE_NAMES, type Table, type Value } from "./tables.js";

/** Larger ones gain nothing, and take memory on both sides. */
const MOST_CHARACTERS = 4_000_000;

export class MysqlBulk implements Bulk {
  readonly dialect = "mysql";

  private constructor(
    private readonly connection: mysql.Connection,
    private readonly characters: number,
  ) {}

  static async open(url: string): Promise<MysqlBulk> {
    const connection = await mysql.createConnection({
      uri: url.replace(/^mariadb:/, "mysql:"),
      charset: "utf8mb4_bin",
      multipleStatements: true,
      supportBigNumbers: true,
    });
    // The lock that a server takes at its start: until this connection ends, none gets through.
    const [[lock]] = await connection.query<mysql.RowDataPacket[]>(
      "SELECT GET_LOCK(CONCAT('atalaya:', SHA1(DATABASE())), 10) AS got, @@max_allowed_packet AS packet",
    );
    if (Number(lock?.got) !== 1) {
      await connection.end();
      throw new ConfigError(
        "Another process is setting this database up, or seeding it. Wait until it is done.",
      );
    }
    // Rows are written parents first and in good order, so nothing needs to look for a parent again.
    await connection.query("SET SESSION foreign_key_checks = 0");
    // A character takes three bytes at most, as JavaScript counts them.
    return new MysqlBulk(connection, Math.min(MOST_CHARACTERS, Math.floor(Number(lock?.packet) / 3) - 1000));
  }

  async read(sql: string, values: readonly Value[] = []): Promise<Found> {
    return (await this.connection.query<mysql.RowDataPacket[]>(sql, [...values]))[0];
  }

  async run(sql: string, values: readonly Value[] = []): Promise<void> {
    await this.connection.query(sql, [...values]);
  }

  async begin(): Promise<void> {
    await this.connection.query("START TRANSACTION");
  }

  async commit(): Promise<void> {
    await this.connection.query("COMMIT");
  }

  async rollback(): Promise<void> {
    await this.connection.query("ROLLBACK");
  }

  async insert(rows: Rows): Promise<void> {
    let packet = "";
    for (const table of TABLE_NAMES) {
      for (const statement of this.statements(table, rows[table] as Record<string, Value>[])) {
        if (packet && packet.length + statement.length > this.characters) {
          await this.connection.query(packet);
          packet = "";
        }
        packet += statement;
      }
    }
    if (packet) await this.connection.query(packet);
  }

  async freeKey(table: string): Promise<number> {
    const [row] = await this.read(
      "SELECT AUTO_INCREMENT AS free FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
      [table],
    );
    // MySQL tells an older number now and then.
    const [newest] = await this.read(`SELECT MAX(id) AS id FROM ${table}`);
    return Math.max(Number(row?.free ?? 1), Number(newest?.id ?? 0) + 1);
  }

  async close(): Promise<void> {
    await this.connection.end();
  }

  private *statements(table: Table, rows: readonly Record<string, Value>[]): Generator<string> {
    const columns: readonly string[] = TABLES[table];
    const head = `INSERT INTO ${table} (${columns.map((column) => `\`${column}\``).join(",")}) VALUES`;
    let statement = "";
    for (const row of rows) {
      const values = `(${columns.map((column) => literal(row[column] ?? null)).join(",")})`;
      if (statement && statement.length + values.length > this.characters) {
        yield `${statement};`;
        statement = "";
      }
      statement += statement ? `,${values}` : head + values;
    }
    if (statement) yield `${statement};`;
  }
}

/** Needs no escape: no quote, no backslash, no control character. */
const PLAIN = /^[^'"\\\p{Cc}]*$/u;

function literal(value: Value): string {
  if (typeof value === "string") return PLAIN.test(value) ? `'${value}'` : mysql.escape(value);
  return value === null ? "NULL" : String(value);
}
