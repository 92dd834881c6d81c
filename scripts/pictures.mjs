// npm run pictures: draws docs/screens and docs/widget afresh, from the built product with its demo data.
import { prepare, run } from "./prepare.mjs";
import { findChromium } from "./services.mjs";

prepare();
const env = { ...process.env, CHROMIUM: findChromium() };
process.exit(
  run(
    "npx",
    ["playwright", "test", "--config", "e2e/pictures/playwright.config.ts", ...process.argv.slice(2)],
    { env },
  ),
);
