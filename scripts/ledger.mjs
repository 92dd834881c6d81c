// npm run ledger: senders and consoles keep a ledger while servers, database, Redis and wires break; then nothing may be lost,
// doubled or stale. [-- --topology embedded|mariadb|cluster|all] [--seed N] [--rounds N] [--fault "kill a server"]
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, prepare, whenParentEnds } from "./prepare.mjs";

const { values } = parseArgs({
  options: {
    topology: { type: "string", default: "all" },
    seed: { type: "string" },
    rounds: { type: "string" },
    fault: { type: "string" },
  },
});

prepare();
// Vite reads the tests' TypeScript as it is. It is loaded only now: on a fresh clone it was not there before.
const { runnerImport } = await import("vite");
const { module } = await runnerImport(join(ROOT, "server/test/ledger/main.ts"), {
  configFile: false,
  root: ROOT,
  logLevel: "warn",
});
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop.abort());
whenParentEnds(() => stop.abort());
process.exit(
  await module.runLedger({
    topology: values.topology,
    seed: values.seed === undefined ? undefined : Number(values.seed),
    rounds: values.rounds === undefined ? undefined : Number(values.rounds),
    fault: values.fault,
    print: (line) => console.log(line),
    signal: stop.signal,
  }),
);
