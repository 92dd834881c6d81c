// Three kinds of tests by suffix: *.test.ts (fast), *.api.test.ts (real server, database and socket; the same suite on the
// embedded database and on MariaDB), and e2e/ (real browser, by Playwright).
import { createRequire } from "node:module";
import { defineConfig } from "vitest/config";

// Node gives everybody the CommonJS build of graphql; Vite would give our own sources the other one, and two copies of
// graphql do not know one another's types.
const resolve = {
  alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve("graphql") }],
};

const api = (name: string, database: "sqlite" | "mariadb") => ({
  resolve,
  test: {
    name,
    include: ["server/{src,test}/**/*.api.test.ts"],
    env: { ATALAYA_TEST_DATABASE: database, NODE_OPTIONS: "--disable-warning=ExperimentalWarning" },
    setupFiles: ["server/test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more files at once would only wait for one another.
    maxWorkers: 2,
  },
});

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          include: ["{server,console,widget}/{src,test}/**/*.test.ts"],
          exclude: ["**/*.api.test.ts", "**/node_modules/**"],
          setupFiles: ["server/test/setup.ts"],
        },
      },
      api("api on the embedded database", "sqlite"),
      ...(process.env.ATALAYA_TEST_MARIADB ? [api("api on MariaDB", "mariadb")] : []),
    ],
  },
});
