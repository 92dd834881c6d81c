import { describe, expect, it } from "vitest";
import { addMonths, dayAtKey, firstWeekday, sameDayIn, weeksOf } from "./calendar.ts";

describe("a leaf of the calendar", () => {
  it("begins its weeks as the region does", () => {
    expect([
      firstWeekday("es-ES"),
      firstWeekday("en-US"),
      firstWeekday("en-GB"),
      firstWeekday("es-CO"),
    ]).toEqual([1, 0, 1, 0]);
  });

  it("holds the days of its month and no others", () => {
    const november = weeksOf("2026-11", 1);
    expect(november).toHaveLength(6);
    expect(november[0]).toEqual([null, null, null, null, null, null, "2026-11-01"]);
    expect(november.flat().filter(Boolean)).toHaveLength(30);
    expect(weeksOf("2027-02", 1)).toHaveLength(4);
    expect(weeksOf("2028-02", 0).flat().filter(Boolean).at(-1)).toBe("2028-02-29");
  });

  it("goes from month to month across years, to the last day where there is no such one", () => {
    expect([addMonths("2026-11", 2), addMonths("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
    expect([sameDayIn("2027-02", "2026-12-31"), sameDayIn("2027-02", "2026-12-05")]).toEqual([
      "2027-02-28",
      "2027-02-05",
    ]);
  });

  it("is walked by its keys", () => {
    const at = (key: string, shiftKey = false, back: 1 | -1 = -1) =>
      dayAtKey({ key, shiftKey }, "2026-11-25", { firstDay: 1, back });
    expect([at("ArrowLeft"), at("ArrowRight"), at("ArrowUp"), at("ArrowDown")]).toEqual([
      "2026-11-24",
      "2026-11-26",
      "2026-11-18",
      "2026-12-02",
    ]);
    expect([at("Home"), at("End"), at("PageUp"), at("PageDown", true)]).toEqual([
      "2026-11-23",
      "2026-11-29",
      "2026-10-25",
      "2027-11-25",
    ]);
    expect([at("ArrowLeft", false, 1), at("x")]).toEqual(["2026-11-26", null]);
  });
});
