import { expect, test } from "vitest";
import { type OfficeHours, changesIn, checkOfficeHours, isOpen } from "./office-hours.js";

const hours = (timeZone: string, ...spans: [number, string, string][]): OfficeHours => ({
  timeZone,
  days: spans.map(([day, from, to]) => ({ day, from, to })),
});
const at = (hours: OfficeHours | null, ...moments: string[]) =>
  moments.map((moment) => isOpen(hours, new Date(moment)));

test("without hours people are always there, and with none of them never", () => {
  expect(at(null, "2026-03-07T03:00:00Z")).toEqual([true]);
  expect(at(hours("UTC"), "2026-03-09T12:00:00Z")).toEqual([false]);
});

test("a span begins with its first minute and ends before its last, by the clock of its zone", () => {
  // Bogotá is five hours behind; 2026-03-09 is a Monday.
  const office = hours("America/Bogota", [1, "09:00", "18:00"]);
  expect(at(office, "2026-03-09T13:59:59.999Z", "2026-03-09T14:00:00Z")).toEqual([false, true]);
  expect(at(office, "2026-03-09T22:59:59.999Z", "2026-03-09T23:00:00Z")).toEqual([true, false]);
  // Tuesday there, and Monday evening there when it is Tuesday in London.
  expect(at(office, "2026-03-10T15:00:00Z", "2026-03-10T01:00:00Z")).toEqual([false, false]);
});

test("a day may have several spans, and 24:00 is the end of it", () => {
  const office = hours("Europe/Madrid", [5, "09:00", "14:00"], [5, "16:30", "24:00"], [6, "00:00", "02:00"]);
  // Friday 2026-03-06 is winter time, an hour ahead.
  const friday = ["12:59", "13:00", "15:29", "15:30", "22:59"].map((time) => `2026-03-06T${time}:00Z`);
  expect(at(office, ...friday)).toEqual([true, false, false, true, true]);
  // Midnight and after, Saturday there.
  expect(at(office, "2026-03-06T23:00:00Z", "2026-03-07T00:59:59Z", "2026-03-07T01:00:00Z")).toEqual([
    true,
    true,
    false,
  ]);
});

test("on the day clocks go forward the hour that is skipped is nobody's", () => {
  // Sunday 2026-03-29 in Madrid: 02:00 becomes 03:00 at 01:00 UTC.
  const night = hours("Europe/Madrid", [7, "02:00", "03:00"]);
  expect(at(night, "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z")).toEqual([false, false]);
  const morning = hours("Europe/Madrid", [7, "02:30", "03:30"]);
  expect(at(morning, "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:29:59Z")).toEqual([
    false,
    true,
    true,
  ]);
  expect(at(morning, "2026-03-29T01:30:00Z")).toEqual([false]);
  // Nine in the morning is nine in the morning, the day before and the day after.
  const office = hours("Europe/Madrid", [6, "09:00", "10:00"], [1, "09:00", "10:00"]);
  expect(at(office, "2026-03-28T08:00:00Z", "2026-03-30T07:00:00Z", "2026-03-30T08:00:00Z")).toEqual([
    true,
    true,
    false,
  ]);
});

test("on the day clocks go back the hour that comes twice counts twice", () => {
  // Sunday 2026-11-01 in New York: 02:00 becomes 01:00 at 06:00 UTC.
  const night = hours("America/New_York", [7, "01:00", "02:00"]);
  const moments = ["04:59", "05:00", "05:59", "06:00", "06:59", "07:00"];
  expect(at(night, ...moments.map((time) => `2026-11-01T${time}:00Z`))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
});

test("zones whose clocks stand at a quarter, or change by half an hour, are asked like any other", () => {
  const kathmandu = hours("Asia/Kathmandu", [1, "09:00", "09:15"]);
  expect(at(kathmandu, "2026-03-09T03:14:00Z", "2026-03-09T03:15:00Z", "2026-03-09T03:30:00Z")).toEqual([
    false,
    true,
    false,
  ]);
  // Lord Howe goes back by half an hour on Sunday 2026-04-05: 02:00 becomes 01:30 at 15:00 UTC of the Saturday.
  const island = hours("Australia/Lord_Howe", [7, "01:30", "02:00"]);
  expect(at(island, "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "2026-04-04T15:30:00Z")).toEqual([
    true,
    true,
    false,
  ]);
});

const QUARTER = 15 * 60_000;

/** By looking at every quarter of an hour of nine days. */
function looked(hours: OfficeHours, at: Date): number | null {
  const now = isOpen(hours, at);
  const first = at.getTime() - (at.getTime() % QUARTER);
  for (let moment = first + QUARTER; moment < first + 9 * 96 * QUARTER; moment += QUARTER)
    if (isOpen(hours, new Date(moment)) !== now) return moment - at.getTime();
  return null;
}

// Each week is one in which that zone's clocks change, where they do.
test.each([
  ["UTC", "2026-03-09T00:00:00Z"],
  ["America/Bogota", "2026-03-09T00:00:00Z"],
  ["Asia/Kathmandu", "2026-03-09T00:00:00Z"],
  ["Europe/Madrid", "2026-03-25T00:00:00Z"],
  ["America/New_York", "2026-10-28T00:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-01T00:00:00Z"],
])("until when people are there, or not, is known in advance by the clock of %s", (zone, from) => {
  const weeks = [
    hours(zone, [1, "09:00", "14:00"], [1, "14:00", "18:00"], [5, "22:00", "24:00"], [6, "00:00", "02:00"]),
    hours(zone, [7, "00:15", "09:45"], [7, "12:00", "24:00"]),
    hours(zone, ...[1, 2, 3, 4, 5, 6, 7].map((day): [number, string, string] => [day, "08:30", "17:00"])),
  ];
  for (const week of weeks)
    for (let hour = 0; hour < 7 * 24; hour += 5) {
      const at = new Date(Date.parse(from) + hour * 3_600_000 + 17 * 60_000 + 12_345);
      expect([at, changesIn(week, at)]).toEqual([at, looked(week, at)]);
    }
});

test("what never changes does not change in a week either", () => {
  const all = [1, 2, 3, 4, 5, 6, 7].map((day): [number, string, string] => [day, "00:00", "24:00"]);
  const noon = new Date("2026-03-09T12:00:00Z");
  expect([null, hours("UTC"), hours("Europe/Madrid", ...all)].map((week) => changesIn(week, noon))).toEqual([
    null,
    null,
    null,
  ]);
});

test("hours are kept by day and time, and may touch", () => {
  expect(
    checkOfficeHours(hours("UTC", [5, "14:00", "24:00"], [1, "00:00", "09:00"], [5, "09:00", "14:00"])),
  ).toEqual(hours("UTC", [1, "00:00", "09:00"], [5, "09:00", "14:00"], [5, "14:00", "24:00"]));
});

test.each<[string, [number, string, string][], RegExp]>([
  ["a day that is none", [[0, "09:00", "10:00"]], /1 \(Monday\) to 7/],
  ["an eighth day", [[8, "09:00", "10:00"]], /1 \(Monday\) to 7/],
  ["a time without its nought", [[1, "9:00", "10:00"]], /"9:00" is not a time like 09:00/],
  ["a minute too many", [[1, "09:00", "24:01"]], /"24:01" is not a time/],
  ["an hour of 60 minutes", [[1, "09:60", "11:00"]], /"09:60"/],
  ["a span that ends as it begins", [[1, "09:00", "09:00"]], /ends after it begins/],
  ["a night in one span", [[1, "22:00", "02:00"]], /ends after it begins/],
  [
    "spans that overlap",
    [
      [3, "09:00", "12:00"],
      [3, "11:59", "14:00"],
    ],
    /Two spans of day 3 overlap/,
  ],
  ["too many", Array.from({ length: 51 }, () => [1, "09:00", "10:00"]), /50 spans at most/],
])("%s is refused with what would be right", (_name, spans, says) => {
  expect(() => checkOfficeHours(hours("UTC", ...spans))).toThrow(says);
});
