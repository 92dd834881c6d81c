import { expect, test } from "vitest";
import { nextAddress } from "./next.ts";

const ours = "https://chat.example.com";

test("after signing in one is where one wanted to be", () => {
  for (const next of ["/1/visitors?status=PROSPECT", "/7/settings/members", "/"])
    expect(nextAddress(next)).toBe(next);
  for (const next of [null, "", "/sign-in", "/sign-in?next=%2F1"]) expect(nextAddress(next)).toBe("/");
});

test("no address leads out of the console, however a browser reads it", () => {
  for (const next of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n\\evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    "javascript:alert(1)",
    " //evil.example",
  ])
    expect(new URL(nextAddress(next), ours).origin, JSON.stringify(next)).toBe(ours);
});
