// The leaves of a calendar: months as YYYY-MM, days as YYYY-MM-DD, weeks that begin as the region's do.
import { CalendarDate, getDayOfWeek } from "@internationalized/date";
import { addDays } from "./time.ts";

/** 0 is Sunday. The region decides: "en-GB" begins on Monday, "en-US" on Sunday. */
export function firstWeekday(locale: string): number {
  const aSunday = new CalendarDate(2026, 11, 22);
  return (7 - getDayOfWeek(aSunday, locale)) % 7;
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

export function addMonths(month: string, months: number): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 7);
}

/** The same day of another month, or its last one where it has no such day. */
export function sameDayIn(month: string, day: string): string {
  const last = addDays(`${addMonths(month, 1)}-01`, -1);
  const same = `${month}${day.slice(7)}`;
  return same < last ? same : last;
}

/** The weeks of a month, its own days only: null where a neighbour's day would stand. */
export function weeksOf(month: string, firstDay: number): (string | null)[][] {
  const first = `${month}-01`;
  const lead = (weekdayOf(first) - firstDay + 7) % 7;
  const end = addMonths(month, 1);
  const days: (string | null)[] = Array.from({ length: lead }, () => null);
  for (let day = first; !day.startsWith(end); day = addDays(day, 1)) days.push(day);
  while (days.length % 7 !== 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

/** Where a key leads from a day; null if it leads nowhere. `back` is what the left arrow means: -1, or 1 from right to left. */
export function dayAtKey(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  day: string,
  { firstDay, back }: { firstDay: number; back: 1 | -1 },
): string | null {
  const intoWeek = (weekdayOf(day) - firstDay + 7) % 7;
  const months = shiftKey ? 12 : 1;
  switch (key) {
    case "ArrowLeft":
      return addDays(day, back);
    case "ArrowRight":
      return addDays(day, -back);
    case "ArrowUp":
      return addDays(day, -7);
    case "ArrowDown":
      return addDays(day, 7);
    case "Home":
      return addDays(day, -intoWeek);
    case "End":
      return addDays(day, 6 - intoWeek);
    case "PageUp":
      return sameDayIn(addMonths(day.slice(0, 7), -months), day);
    case "PageDown":
      return sameDayIn(addMonths(day.slice(0, 7), months), day);
    default:
      return null;
  }
}
