import { describe, expect, it } from "vitest";
import { addDays, clock, dayHeading, dayOf, dayRange, duration, exact, listDate } from "./time.ts";

const bogota = { locale: "es", timeZone: "America/Bogota" };
const madrid = { locale: "en", timeZone: "Europe/Madrid" };
const now = new Date("2026-11-22T15:45:00Z");
const names = { today: "Hoy", yesterday: "Ayer" };

describe("days", () => {
  it("belong to the zone of the reader", () => {
    expect(dayOf(new Date("2026-11-22T03:00:00Z"), "America/Bogota")).toBe("2026-11-21");
    expect(dayOf(new Date("2026-11-22T23:30:00Z"), "Europe/Madrid")).toBe("2026-11-23");
  });

  it("are counted across the change of clocks and of years", () => {
    expect(addDays("2026-10-24", 2)).toBe("2026-10-26");
    expect(addDays("2027-01-01", -1)).toBe("2026-12-31");
  });

  it("make a range in the reader's words", () => {
    expect(dayRange("2026-10-24", "2026-11-22", now, bogota)).toMatch(/^24 oct\.?\s?–\s?22 nov\.?$/u);
    expect(dayRange("2025-12-30", "2026-01-02", now, madrid)).toContain("2025");
  });
});

describe("the date in a list", () => {
  it("is the time today, Yesterday, the day this year, and the whole date before", () => {
    expect(listDate("2026-11-22T15:41:00Z", now, "Ayer", bogota)).toBe("10:41");
    expect(listDate("2026-11-22T04:59:00Z", now, "Ayer", bogota)).toBe("Ayer");
    expect(listDate("2026-11-14T15:00:00Z", now, "Ayer", bogota)).toMatch(/^14 nov/u);
    expect(listDate("2025-11-14T15:00:00Z", now, "Ayer", bogota)).toContain("2025");
  });

  it("has the exact time and the zone behind it", () => {
    const text = exact("2026-11-22T15:41:07Z", bogota);
    expect(text).toContain("10:41:07");
    expect(text).toContain("America/Bogota");
  });
});

it("heads a day by its name", () => {
  expect(dayHeading("2026-11-22T15:41:00Z", now, names, bogota)).toBe("Hoy, 22 de noviembre");
  expect(dayHeading("2026-11-21T15:41:00Z", now, names, bogota)).toBe("Ayer, 21 de noviembre");
  expect(dayHeading("2026-11-16T15:41:00Z", now, names, bogota)).toBe("Lunes, 16 de noviembre");
});

it("tells the time on the wall of the zone", () => {
  expect(clock("2026-11-22T15:41:00Z", bogota)).toBe("10:41");
});

it("rounds a stretch of time down to its largest unit", () => {
  expect(duration(59_999, "en")).toBe("59 sec");
  expect(duration(3 * 60_000 + 59_000, "es")).toBe("3 min");
  expect(duration(2 * 3_600_000, "es")).toBe("2 h");
  expect(duration(-5, "en")).toBe("0 sec");
});
