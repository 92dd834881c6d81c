// npm test: everything, on a machine that has only Node (and, as root on Debian, its packages). Ends with one line of counts.
// npm test -- unit | api | e2e runs a part; what follows goes to the runner.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ROOT, prepare, run } from "./prepare.mjs";
import { findChromium, startMariadb, startRedis } from "./services.mjs";

const [part, ...rest] = process.argv.slice(2);
const wants = (name) => part === undefined || part === name;
const RESULTS = join(ROOT, "test-results");

prepare();
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

const counts = { passed: 0, failed: 0, skipped: 0 };
/** What failed, said again at the end: whoever has only the tail of a long output still reads it. */
const failures = [];
const firstLines = (text = "") =>
  stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => !line.includes("node_modules"))
    .slice(0, 15)
    .join("\n    ");
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
    for (const { name, status, message, assertionResults } of result.testResults) {
      const red = assertionResults.filter((each) => each.status === "failed");
      for (const { fullName, failureMessages } of red)
        failures.push(`${relative(ROOT, name)} › ${fullName}\n    ${firstLines(failureMessages[0])}`);
      if (status === "failed" && red.length === 0)
        failures.push(`${relative(ROOT, name)}\n    ${firstLines(message)}`);
    }
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
    const { stats, suites } = JSON.parse(readFileSync(file, "utf8"));
    counts.passed += stats.expected;
    counts.failed += stats.unexpected + stats.flaky;
    counts.skipped += stats.skipped;
    const inside = ({ specs = [], suites: more = [] }) => [...specs, ...more.flatMap(inside)];
    for (const { file: story, title, ok, tests } of suites.flatMap(inside))
      if (!ok)
        failures.push(
          `e2e/${story} › ${title}\n    ${firstLines(tests.flatMap(({ results }) => results).find(({ error }) => error)?.error.message)}`,
        );
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

for (const failure of failures) console.log(`\nFAILED ${failure}`);
const skipped = counts.skipped ? `, ${counts.skipped} skipped` : "";
console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(status || (counts.failed > 0 || counts.passed === 0 ? 1 : 0));
