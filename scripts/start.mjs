// npm start: installs and builds what is missing or stale, then runs the one server process. Arguments go to it (--demo).
import { spawn } from "node:child_process";
import { ROOT, findNode, prepare, whenParentEnds } from "./prepare.mjs";

prepare();
const server = spawn(
  findNode(),
  ["--disable-warning=ExperimentalWarning", "server/dist/main.js", ...process.argv.slice(2)],
  {
    cwd: ROOT,
    stdio: "inherit",
  },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

whenParentEnds(() => server.kill("SIGTERM"));
