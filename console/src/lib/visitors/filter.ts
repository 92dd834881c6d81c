// From the address to what the server is asked, and back to words about it.
import type { FilterCondition, VisitorFilter } from "../api/generated.ts";
import { usual, usualDays, type Address } from "./address.ts";

/** Every condition of the address as the server's filter, in the agent's time zone. */
export function toFilter(address: Address, timeZone: string): VisitorFilter {
  const filter: VisitorFilter = {};
  if (address.status) filter.status = address.status;
  const search = address.search.trim();
  if (search) filter.search = search;
  const { dates } = address;
  if (dates !== "all") {
    filter.dates =
      "last" in dates
        ? { lastDays: dates.last, timeZone }
        : { ...(dates.from ? { from: dates.from } : {}), ...(dates.to ? { to: dates.to } : {}), timeZone };
  }
  if (address.engaged) filter.engagedOnly = true;
  if (address.online) filter.online = true;
  if (address.waiting) filter.needsAttention = true;
  return filter;
}

/** The conditions that stand behind "Show filters", and can be removed one by one. */
export type Condition = Exclude<FilterCondition, "STATUS" | "PARAMS">;

/** Whether anything differs from the plain page. */
export function isUsual(address: Address): boolean {
  const { dates } = address;
  const usualDates = dates !== "all" && "last" in dates && dates.last === usualDays;
  return usualDates && activeConditions(address).every((condition) => condition === "DATES");
}

/** Every condition that keeps somebody out, the usual dates among them. */
export function activeConditions(address: Address): Condition[] {
  const active: Condition[] = [];
  if (address.search.trim()) active.push("SEARCH");
  if (address.dates !== "all") active.push("DATES");
  if (address.engaged) active.push("ENGAGED_ONLY");
  if (address.online) active.push("ONLINE");
  if (address.waiting) active.push("NEEDS_ATTENTION");
  return active;
}

/** The address with one condition lifted so far that it excludes nobody. */
export function without(address: Address, condition: FilterCondition): Address {
  const next = { ...address, page: 1 };
  if (condition === "STATUS") next.status = null;
  if (condition === "SEARCH") next.search = "";
  if (condition === "DATES") next.dates = "all";
  if (condition === "ENGAGED_ONLY") next.engaged = false;
  if (condition === "ONLINE") next.online = false;
  if (condition === "NEEDS_ATTENTION") next.waiting = false;
  return next;
}

/** Every condition back at its usual value; the tab and the open visitor stay. */
export function clearAll(address: Address): Address {
  return { ...usual, status: address.status, visitor: address.visitor, tab: address.tab };
}

/** No condition at all: everybody who ever came. */
export function showAll(address: Address): Address {
  return { ...clearAll(address), status: null, dates: "all" };
}
