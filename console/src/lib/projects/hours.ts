// Office hours as a week of spans. The end of a day is 00:00 in a field for times, and 24:00 at the server.
export interface Span {
  from: string;
  to: string;
}

export interface OfficeDay extends Span {
  day: number;
}

/** Seven days, Monday first. */
export type Week = readonly (readonly Span[])[];

export type SpanProblem = "missing" | "order" | "overlap" | null;

export const mostSpans = 50;
export const working: Span = { from: "09:00", to: "18:00" };
/** Where a project begins that has had no hours. */
export const usual: Week = Array.from({ length: 7 }, (_, day) => (day < 5 ? [working] : []));

export function weekOf(days: readonly OfficeDay[]): Week {
  return Array.from({ length: 7 }, (_, index) =>
    days
      .filter(({ day }) => day === index + 1)
      .map(({ from, to }) => ({ from, to: to === "24:00" ? "00:00" : to })),
  );
}

export function daysOf(week: Week): OfficeDay[] {
  return week.flatMap((spans, index) =>
    spans
      .map(({ from, to }) => ({ day: index + 1, from, to: endOf(to) }))
      .toSorted((one, other) => one.from.localeCompare(other.from)),
  );
}

/** What is wrong with the first span of the day that cannot be kept. */
export function problemOf(spans: readonly Span[]): SpanProblem {
  if (spans.some(({ from, to }) => !from || !to)) return "missing";
  if (spans.some(({ from, to }) => from >= endOf(to))) return "order";
  const sorted = spans.toSorted((one, other) => one.from.localeCompare(other.from));
  const overlaps = sorted.some(({ from }, index) => index > 0 && from < endOf(sorted[index - 1]?.to ?? ""));
  return overlaps ? "overlap" : null;
}

/** The next one after those that are there: an afternoon behind a morning. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.toSorted((one, other) => one.from.localeCompare(other.from)).at(-1);
  if (!last?.to) return working;
  const hour = Number(endOf(last.to).slice(0, 2));
  if (hour >= 22) return { from: "", to: "" };
  const two = (value: number) => String(value % 24).padStart(2, "0");
  return { from: `${two(hour + 1)}:00`, to: `${two(Math.min(hour + 5, 24))}:00` };
}

/** Whether people are there at a moment, by the clock of the zone. */
export function isOpen(week: Week, timeZone: string, at: Date): boolean {
  const { day, time } = clockOf(timeZone, at);
  return (week[day] ?? []).some(
    ({ from, to }) => from !== "" && to !== "" && time >= from && time < endOf(to),
  );
}

const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function clockOf(timeZone: string, at: Date): { day: number; time: string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? "";
  return { day: names.indexOf(part("weekday")), time: `${part("hour")}:${part("minute")}` };
}

const endOf = (to: string) => (to === "00:00" ? "24:00" : to);
