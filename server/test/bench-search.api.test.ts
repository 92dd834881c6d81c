// The smallest form of the benchmark, so that it cannot rot: it is not a measurement.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ON_MARIADB, freshDatabase } from "./database.js";

test("the search benchmark's contestants all find the same", async () => {
  const database = await freshDatabase();
  try {
    const main = new URL("../bench/search/main.ts", import.meta.url).pathname;
    const kind = ON_MARIADB ? "mariadb" : "sqlite";
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [main, "--rows", "3000", "--days", "40", "--rounds", "1", "--database", kind],
      { env: { ...process.env, ATALAYA_BENCH_DATABASE: database.url } },
    );
    const lines = stdout.trim().split("\n").slice(-12);
    expect(lines).toHaveLength(12);
    // The term and its days, how many it found, and the times of three ways to look.
    for (const line of lines) expect(line).toMatch(/^[\w ]+, (\d+ days|all)\s+\d+(\s+[\d.]+ \/ [\d.]+){3}$/);
  } finally {
    await database.drop();
  }
});
