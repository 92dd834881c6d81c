// npm run bench:ingest: what the widget's services take in a second, beside one transaction an event and a loop by hand.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "./options.ts";
import { table, targets } from "./report.ts";
import { runIngest } from "./run.ts";

const { databases, effort, profile } = readOptions(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), "atalaya-bench-"));
try {
  for (const kind of databases) {
    const url = kind === "sqlite" ? `sqlite:${join(folder, "bench.db")}` : process.env.ATALAYA_BENCH_DATABASE;
    if (!url)
      throw new TypeError(
        "--database mariadb needs ATALAYA_BENCH_DATABASE, which npm run bench:ingest sets.",
      );
    console.log(`\n${kind}, ${effort.visitors} visitors a round, ${effort.atOnce} events at once\n`);
    const rows = await runIngest(
      url,
      effort,
      profile ? ["--cpu-prof", `--cpu-prof-dir=${join(profile, kind)}`] : [],
    );
    console.log(`${table(rows)}\n\n${targets(rows).join("\n")}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
