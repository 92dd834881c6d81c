// From the address to what the server is asked, and back to words about it.
import type { DateRange, FilterCondition, VisitorFilter } from "../api/generated.ts";
import { usual, usualDays, writeAddress, type Address, type Dates } from "./address.ts";
import { daysNamed } from "./days.ts";

/** Every condition of the address as the server's filter, in the agent's time zone; `today` is the calendar day there. */
export function toFilter(address: Address, timeZone: string, today: string): VisitorFilter {
  const filter: VisitorFilter = {};
  if (address.status) filter.status = address.status;
  const search = address.search.trim();
  if (search) filter.search = search;
  const dates = toRange(address.dates, timeZone, today);
  if (dates) filter.dates = dates;
  if (address.engaged) filter.engagedOnly = true;
  if (address.online) filter.online = true;
  if (address.waiting) filter.needsAttention = true;
  if (address.params.length > 0) filter.params = address.params.map(({ key, value }) => ({ key, value }));
  return filter;
}

/** null: of all time. */
export function toRange(dates: Dates, timeZone: string, today: string): DateRange | null {
  if (dates === "all") return null;
  // The server counts these itself, and tells when its midnight has passed.
  if ("last" in dates) return { lastDays: dates.last, timeZone };
  const { from, to } = "name" in dates ? daysNamed(dates.name, today) : dates;
  return { ...(from ? { from } : {}), ...(to ? { to } : {}), timeZone };
}

/** The conditions beside the tabs. */
export type Condition = Exclude<FilterCondition, "STATUS">;

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
  if (address.params.length > 0) active.push("PARAMS");
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
  if (condition === "PARAMS") next.params = [];
  return next;
}

export function withoutParam(address: Address, key: string): Address {
  return { ...address, params: address.params.filter((param) => param.key !== key), page: 1 };
}

/** Every condition back at its usual value; the tab and the open visitor stay. */
export function clearAll(address: Address): Address {
  return { ...usual, status: address.status, visitor: address.visitor, tab: address.tab };
}

/** No condition at all: everybody who ever came. */
export function showAll(address: Address): Address {
  return { ...clearAll(address), status: null, dates: "all" };
}

/** Everybody who waits for an answer, whenever they came: as many as the project's number of them says. */
export const onlyWaiting: Address = { ...usual, dates: "all", waiting: true };

/**
 * The address after the quick filter is pressed or released. Pressed, it shows just those that its number counts, whatever
 * was filtered `before`; released, it goes back to that, or takes itself away from what was filtered since.
 */
export function toggleWaiting(address: Address, before: Address | null): Address {
  const { visitor, tab } = address;
  if (!address.waiting) return { ...onlyWaiting, visitor, tab };
  const plain = { ...address, page: 1, visitor: null, tab: usual.tab };
  if (writeAddress(plain) !== writeAddress(onlyWaiting)) return { ...address, waiting: false, page: 1 };
  return { ...(before ?? usual), visitor, tab };
}
