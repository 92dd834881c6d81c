import ct from "countries-and-timezones";
import { describe, expect, it } from "vitest";
import { SCRIPTS, makeMonth } from "./month.js";
import { PLACES } from "./people/places.js";

const NOW = Date.UTC(2026, 10, 23, 4);

describe("the sample month", () => {
  it("is the same every time", () => {
    expect(JSON.stringify(makeMonth(NOW, 2))).toBe(JSON.stringify(makeMonth(NOW, 2)));
  });

  it("ends before now, whatever the time of day", () => {
    for (let hour = 0; hour < 24; hour += 3) {
      const now = NOW + hour * 3_600_000;
      const moments = makeMonth(now, 2).flatMap((visit) => visit.moments);
      const latest = Math.max(...moments.filter(({ act }) => act.by === "visitor").map(({ at }) => at));
      expect(latest).toBeLessThan(now - 15_000);
    }
  });

  it("tells at least 25 stories, each under a name of its own", () => {
    expect(SCRIPTS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(SCRIPTS.map(({ name }) => name)).size).toBe(SCRIPTS.length);
  });

  it("names places whose time zone leads to their country", () => {
    for (const { timeZone, country } of PLACES) expect(ct.getTimezone(timeZone)?.countries[0]).toBe(country);
  });
});
