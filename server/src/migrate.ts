// npm run migrate: brings the database up to date. `restored` is for after a backup was put back, before the servers start;
// `drift` says whether entities and tables agree; `generate NAME` writes the migration that makes them agree, for the kind of
// database that DATABASE_URL names.
import "reflect-metadata";
import { readFileSync, writeFileSync } from "node:fs";
import { ConfigError, readConfig } from "./config.js";
import { openDatabase } from "./database/data-source.js";
import { readDrift } from "./database/drift.js";
import { ChangeLog } from "./live/change-log.js";
import { ENTITIES } from "./rooms.js";

async function run(command: string, name: string | undefined): Promise<number> {
  const { database: url } = readConfig({ ...process.env, REDIS_URL: "" });
  const database = await openDatabase(url, ENTITIES);
  try {
    if (command === "up") {
      process.stdout.write("The database is up to date.\n");
      return 0;
    }
    if (command === "restored") {
      await ChangeLog.renew(database);
      process.stdout.write("Every screen that comes back will query afresh. Start the servers now.\n");
      return 0;
    }
    const drift = await readDrift(database.source);
    if (command === "drift") {
      process.stdout.write(drift.up.length === 0 ? "No drift.\n" : `Drift:\n${drift.up.join("\n")}\n`);
      return drift.up.length === 0 ? 0 : 1;
    }
    if (command !== "generate" || !name || !/^[A-Z]\w+$/.test(name)) {
      process.stderr.write("Usage: npm run migrate [-- restored | drift | generate Name]\n");
      return 2;
    }
    if (drift.up.length === 0) {
      process.stdout.write("Nothing to migrate.\n");
      return 0;
    }
    writeMigration(database.dialect, name, drift.up, drift.down);
    return 0;
  } finally {
    await database.close();
  }
}

function writeMigration(dialect: "sqlite" | "mysql", name: string, up: string[], down: string[]): void {
  const folder = new URL(`../src/database/migrations/${dialect}/`, import.meta.url).pathname;
  const stamp = Date.now();
  const file = `${stamp}-${name}`;
  // Compared byte by byte like the embedded database, whatever the server's default is.
  const exact = (query: string) =>
    query.replace(/\) ENGINE=InnoDB$/, ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
  const lines = (queries: string[]) =>
    queries.map((query) => `    await runner.query(${JSON.stringify(exact(query))});`).join("\n");
  writeFileSync(
    `${folder}${file}.ts`,
    `import type { MigrationInterface, QueryRunner } from "typeorm";

export class ${name}${stamp} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
${lines(up)}
  }

  async down(runner: QueryRunner): Promise<void> {
${lines(down)}
  }
}
`,
  );
  const index = readFileSync(`${folder}index.ts`, "utf8");
  const listed = index.replace(
    /\[([^\]]*)\];/,
    (_all, inside: string) => `[${inside ? `${inside.trim().replace(/,$/, "")}, ` : ""}${name}${stamp}];`,
  );
  const imported = listed
    .replace(/^(export const)/m, `import { ${name}${stamp} } from "./${file}.js";\n\n$1`)
    .replace(/\n\n(import[^\n]*\n)\n(export)/, "\n$1\n$2");
  writeFileSync(`${folder}index.ts`, imported);
  process.stdout.write(`Wrote ${file}.ts for ${dialect}. Read it before you commit it.\n`);
}

try {
  process.exitCode = await run(process.argv[2] ?? "up", process.argv[3]);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`atalaya: ${error.message}\n`);
  process.exitCode = 1;
}
