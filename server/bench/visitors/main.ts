// npm run bench:visitors: what the list of visitors, its counts, its search and its exports cost at sizes where they hurt.
import { cpus, loadavg } from "node:os";
import { type Result, runContest } from "./contest.ts";
import { runExports } from "./exports.ts";
import { readOptions } from "./options.ts";
import { exportTable, flatness, table, targets } from "./report.ts";
import { findSeed } from "./seeds.ts";

const options = readOptions(process.argv.slice(2));
const { ATALAYA_BENCH_KEPT: kept, ATALAYA_BENCH_DATABASE: server } = process.env;
if (!kept) throw new Error("ATALAYA_BENCH_KEPT must name the folder that seeds are kept in");

console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`);
for (const kind of options.databases) {
  const results: Result[] = [];
  for (const visitors of options.visitors) {
    const seed = await findSeed(kind, visitors, { kept, server, fresh: options.fresh });
    const [load = 0] = loadavg();
    if (load > cpus().length / 4)
      console.log(
        `Others are at work here (load average ${load.toFixed(1)}): what is told by the clock is partly theirs.`,
      );
    const result = await runContest(seed, options.effort, options);
    results.push(result);
    const exported = options.only ? null : await runExports(seed, Math.min(3, options.effort.rounds));
    console.log(
      `\n${visitors.toLocaleString("en")} visitors, ${kind === "sqlite" ? "embedded database" : "MariaDB"}\n`,
    );
    console.log(table(result));
    if (exported) console.log(`\n${exportTable(exported)}`);
    console.log(`\n${targets(result, exported).join("\n")}`);
  }
  const flat = flatness(results);
  if (flat.length > 0) console.log(`\n${flat.join("\n")}`);
}
console.log(
  "\nnpm run bench:ingest measures how fast visitors come in, npm run bench:live how fast agents hear of them.",
);
