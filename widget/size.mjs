// What a visitor's browser downloads must stay small: fails when the built files are over their limits.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LOADER_LIMIT = 2 * 1024;
const TOTAL_LIMIT = 25 * 1024;

const dist = join(dirname(fileURLToPath(import.meta.url)), "dist");
if (!existsSync(join(dist, "widget.js"))) {
  console.error("The widget is not built yet. Run: npm run build -w widget");
  process.exit(1);
}
const gzipped = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
const loader = gzipped("widget.js");
const chat = readdirSync(join(dist, "widget"))
  .filter((file) => file.endsWith(".js"))
  .reduce((sum, file) => sum + gzipped(join("widget", file)), 0);
const total = loader + chat;

const failed = [
  report("loader", loader, LOADER_LIMIT),
  report("loader and chat", total, TOTAL_LIMIT),
].includes(false);
process.exit(failed ? 1 : 0);

function report(name, bytes, limit) {
  const fits = bytes <= limit;
  console.log(`${fits ? "ok" : "TOO BIG"}  ${name}: ${bytes} of ${limit} bytes, gzip`);
  return fits;
}
