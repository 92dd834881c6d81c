// npm run migrate [-- restored | drift | generate Name]: see server/src/migrate.ts.
import { ROOT, findNode, prepare, run } from "./prepare.mjs";

prepare();
process.exit(
  run(
    findNode(),
    ["--disable-warning=ExperimentalWarning", "server/dist/migrate.js", ...process.argv.slice(2)],
    { cwd: ROOT },
  ),
);
