// The active filters in words, for the chips.
import type { Words } from "../words/en.ts";
import type { Address } from "./address.ts";
import { activeConditions, type Condition } from "./filter.ts";

interface Formats {
  plainDay: (day: string) => string;
  dayRange: (from: string, to: string) => string;
}

export function chips(address: Address, t: Words, format: Formats): { condition: Condition; text: string }[] {
  return activeConditions(address)
    .filter((condition) => condition !== "SEARCH")
    .map((condition) => ({ condition, text: wordCondition(condition, address, t, format) }));
}

function wordCondition(condition: Condition, address: Address, t: Words, format: Formats): string {
  if (condition === "DATES") return wordDates(address, t, format);
  if (condition === "ENGAGED_ONLY") return t.visitors.engagedOnly;
  if (condition === "ONLINE") return t.visitors.online;
  if (condition === "NEEDS_ATTENTION") return t.visitors.waiting;
  return address.search;
}

function wordDates({ dates }: Address, t: Words, format: Formats): string {
  if (dates === "all") return t.visitors.allTime;
  if ("last" in dates) return dates.last === 1 ? t.common.today : t.visitors.lastDays(dates.last);
  if (dates.from && dates.to) return format.dayRange(dates.from, dates.to);
  if (dates.from) return t.visitors.since(format.plainDay(dates.from));
  if (dates.to) return t.visitors.until(format.plainDay(dates.to));
  return t.visitors.allTime;
}
