import { expect, test } from "vitest";
import { rangeName } from "./range.ts";

test("a range of one address is said as that address, every other as the range that it is", () => {
  expect(rangeName("203.0.113.7/32")).toBe("203.0.113.7");
  expect(rangeName("2001:db8::7/128")).toBe("2001:db8::7");
  expect(rangeName("2001:db8::/32")).toBe("2001:db8::/32");
  expect(rangeName("203.0.113.0/24")).toBe("203.0.113.0/24");
});
