import { expect, it } from "vitest";
import { waited } from "./waiting.ts";

const now = new Date("2026-11-22T15:00:00Z");

it("measures the wait of those who wait, and of nobody else", () => {
  const attentionSince = "2026-11-22T14:57:00Z";
  expect(waited({ needsAttention: true, attentionSince }, now)).toBe(3 * 60_000);
  expect(waited({ needsAttention: false, attentionSince }, now)).toBeNull();
  expect(waited({ needsAttention: true, attentionSince: null }, now)).toBeNull();
});

it("never goes below nothing when the clocks disagree", () => {
  expect(waited({ needsAttention: true, attentionSince: "2026-11-22T15:00:09Z" }, now)).toBe(0);
});
