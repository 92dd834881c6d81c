import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { signing, siteSnippet } from "./signing.ts";

const README = readFileSync(new URL("../../../../widget/README.md", import.meta.url), "utf8");

it.each(signing)("what is offered for $label is what widget/README.md says, where it is run", ({ code }) => {
  expect(README).toContain(`\n${code}\n\`\`\``);
});

it("so is the snippet", () => {
  expect(README).toContain(siteSnippet("YOUR_KEY"));
});
