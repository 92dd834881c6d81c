// The smallest form of the benchmark, so that it cannot rot: it is not a measurement. That the list counts what is there is
// checked by the benchmark itself.
import { expect, test } from "vitest";
import { runContest } from "../bench/visitors/contest.ts";
import { runExports } from "../bench/visitors/exports.ts";
import { exportTable, table, targets } from "../bench/visitors/report.ts";
import { makeSeed } from "../bench/visitors/seeds.ts";
import { ON_MARIADB, freshDatabase } from "./database.js";

test("the visitors' benchmark has every job done in every way, and says how they stand", async () => {
  const database = await freshDatabase();
  try {
    const seed = await makeSeed(ON_MARIADB ? "mariadb" : "sqlite", database.url, 1500);
    const result = await runContest(seed, { rounds: 1, turn: 0 }, { directus: null, only: null });
    expect(result.jobs.length).toBeGreaterThan(20);
    for (const { times } of result.jobs)
      for (const way of ["Atalaya", "its SQL", "bare HTTP, its SQL", "naive SQL"] as const)
        expect(times[way]).toHaveLength(1);
    expect(result.jobs[0]?.times.TypeORM).toHaveLength(1);
    expect(table(result).split("\n")).toHaveLength(result.jobs.length + 4);
    const exported = await runExports(seed, 1);
    if (exported) expect(exportTable(exported).split("\n")).toHaveLength(exported.length + 2);
    expect(targets(result, exported).length).toBeGreaterThan(4);
  } finally {
    await database.drop();
  }
}, 120_000);
