// npm run counters [-- rebuild]: see server/src/counters.ts.
import { ROOT, findNode, prepare, run } from "./prepare.mjs";

prepare();
process.exit(
  run(
    findNode(),
    ["--disable-warning=ExperimentalWarning", "server/dist/counters.js", ...process.argv.slice(2)],
    { cwd: ROOT },
  ),
);
