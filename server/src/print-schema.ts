// npm run schema: writes both schemas to where the other packages read them. `--check` only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { printSchemas } from "./schema.js";

const root = (path: string) => new URL(`../../${path}`, import.meta.url).pathname;
const { api, widget } = printSchemas();

for (const [path, text] of [
  ["schema.graphql", api],
  ["widget/src/schema.graphql", widget],
] as const) {
  if (!process.argv.includes("--check")) writeFileSync(root(path), text);
  else if (readFileSync(root(path), "utf8") !== text) {
    process.stderr.write(`${path} is not what the server prints. Run npm run schema, and commit it.\n`);
    process.exitCode = 1;
  }
}
