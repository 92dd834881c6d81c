import { expect, test } from "vitest";
import { cutTitle } from "./page";

test("a long title is cut where no emoji is halved", () => {
  expect(cutTitle("Plants")).toBe("Plants");
  expect(cutTitle("x".repeat(400))).toBe("x".repeat(300));
  expect(cutTitle("x".repeat(299) + "🌱".repeat(9))).toBe("x".repeat(299));
  expect(cutTitle("🌱".repeat(200))).toBe("🌱".repeat(150));
});
