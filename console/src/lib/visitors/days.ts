// Calendar days by their names, told from the day that it is where the agent is.
import { addDays } from "../format/time.ts";
import type { Dates, NamedDays } from "./address.ts";

export interface Days {
  from: string;
  to: string;
}

export function daysNamed(name: NamedDays, today: string): Days {
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  if (name === "this-month") return { from: firstOfMonth, to: today };
  const before = addDays(name === "yesterday" ? today : firstOfMonth, -1);
  return { from: name === "yesterday" ? before : `${before.slice(0, 7)}-01`, to: before };
}

/** The days that the calendar marks; null where one end is open. */
export function daysOf(dates: Dates, today: string): Days | null {
  if (dates === "all") return null;
  if ("last" in dates) return { from: addDays(today, 1 - dates.last), to: today };
  if ("name" in dates) return daysNamed(dates.name, today);
  return dates.from && dates.to ? { from: dates.from, to: dates.to } : null;
}
