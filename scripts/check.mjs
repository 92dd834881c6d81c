// npm run check: format, lint, types, svelte, arrows, unused, schema. All run, then it says which failed.
import { build, install, run } from "./prepare.mjs";

install();
build();
const CHECKS = [
  ["format", ["prettier", "--check", "--log-level=warn", "."]],
  ["lint", ["eslint", "--max-warnings=0", "."]],
  ["types of the server", ["tsc", "-p", "server/tsconfig.json"]],
  ["types of the widget, and its size", ["npm", "run", "-s", "check", "-w", "widget"]],
  ["svelte", ["npm", "run", "-s", "check", "-w", "console"]],
  ["types of the browser tests", ["tsc", "-p", "e2e/tsconfig.json"]],
  [
    "arrows",
    [
      "depcruise",
      "--config",
      ".dependency-cruiser.cjs",
      "--output-type",
      "err",
      "server/src",
      "console/src",
      "widget/src",
    ],
  ],
  ["unused", ["knip", "--no-progress"]],
  ["schema", ["npm", "run", "-s", "schema", "-w", "server", "--", "--check"]],
];

const only = process.argv[2];
const failed = CHECKS.filter(([name]) => !only || name.includes(only)).filter(
  ([name, [command, ...args]]) => {
    const status = command === "npm" ? run(command, args) : run("npx", [command, ...args]);
    console.log(`${status === 0 ? "ok    " : "FAILED"} ${name}`);
    return status !== 0;
  },
);
if (failed.length > 0) {
  console.error(
    `\n${failed.length} of ${CHECKS.length} checks failed: ${failed.map(([name]) => name).join(", ")}`,
  );
  process.exit(1);
}
