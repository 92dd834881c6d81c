// npm run seed -- --visitors N: see server/src/seed/main.ts.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ROOT, findNode, prepare, whenParentEnds } from "./prepare.mjs";

prepare();
const seed = spawn(
  findNode(),
  ["--disable-warning=ExperimentalWarning", "server/dist/seed/main.js", ...process.argv.slice(2)],
  { cwd: ROOT, stdio: "inherit" },
);
// A terminal sends Ctrl-C to both: it ends what is under way in good order, and this waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => seed.kill(signal));
whenParentEnds(() => seed.kill("SIGTERM"));
process.exitCode = (await once(seed, "exit"))[0] ?? 1;
