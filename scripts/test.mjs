// npm test: everything, on a machine that has only Node (and, as root on Debian, its packages). Ends with one line of counts.
// npm test -- unit | api | e2e runs a part; what follows goes to the runner.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, prepare, run } from "./prepare.mjs";
import { findChromium, startMariadb, startRedis } from "./services.mjs";

const [part, ...rest] = process.argv.slice(2);
const wants = (name) => part === undefined || part === name;
const RESULTS = join(ROOT, "test-results");

prepare();
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

const counts = { passed: 0, failed: 0, skipped: 0 };
let status = 0;

function vitest(env) {
  const file = join(RESULTS, "vitest.json");
  const projects = part === "unit" ? ["--project=unit"] : part === "api" ? ["--project=api*"] : [];
  status ||= run(
    "npx",
    [
      "vitest",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
      ...projects,
      ...rest,
    ],
    { env },
  );
  try {
    const result = JSON.parse(readFileSync(file, "utf8"));
    counts.passed += result.numPassedTests;
    counts.failed +=
      result.numFailedTests +
      result.testResults.filter((each) => each.status === "failed" && each.assertionResults.length === 0)
        .length;
    counts.skipped += result.numPendingTests + result.numTodoTests;
  } catch {
    counts.failed += 1;
  }
}

function playwright(env) {
  const file = join(RESULTS, "playwright.json");
  const code = run("npx", ["playwright", "test", ...rest], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  status ||= code;
  try {
    const { stats } = JSON.parse(readFileSync(file, "utf8"));
    counts.passed += stats.expected;
    counts.failed += stats.unexpected + stats.flaky;
    counts.skipped += stats.skipped;
  } catch {
    counts.failed += 1;
  }
}

const chromium = wants("e2e") ? findChromium() : "";
const services = [];
const urlOf = async (start) => {
  if (!wants("api")) return "";
  services.push(await start());
  return services.at(-1).url;
};
try {
  const env = {
    ...process.env,
    CHROMIUM: chromium,
    ATALAYA_TEST_MARIADB: await urlOf(startMariadb),
    ATALAYA_TEST_REDIS: await urlOf(startRedis),
  };
  if (wants("unit") || wants("api")) vitest(env);
  if (wants("e2e")) playwright(env);
} finally {
  for (const service of services) await service.stop();
}

const skipped = counts.skipped ? `, ${counts.skipped} skipped` : "";
console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(status || (counts.failed > 0 || counts.passed === 0 ? 1 : 0));
