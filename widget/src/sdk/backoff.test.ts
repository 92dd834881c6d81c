import { expect, it } from "vitest";
import { backoff } from "./backoff";

it("doubles up to a cap, with jitter from nothing to the whole", () => {
  expect([0, 1, 2, 3].map((attempt) => backoff(attempt, () => 1))).toEqual([500, 1000, 2000, 4000]);
  expect(backoff(50, () => 1)).toBe(30_000);
  expect(backoff(5, () => 0)).toBe(0);
});
