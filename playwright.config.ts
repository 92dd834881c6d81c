// Stories in the real browser, on the built product. Each test starts a server of its own on a free port.
import { defineConfig } from "@playwright/test";

/** Stories that mostly wait, for a patience to end or a connection to come back: they go beside the others. */
const PATIENT = /(attention|connection|outbox|races|widget-session)\.spec\.ts$/;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  // Two cores: one story that works and one that waits.
  workers: 2,
  projects: [
    { name: "working", testIgnore: PATIENT, workers: 1 },
    { name: "waiting", testMatch: PATIENT, workers: 1 },
  ],
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json"]],
  use: {
    headless: true,
    actionTimeout: 10_000,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
