// Lint: typescript-eslint's strict set, Svelte's recommended one, and a few rules of the house.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

export default ts.config(
  {
    ignores: [
      "**/dist/",
      "**/build/",
      "**/.svelte-kit/",
      "**/generated.ts",
      "**/.run-*/",
      "test-results/",
      "node_modules/",
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // Resolvers, entities and services are classes because TypeGraphQL and TypeORM are made of classes.
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/unified-signatures": "off",
      "no-restricted-syntax": [
        "error",
        {
          selector: "Identifier[name='waitForTimeout']",
          message: "Wait for what should happen, not for time to pass.",
        },
      ],
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      "svelte/no-at-html-tags": "error",
      "svelte/require-each-key": "error",
      // For sites below a path; the console is always served at the root of its origin.
      "svelte/no-navigation-without-resolve": "off",
    },
  },
  {
    // Every byte is paid for by somebody's page: an index that is known to exist is not asked again.
    files: ["widget/src/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    // Plain scripts of a plain page, which share one scope.
    files: ["widget/demo/*.js"],
    languageOptions: { sourceType: "script", globals: { SHOP: "writable" } },
    rules: { "no-unused-vars": "off", "@typescript-eslint/no-unused-vars": "off", "no-redeclare": "off" },
  },
  {
    files: ["server/src/**/*.ts"],
    ignores: [
      "server/src/main.ts",
      "server/src/counters.ts",
      "server/src/migrate.ts",
      "server/src/seed/main.ts",
      "server/src/print-schema.ts",
      "server/src/**/*.test.ts",
    ],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "process", message: "Only main.ts and the command-line entries touch the process." },
      ],
      "no-console": ["error"],
    },
  },
);
