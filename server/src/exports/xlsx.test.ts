import { expect, test } from "vitest";
import { xmlText } from "./xlsx.js";

test("text stands in a sheet as it is, also what XML has no place for", () => {
  expect(xmlText("José 👩🏽‍🚀 = +1\n\t")).toBe("José 👩🏽‍🚀 = +1\n\t");
  expect(xmlText("<a>&amp;")).toBe("&lt;a&gt;&amp;amp;");
  expect(xmlText("\u0001\v\r\uFFFE")).toBe("_x0001__x000B__x000D__xFFFE_");
  expect(xmlText("_x0041_ _x004_ _X0041_")).toBe("_x005F_x0041_ _x004_ _X0041_");
});
