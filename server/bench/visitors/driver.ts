// One connection straight through the driver, on either kind of database: the limit that everything else is measured by.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import mysql from "mysql2/promise";

type Rows = Record<string, unknown>[];
export type Values = readonly (string | number | null)[];

export interface Statement {
  sql: string;
  values: Values;
}

export interface Driver {
  read(statement: Statement): Promise<Rows>;
  close(): Promise<void>;
}

/** `url` as in DATABASE_URL. */
export async function openDriver(url: string): Promise<Driver> {
  if (url.startsWith("sqlite:")) {
    const database = new DatabaseSync(url.slice("sqlite:".length), { timeout: 5000 });
    const ready = new Map<string, StatementSync>();
    return {
      async read({ sql, values }) {
        const statement = ready.get(sql) ?? database.prepare(sql);
        ready.set(sql, statement);
        return statement.all(...(values as SQLInputValue[]));
      },
      close: async () => database.close(),
    };
  }
  const connection = await mysql.createConnection({ uri: url, supportBigNumbers: true });
  return {
    read: async ({ sql, values }) => (await connection.query<mysql.RowDataPacket[]>(sql, [...values]))[0],
    close: () => connection.end(),
  };
}
