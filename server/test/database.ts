// A fresh, empty database for a test: a file of its own, or a schema of its own on the tests' MariaDB.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql from "mysql2/promise";

export const ON_MARIADB = process.env.ATALAYA_TEST_DATABASE === "mariadb";

export interface TestDatabase {
  /** For DATABASE_URL. */
  url: string;
  drop(): Promise<void>;
}

export async function freshDatabase(): Promise<TestDatabase> {
  if (!ON_MARIADB) {
    const dir = mkdtempSync(join(tmpdir(), "atalaya-test-"));
    return {
      url: `sqlite:${join(dir, "atalaya.db")}`,
      drop: async () => rmSync(dir, { recursive: true, force: true }),
    };
  }
  const server = process.env.ATALAYA_TEST_MARIADB;
  if (!server)
    throw new Error(
      "ATALAYA_TEST_MARIADB must name a MariaDB server, e.g. mysql://root@127.0.0.1:3306 (npm test starts one).",
    );
  const name = `t_${randomBytes(8).toString("hex")}`;
  const execute = async (sql: string) => {
    const connection = await mysql.createConnection({ uri: server });
    await connection.query(sql);
    await connection.end();
  };
  await execute(`CREATE DATABASE ${name}`);
  return { url: `${server}/${name}`, drop: () => execute(`DROP DATABASE ${name}`) };
}
