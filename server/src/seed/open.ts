// Opens the database for a seed, and for nobody else meanwhile.
import { existsSync } from "node:fs";
import { ConfigError, type DatabaseUrl } from "../config.js";
import type { Bulk } from "./bulk.js";
import { MysqlBulk } from "./bulk.mysql.js";
import { SqliteBulk } from "./bulk.sqlite.js";

/** Keeps the database for itself until it is closed: no server can start meanwhile. Throws ConfigError when one runs. */
export const openBulk = async (url: DatabaseUrl): Promise<Bulk> =>
  url.kind === "sqlite" ? SqliteBulk.open(url.path) : MysqlBulk.open(url.url);

/** Throws ConfigError when somebody has the embedded database open. Servers have signs of life instead. */
export async function requireUnused(url: DatabaseUrl): Promise<void> {
  if (url.kind !== "sqlite") return;
  if (url.path === ":memory:") throw new ConfigError("A database in memory is gone as soon as it is seeded.");
  if (existsSync(url.path)) await (await openBulk(url)).close();
}
