import { describe, expect, it } from "vitest";
import { daysOf, isOpen, nextSpan, problemOf, usual, weekOf } from "./hours.ts";

describe("a week of office hours", () => {
  it("comes back from the server as it went, the end of the day too", () => {
    const days = [
      { day: 1, from: "09:00", to: "13:00" },
      { day: 1, from: "20:00", to: "24:00" },
      { day: 7, from: "00:00", to: "24:00" },
    ];
    const week = weekOf(days);
    expect(week[0]).toEqual([
      { from: "09:00", to: "13:00" },
      { from: "20:00", to: "00:00" },
    ]);
    expect(daysOf(week)).toEqual(days);
    expect(
      daysOf([
        [
          { from: "15:00", to: "18:00" },
          { from: "09:00", to: "13:00" },
        ],
      ])[0]?.from,
    ).toBe("09:00");
  });

  it("tells what cannot be kept", () => {
    const problem = (...times: string[]) =>
      problemOf(times.map((text) => ({ from: text.split("-")[0] ?? "", to: text.split("-")[1] ?? "" })));
    expect(problem("09:00-13:00", "13:00-18:00", "20:00-00:00")).toBeNull();
    expect(problem("09:00-")).toBe("missing");
    expect(problem("18:00-09:00")).toBe("order");
    expect(problem("09:00-09:00")).toBe("order");
    expect(problem("14:00-18:00", "09:00-15:00")).toBe("overlap");
    expect(problem("08:00-00:00", "20:00-21:00")).toBe("overlap");
    expect(problem()).toBeNull();
  });

  it("offers an afternoon behind a morning, and nothing behind midnight", () => {
    expect(nextSpan([{ from: "09:00", to: "13:00" }])).toEqual({ from: "14:00", to: "18:00" });
    expect(nextSpan([{ from: "09:00", to: "19:30" }])).toEqual({ from: "20:00", to: "00:00" });
    expect(nextSpan([{ from: "09:00", to: "00:00" }])).toEqual({ from: "", to: "" });
    expect(nextSpan([])).toEqual({ from: "09:00", to: "18:00" });
  });

  it("knows who is there by the clock of the zone", () => {
    // A Wednesday: 14:30 in Bogota, 04:30 of Thursday in Tokyo.
    const at = new Date("2026-11-25T19:30:00Z");
    expect(isOpen(usual, "America/Bogota", at)).toBe(true);
    expect(isOpen(usual, "Asia/Tokyo", at)).toBe(false);
    expect(isOpen(weekOf([{ day: 3, from: "20:00", to: "24:00" }]), "Europe/Madrid", at)).toBe(true);
  });
});
