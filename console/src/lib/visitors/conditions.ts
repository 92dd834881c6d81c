// The active filters in words, for the chips.
import type { Words } from "../words/en.ts";
import type { Address, Dates } from "./address.ts";
import { activeConditions, without, withoutParam, type Condition } from "./filter.ts";

interface Formats {
  plainDay: (day: string) => string;
  dayRange: (from: string, to: string) => string;
}

export interface Chip {
  id: string;
  text: string;
  /** The address without what the chip stands for. */
  without: Address;
  /** Opens the dates. */
  isDates: boolean;
}

export function chips(address: Address, t: Words, format: Formats): Chip[] {
  return activeConditions(address).flatMap((condition) => {
    if (condition === "SEARCH") return [];
    if (condition === "PARAMS") return paramChips(address);
    const text = wordCondition(condition, address, t, format);
    return [{ id: condition, text, without: without(address, condition), isDates: condition === "DATES" }];
  });
}

function paramChips(address: Address): Chip[] {
  return address.params.map(({ key, value }) => ({
    id: `PARAM ${key}`,
    text: `${key} = ${value}`,
    without: withoutParam(address, key),
    isDates: false,
  }));
}

function wordCondition(
  condition: Exclude<Condition, "SEARCH" | "PARAMS">,
  address: Address,
  t: Words,
  format: Formats,
): string {
  if (condition === "DATES") return wordDates(address.dates, t, format);
  if (condition === "ENGAGED_ONLY") return t.visitors.engagedOnly;
  if (condition === "ONLINE") return t.visitors.online;
  return t.visitors.waiting;
}

export function wordDates(dates: Dates, t: Words, format: Formats): string {
  if (dates === "all") return t.visitors.allTime;
  if ("last" in dates) return dates.last === 1 ? t.common.today : t.visitors.lastDays(dates.last);
  if ("name" in dates) return t.visitors.named[dates.name];
  const { from, to } = dates;
  if (from && to) return from === to ? format.plainDay(from) : format.dayRange(from, to);
  if (from) return t.visitors.since(format.plainDay(from));
  return to ? t.visitors.until(format.plainDay(to)) : t.visitors.allTime;
}
