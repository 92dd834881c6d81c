// npm run bench:search: what a search costs in the index, in its threads, and in the database, in one run.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { CompiledFilter } from "../../src/visitors/visitor.filter.ts";
import { fill } from "./people.ts";

const { values: given } = parseArgs({
  options: {
    rows: { type: "string", default: "200000" },
    days: { type: "string", default: "365" },
    rounds: { type: "string", default: "40" },
    database: { type: "string", default: "sqlite" },
  },
});
const [rows, days, rounds] = [given.rows, given.days, given.rounds].map(Number) as [number, number, number];
if (![rows, days, rounds].every((each) => Number.isInteger(each) && each > 0))
  throw new TypeError("--rows, --days and --rounds must be whole numbers above 0");

// What was built: Node cannot run our decorators as they stand.
const built = (path: string): Promise<unknown> => import(new URL(`../../dist/${path}`, import.meta.url).href);
await import("reflect-metadata");
const { openDatabase, snapshot } = (await built(
  "database/data-source.js",
)) as typeof import("../../src/database/data-source.ts");
const { ENTITIES } = (await built("rooms.js")) as typeof import("../../src/rooms.ts");
const { ChangeLog } = (await built("live/change-log.js")) as typeof import("../../src/live/change-log.ts");
const { VisitorSearch } = (await built("visitors/index.js")) as typeof import("../../src/visitors/index.ts");
const { compileFilter } = (await built(
  "visitors/visitor.filter.js",
)) as typeof import("../../src/visitors/visitor.filter.ts");

const folder = mkdtempSync(join(tmpdir(), "atalaya-bench-"));
const database = await openDatabase(
  given.database === "mariadb"
    ? { kind: "server", url: String(process.env.ATALAYA_BENCH_DATABASE) }
    : { kind: "sqlite", path: join(folder, "atalaya.db") },
  ENTITIES,
);
const now = new Date("2026-03-07T20:00:00.000Z");
const fault = (error: unknown) => console.error(error);
const log = await ChangeLog.open(database);
const ways = {
  "in the index": new VisitorSearch(database, log, fault, { longScan: Infinity }),
  "in its threads": new VisitorSearch(database, log, fault, { longScan: 0 }),
  "in the database": null,
};

/** As the list does it: counts per status, and a page. */
async function look(
  search: InstanceType<typeof VisitorSearch> | null,
  filter: CompiledFilter,
): Promise<number> {
  if (search)
    return search.snapshot(filter.projectId, [filter], (_, __, [found]) => {
      if (!found) throw new Error("the index did not answer");
      found.page(0, 20);
      return Promise.resolve(found.total);
    });
  return snapshot(database, async (manager) => {
    const { sql, values } = filter.where();
    const counts: { n: number | string }[] = await manager.query(
      `SELECT v.status, COUNT(*) AS n FROM visitor v WHERE ${sql} GROUP BY v.status`,
      values,
    );
    await manager.query(
      `SELECT v.id FROM visitor v WHERE ${sql} ORDER BY v.started_at DESC, v.id DESC LIMIT 20`,
      values,
    );
    return counts.reduce((sum, { n }) => sum + Number(n), 0);
  });
}

const quantile = (times: number[], part: number) =>
  times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? NaN;
const line = (cells: string[]) =>
  cells.map((cell, index) => (index < 2 ? cell.padEnd(24) : cell.padStart(19))).join("");

try {
  const projectId = await fill(database, rows, days, now.getTime());
  const everybody = compileFilter(projectId, { search: "a" }, now);
  for (const [name, search] of Object.entries(ways)) {
    if (!search) continue;
    const start = performance.now();
    await search.snapshot(projectId, [everybody], () => Promise.resolve());
    await search.loaded();
    const took = performance.now() - start;
    const size = (search.size / rows).toFixed(1);
    console.log(`${name}: ${rows} visitors loaded in ${took.toFixed(0)} ms, ${size} bytes a visitor`);
  }
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${database.dialect}\n`,
  );
  console.log(line(["p50 / p99 ms", "found", ...Object.keys(ways)]));
  const terms = {
    rare: "4711@correo",
    common: "maria",
    absent: "zzyzx",
    "one letter": "a",
    "two words": "gomez maria",
    phone: "300-555-47",
  };
  for (const dates of [{ lastDays: Math.min(30, days), timeZone: "UTC" }, undefined]) {
    for (const [term, search] of Object.entries(terms)) {
      const filter = compileFilter(projectId, { search, dates }, now);
      const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
      const totals = new Set<number>();
      for (let round = 0; round < rounds; round++) {
        for (const [name, way] of Object.entries(ways)) {
          // The database takes its time: a few rounds tell enough.
          if (!way && round >= Math.max(3, rounds / 4)) continue;
          const start = performance.now();
          totals.add(await look(way, filter));
          times.get(name)?.push(performance.now() - start);
        }
      }
      if (totals.size !== 1) throw new Error(`they disagree: ${[...totals].join(", ")}`);
      const cells = [...times.values()].map(
        (each) => `${quantile(each, 0.5).toFixed(2)} / ${quantile(each, 0.99).toFixed(2)}`,
      );
      console.log(
        line([`${term}, ${dates ? `${dates.lastDays} days` : "all"}`, String([...totals][0]), ...cells]),
      );
    }
  }
} finally {
  for (const search of Object.values(ways)) await search?.stop();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
