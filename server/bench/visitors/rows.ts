// So many rows of visitors as fast as the driver gives them: the limit of every export.
import { DatabaseSync } from "node:sqlite";
import mysql from "mysql2";

/** Answers with how many there were. */
export async function openRows(url: string, limit: number): Promise<number> {
  const sql = `SELECT * FROM visitor ORDER BY id DESC LIMIT ${limit}`;
  let rows = 0;
  if (url.startsWith("sqlite:")) {
    const database = new DatabaseSync(url.slice("sqlite:".length), { readOnly: true });
    for (const _ of database.prepare(sql).iterate()) rows += 1;
    database.close();
    return rows;
  }
  const connection = mysql.createConnection({ uri: url });
  for await (const _ of connection.query(sql).stream()) rows += 1;
  connection.destroy();
  return rows;
}
