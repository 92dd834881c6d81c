// The smallest form of the benchmark, so that it cannot rot: it is not a measurement. That foreign and missing answer in the same words
// it checks by itself.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ON_MARIADB, freshDatabase } from "./database.js";

test("the benchmark of foreign and missing ids asks for every field, and hears the same words", async () => {
  const database = await freshDatabase();
  try {
    const main = new URL("../bench/foreign/main.ts", import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [main, "--asks", "3", "--database", ON_MARIADB ? "mariadb" : "sqlite"],
      { env: { ...process.env, ATALAYA_BENCH_DATABASE: database.url } },
    );
    const lines = stdout.trim().split("\n").slice(3);
    expect(lines).toHaveLength(14);
    for (const line of lines) expect(line).toMatch(/^\w+(\s+-?[\d.]+){4}\s+(YES|no)$/);
  } finally {
    await database.drop();
  }
});
