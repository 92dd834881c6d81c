// Calendar days of a zone as moments, right on the days that have 23 or 25 hours.
import { fromDate, parseDate, toCalendarDate } from "@internationalized/date";
import { BadUserInput } from "../graphql/errors.js";
import type { DateRange } from "./visitor.input.js";

export interface Moments {
  /** Inclusive, in ms; null: no bound. */
  from: number | null;
  /** Exclusive, in ms. */
  to: number | null;
  /** When the range rolls over to the next day; null: never. */
  rollsAt: number | null;
}

export function momentsOf(dates: DateRange, now: Date): Moments {
  const { from, to, lastDays, timeZone } = dates;
  const start = (day: string, plus: number) => parseDate(day).add({ days: plus }).toDate(timeZone).getTime();
  if (lastDays !== null && lastDays !== undefined) {
    if (from || to)
      throw new BadUserInput("Give either lastDays, or from and to, not both.", { field: "dates" });
    if (lastDays < 1 || lastDays > 36_600)
      throw new BadUserInput("lastDays must be from 1 to 36600.", { field: "dates" });
    let today = toCalendarDate(fromDate(now, timeZone));
    // Where a clock goes back over midnight, the day that had begun goes on: nothing rolls back.
    if (start(today.toString(), 1) <= now.getTime()) today = today.add({ days: 1 });
    const day = today.toString();
    return { from: start(day, 1 - lastDays), to: start(day, 1), rollsAt: start(day, 1) };
  }
  if (from && to && from > to)
    throw new BadUserInput(`The range ends (${to}) before it begins (${from}).`, { field: "dates" });
  return { from: from ? start(from, 0) : null, to: to ? start(to, 1) : null, rollsAt: null };
}
