// npm run bench:live | bench:visitors | … [-- options]: builds what is stale, starts a MariaDB when one is needed, and runs a
// benchmark of server/bench. bench:console runs in the browser: e2e/bench.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { totalmem } from "node:os";
import { join } from "node:path";
import { ROOT, findNode, prepare, run } from "./prepare.mjs";
import { findChromium, startMariadb } from "./services.mjs";

const [name, ...args] = process.argv.slice(2);
/** Where a benchmark keeps what takes long to make. */
const KEPT = join(ROOT, ".cache", "bench");
/** A quarter of the machine for the database's pages, as one gives it in production; in megabytes. */
const BUFFER = Math.min(4096, Math.floor(totalmem() / 4 / 2 ** 20));

prepare();
if (name === "console") {
  const env = { ...process.env, CHROMIUM: findChromium() };
  process.exit(
    run("npx", ["playwright", "test", "--config", "e2e/bench/playwright.config.ts", ...args], { env }),
  );
}
// The last one counts, as for the benchmark itself; the ingest benchmark runs on both databases unless told otherwise.
const database = /.*--database[= ](\w+)/.exec(args.join(" "))?.[1] ?? (name === "ingest" ? "both" : "sqlite");
const keeps = name === "visitors";
const options = keeps ? { kept: join(KEPT, "mariadb"), buffer: BUFFER } : {};
const mariadb = database === "sqlite" ? null : await startMariadb(options);
try {
  const env = { ...process.env, ATALAYA_BENCH_KEPT: KEPT };
  if (mariadb && keeps) env.ATALAYA_BENCH_DATABASE = mariadb.url;
  else if (mariadb) {
    env.ATALAYA_BENCH_DATABASE = `${mariadb.url}/bench`;
    const port = new URL(mariadb.url).port;
    run("mariadb", ["--no-defaults", "-uroot", "-h127.0.0.1", `-P${port}`, "-e", "CREATE DATABASE bench"]);
  }
  const program = join(ROOT, "server", "bench", name, "main.ts");
  const bench = spawn(findNode(), ["--disable-warning=ExperimentalWarning", program, ...args], {
    stdio: "inherit",
    env,
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => bench.kill(signal));
  process.exitCode = (await once(bench, "exit"))[0] ?? 1;
} finally {
  await mariadb?.stop();
}
