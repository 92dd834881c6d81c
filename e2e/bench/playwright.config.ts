// npm run bench:console: measured in the real browser, on the built product; what it prints is the result.
import base from "../../playwright.config.js";

export default {
  ...base,
  testDir: ".",
  outputDir: "../../test-results/bench",
  testMatch: "*.bench.ts",
  timeout: 600_000,
  reporter: "line",
};
