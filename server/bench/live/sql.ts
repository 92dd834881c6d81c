// A few statements straight to the database of an installation that does not run, on either kind.
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import mysql from "mysql2/promise";

type Rows = Record<string, unknown>[];

export interface Sql {
  run(statement: string, values?: SQLInputValue[]): Promise<Rows>;
  close(): Promise<void>;
}

/** `url` as in DATABASE_URL. */
export async function openSql(url: string): Promise<Sql> {
  if (url.startsWith("sqlite:")) {
    const database = new DatabaseSync(url.slice("sqlite:".length));
    return {
      run: async (statement, values = []) => database.prepare(statement).all(...values),
      close: async () => database.close(),
    };
  }
  const connection = await mysql.createConnection({ uri: url });
  return {
    run: async (statement, values = []) => (await connection.query(statement, values))[0] as Rows,
    close: () => connection.end(),
  };
}
