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
