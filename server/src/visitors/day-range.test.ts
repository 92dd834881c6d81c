import fc from "fast-check";
import { expect, test } from "vitest";
import { momentsOf } from "./day-range.js";

const now = new Date("2026-11-23T02:30:00.000Z");
const iso = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString());
const range = (dates: Parameters<typeof momentsOf>[0]) => {
  const { from, to, rollsAt } = momentsOf(dates, now);
  return [iso(from), iso(to), iso(rollsAt)];
};

test("the last 30 days are today and the 29 before, as the zone counts days", () => {
  // In Bogotá it is still the 22nd.
  expect(range({ lastDays: 30, timeZone: "America/Bogota" })).toEqual([
    "2026-10-24T05:00:00.000Z",
    "2026-11-23T05:00:00.000Z",
    "2026-11-23T05:00:00.000Z",
  ]);
  expect(range({ lastDays: 1, timeZone: "Asia/Kathmandu" })).toEqual([
    "2026-11-22T18:15:00.000Z",
    "2026-11-23T18:15:00.000Z",
    "2026-11-23T18:15:00.000Z",
  ]);
});

test("days of 23 and of 25 hours are whole", () => {
  expect(range({ from: "2026-03-29", to: "2026-03-29", timeZone: "Europe/Madrid" })).toEqual([
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
    null,
  ]);
  expect(range({ from: "2026-10-25", to: "2026-10-25", timeZone: "Europe/Madrid" })).toEqual([
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T23:00:00.000Z",
    null,
  ]);
});

test("a day whose midnight does not exist begins at its first moment", () => {
  // Chile skips from 24:00 to 1:00.
  expect(range({ from: "2026-09-06", timeZone: "America/Santiago" })).toEqual([
    "2026-09-06T04:00:00.000Z",
    null,
    null,
  ]);
});

test("an open range has no bound on that side", () => {
  expect(range({ to: "2026-01-01", timeZone: "UTC" })).toEqual([null, "2026-01-02T00:00:00.000Z", null]);
  expect(range({ timeZone: "UTC" })).toEqual([null, null, null]);
});

test("every last day ends when the next one begins, also where a clock went back over midnight", () => {
  // Until 2011 St. John's went from 00:01 back to 23:01 of the day before.
  const again = new Date("2010-11-07T02:45:00.000Z");
  const { from, to, rollsAt } = momentsOf({ lastDays: 1, timeZone: "America/St_Johns" }, again);
  expect([iso(from), iso(to), iso(rollsAt)]).toEqual([
    "2010-11-07T02:30:00.000Z",
    "2010-11-08T03:30:00.000Z",
    "2010-11-08T03:30:00.000Z",
  ]);
});

test("a day that a zone skipped is empty", () => {
  // Samoa went over the date line.
  expect(range({ from: "2011-12-30", to: "2011-12-30", timeZone: "Pacific/Apia" })).toEqual([
    "2011-12-30T10:00:00.000Z",
    "2011-12-30T10:00:00.000Z",
    null,
  ]);
});

const ZONES = [
  ...["UTC", "America/Bogota", "America/New_York", "Europe/Madrid", "Asia/Kathmandu", "Asia/Kolkata"],
  ...["Australia/Lord_Howe", "Pacific/Chatham", "Australia/Eucla", "America/St_Johns", "Africa/Cairo"],
  ...["America/Sao_Paulo", "Asia/Beirut", "America/Havana", "America/Santiago", "America/Asuncion"],
  ...["Atlantic/Azores", "Asia/Tehran", "Asia/Gaza", "America/Nuuk", "Africa/Casablanca", "Pacific/Apia"],
  ...["Pacific/Kiritimati", "Pacific/Pago_Pago", "Antarctica/Troll", "Europe/Dublin", "Asia/Amman"],
];
const HOUR = 3_600_000;
const calendars = new Map(
  ZONES.map((timeZone) => [timeZone, new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" })]),
);
/** By another way than the product's: asks the zone's own calendar, moment after moment. */
const dayAt = (timeZone: string, moment: number) => calendars.get(timeZone)?.format(moment) ?? "";
function firstMomentOf(timeZone: string, day: string): number {
  let moment = Date.parse(`${day}T00:00:00Z`) - 30 * HOUR;
  for (const step of [HOUR, 60_000, 1000]) {
    while (dayAt(timeZone, moment) < day) moment += step;
    // Two, for a day that begins for a minute and then once more.
    moment -= 2 * step;
  }
  return moment + 2000;
}
const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10);

const zones = fc.constantFrom(...ZONES);
const moments = fc.integer({
  min: Date.parse("1990-01-01T00:00:00Z") / 1000,
  max: Date.parse("2037-12-31T00:00:00Z") / 1000,
});

test("in every zone and on every day, a range begins and ends with the zone's own days", () => {
  fc.assert(
    fc.property(zones, moments, fc.nat({ max: 40 }), (timeZone, second, length) => {
      const from = new Date(second * 1000).toISOString().slice(0, 10);
      const to = dayAfter(from, length);
      const found = momentsOf({ from, to, timeZone }, now);
      expect(found).toEqual({
        from: firstMomentOf(timeZone, from),
        to: firstMomentOf(timeZone, dayAfter(to, 1)),
        rollsAt: null,
      });
    }),
    { numRuns: 400 },
  );
});

test("in every zone and at every moment, the last days hold now and roll over later, to the days that follow on", () => {
  const near = fc
    .tuple(zones, moments, fc.integer({ min: -7200, max: 7200 }))
    .map(([timeZone, second, off]) => {
      // Most of the trouble is near midnight.
      const day = dayAt(timeZone, second * 1000);
      return { timeZone, moment: firstMomentOf(timeZone, day) + off * 1000 };
    });
  fc.assert(
    fc.property(near, fc.integer({ min: 1, max: 40 }), ({ timeZone, moment }, lastDays) => {
      const at = (when: number) => momentsOf({ lastDays, timeZone }, new Date(when));
      const { from, to, rollsAt } = at(moment);
      expect(from).toBeLessThanOrEqual(moment);
      expect(rollsAt).toBe(to);
      expect(to).toBeGreaterThan(moment);
      const last = dayAt(timeZone, Number(to) - 1);
      expect(to).toBe(firstMomentOf(timeZone, dayAfter(last, 1)));
      expect(from).toBe(firstMomentOf(timeZone, dayAfter(last, 1 - lastDays)));
      const next = at(Number(rollsAt));
      expect(next.rollsAt).toBeGreaterThan(Number(rollsAt));
    }),
    { numRuns: 400 },
  );
});
