// Times and days as people say them, always in a named language and time zone.
import { dateFormat, numberFormat } from "./intl.ts";

export interface Place {
  locale: string;
  timeZone: string;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The calendar day in the zone: YYYY-MM-DD. */
export function dayOf(at: Date, timeZone: string): string {
  return dateFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

/** Moves a calendar day; days have no zone, so no daylight saving can bend them. */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export function clock(iso: string, { locale, timeZone }: Place): string {
  return dateFormat(locale, { timeZone, hour: "numeric", minute: "2-digit" }).format(new Date(iso));
}

/** The whole truth, for hovering: day, time with seconds, and zone. */
export function exact(iso: string, { locale, timeZone }: Place): string {
  const text = dateFormat(locale, {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(new Date(iso));
  return `${text} (${timeZone})`;
}

/** Day and time, short: for facts in the detail. */
export function moment(iso: string, { locale, timeZone }: Place): string {
  return dateFormat(locale, {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(new Date(iso));
}

/** For a list: the time if today, "Yesterday", the day and month, or the whole date. */
export function listDate(iso: string, now: Date, yesterday: string, { locale, timeZone }: Place): string {
  const at = new Date(iso);
  const today = dayOf(now, timeZone);
  const then = dayOf(at, timeZone);
  if (then === today) return clock(iso, { locale, timeZone });
  if (then === addDays(today, -1)) return yesterday;
  const sameYear = then.slice(0, 4) === today.slice(0, 4);
  return dateFormat(locale, {
    timeZone,
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** For a trail of moments: the time, behind its day unless that is today. */
export function dayAndClock(iso: string, now: Date, yesterday: string, { locale, timeZone }: Place): string {
  const at = new Date(iso);
  const today = dayOf(now, timeZone);
  const then = dayOf(at, timeZone);
  if (then === today) return clock(iso, { locale, timeZone });
  if (then === addDays(today, -1)) return `${yesterday}, ${clock(iso, { locale, timeZone })}`;
  const sameYear = then.slice(0, 4) === today.slice(0, 4);
  return dateFormat(locale, {
    timeZone,
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** A day as a heading: "Today, 22 November". */
export function dayHeading(
  iso: string,
  now: Date,
  names: { today: string; yesterday: string },
  { locale, timeZone }: Place,
): string {
  const at = new Date(iso);
  const today = dayOf(now, timeZone);
  const then = dayOf(at, timeZone);
  const sameYear = then.slice(0, 4) === today.slice(0, 4);
  const near = then === today ? names.today : then === addDays(today, -1) ? names.yesterday : null;
  const text = dateFormat(locale, {
    timeZone,
    day: "numeric",
    month: "long",
    ...(near ? {} : { weekday: "long" }),
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
  return near ? `${near}, ${text}` : text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

/** A stretch of time in its largest unit, rounded down: "3 min", "2 h". */
export function duration(ms: number, locale: string): string {
  const [value, unit] =
    ms < minute
      ? [Math.max(0, ms) / 1000, "second"]
      : ms < hour
        ? [ms / minute, "minute"]
        : ms < day
          ? [ms / hour, "hour"]
          : [ms / day, "day"];
  return numberFormat(locale, { style: "unit", unit: String(unit), unitDisplay: "short" }).format(
    Math.floor(Number(value)),
  );
}

/** Two calendar days as a range: "24 Oct – 22 Nov". */
export function dayRange(from: string, to: string, now: Date, { locale, timeZone }: Place): string {
  const year = dayOf(now, timeZone).slice(0, 4);
  const sameYear = from.startsWith(year) && to.startsWith(year);
  return dateFormat(locale, {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  }).formatRange(new Date(`${from}T12:00:00Z`), new Date(`${to}T12:00:00Z`));
}

/** One calendar day: "24 Oct 2026". */
export function plainDay(date: string, locale: string): string {
  return dateFormat(locale, { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" }).format(
    new Date(`${date}T12:00:00Z`),
  );
}
