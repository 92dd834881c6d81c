// npm run pictures: draws the screens of docs/ afresh, from the built product with its demo data.
import base from "../../playwright.config.js";

export default {
  ...base,
  testDir: ".",
  outputDir: "../../test-results/pictures",
  testMatch: "*.pictures.ts",
  timeout: 300_000,
  reporter: "line",
};
