// The state of the Visitors page is its address: tab, search, filters, page, open visitor and panel tab.
import type { VisitorStatus } from "../api/generated.ts";
import { statuses } from "./statuses.ts";

/** Days by name move with the calendar: a link to "last month" means another month a month later. */
const namedDays = ["yesterday", "this-month", "last-month"] as const;
export type NamedDays = (typeof namedDays)[number];
export type Dates =
  { last: number } | { name: NamedDays } | { from: string | null; to: string | null } | "all";

/** A custom parameter equals a value. */
export interface ParamMatch {
  key: string;
  value: string;
}

type Params = Pick<URLSearchParams, "get" | "getAll">;
export type PanelTab = "info" | "conversation";

export interface Address {
  status: VisitorStatus | null;
  search: string;
  dates: Dates;
  engaged: boolean;
  online: boolean;
  waiting: boolean;
  params: readonly ParamMatch[];
  page: number;
  visitor: string | null;
  tab: PanelTab;
}

export const usualDays = 30;
/** The server's limits. */
export const mostParams = 10;
export const longestKey = 64;
export const longestValue = 1024;

export const usual: Address = {
  status: null,
  search: "",
  dates: { last: usualDays },
  engaged: false,
  online: false,
  waiting: false,
  params: [],
  page: 1,
  visitor: null,
  tab: "conversation",
};

/** Reads an address, forgiving: what makes no sense counts as not said. */
export function readAddress(params: Params): Address {
  const status = params.get("status")?.toUpperCase();
  const page = Number(params.get("page"));
  return {
    status: statuses.find((one) => one === status) ?? null,
    search: params.get("q") ?? "",
    dates: readDates(params),
    engaged: params.get("engaged") === "1",
    online: params.get("online") === "1",
    waiting: params.get("waiting") === "1",
    params: readParams(params.getAll("param")),
    page: Number.isSafeInteger(page) && page > 1 ? page : 1,
    visitor: params.get("visitor") || null,
    tab: params.get("tab") === "info" ? "info" : "conversation",
  };
}

function readDates(params: Params): Dates {
  const last = params.get("days");
  if (last === "all") return "all";
  const name = namedDays.find((one) => one === last);
  if (name) return { name };
  const from = readDay(params.get("from"));
  const to = readDay(params.get("to"));
  if (from || to) return { from, to };
  const days = Number(last);
  return { last: Number.isSafeInteger(days) && days >= 1 && days <= 3650 ? days : usualDays };
}

function readParams(texts: readonly string[]): ParamMatch[] {
  return tidyParams(
    texts.flatMap((text) => {
      const at = text.indexOf(":");
      return at < 1 ? [] : [{ key: unescapeKey(text.slice(0, at)), value: text.slice(at + 1) }];
    }),
  );
}

/** What any visitor could have, each key once with the value that was said last, no more than the server takes. */
export function tidyParams(matches: readonly ParamMatch[]): ParamMatch[] {
  const values = new Map<string, string>();
  for (const { key: text, value } of matches) {
    // The server keeps names without the spaces at their ends.
    const key = text.trim();
    const fits = key !== "" && key.length <= longestKey && value.length <= longestValue;
    if (fits && (values.has(key) || values.size < mostParams)) values.set(key, value);
  }
  return [...values].map(([key, value]) => ({ key, value }));
}

// The first colon ends the key, so one inside it is written otherwise; the value is written as it is.
const escapeKey = (key: string) => key.replaceAll("%", "%25").replaceAll(":", "%3A");
const unescapeKey = (text: string) => text.replaceAll(/%3A/giu, ":").replaceAll("%25", "%");

function readDay(text: string | null): string | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/u.test(text)) return null;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null;
}

/** The address of a visitor's own page: it keeps the list that it was opened from, to go on in it and back to it. */
export function visitorAddress(projectId: string, id: string, address: Address, tab?: PanelTab): string {
  const params = new URLSearchParams(writeAddress({ ...address, visitor: null }));
  if (tab) params.set("tab", tab);
  const text = params.toString();
  return `/${projectId}/visitors/${encodeURIComponent(id)}${text ? `?${text}` : ""}`;
}

/** Writes what differs from the usual; the address of the plain page has nothing in it. */
export function writeAddress(address: Address): string {
  const params = new URLSearchParams();
  if (address.status) params.set("status", address.status.toLowerCase());
  if (address.search) params.set("q", address.search);
  const { dates } = address;
  if (dates === "all") params.set("days", "all");
  else if ("last" in dates) {
    if (dates.last !== usualDays) params.set("days", String(dates.last));
  } else if ("name" in dates) params.set("days", dates.name);
  else {
    if (dates.from) params.set("from", dates.from);
    if (dates.to) params.set("to", dates.to);
  }
  if (address.engaged) params.set("engaged", "1");
  if (address.online) params.set("online", "1");
  if (address.waiting) params.set("waiting", "1");
  for (const { key, value } of address.params) params.append("param", `${escapeKey(key)}:${value}`);
  if (address.page > 1) params.set("page", String(address.page));
  if (address.visitor) {
    params.set("visitor", address.visitor);
    params.set("tab", address.tab);
  }
  // A colon needs no escape here, and "param=plan:pro" is a link that people can read.
  const text = params.toString().replaceAll("%3A", ":");
  return text ? `?${text}` : "";
}
