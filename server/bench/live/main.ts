// npm run bench:live: what it costs to bring an event to many screens, beside three peers in the same run.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { runCell } from "./cell.ts";
import { prepare } from "./installation.ts";
import { readOptions } from "./options.ts";
import { table, targets } from "./report.ts";

const { subscribers, filters, database, effort, profile } = readOptions(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), "atalaya-bench-"));
const mariadb = process.env.ATALAYA_BENCH_DATABASE;
if (database === "mariadb" && !mariadb) throw new Error("ATALAYA_BENCH_DATABASE must name an empty database");
const url = database === "mariadb" ? String(mariadb) : `sqlite:${join(folder, "atalaya.db")}`;

try {
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${database === "sqlite" ? "embedded database" : "MariaDB"}`,
  );
  const installation = await prepare(url, Math.max(...subscribers), effort.burst);
  for (const count of subscribers) {
    for (const different of filters) {
      const flags = profile ? ["--cpu-prof", `--cpu-prof-dir=${join(profile, `${count}-${different}`)}`] : [];
      const results = await runCell(installation, { subscribers: count, filters: different, effort, flags });
      const [ours] = results;
      console.log(
        `\n${count} subscribers, ${different} distinct ${different === 1 ? "filter" : "filters"}, ${Buffer.byteLength(ours?.sample ?? "")} bytes an event;`,
        `unwatched it costs the server ${Math.round(ours?.unwatched.single ?? 0)} µs, in a burst ${Math.round(ours?.unwatched.burst ?? 0)} µs\n`,
      );
      console.log(`${table(results)}\n\n${targets(results).join("\n")}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
