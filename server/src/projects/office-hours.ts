// When people are there. The clock of the hours' own zone is asked what it shows, never the other way round, so a day on which
// clocks change is a day like any other: an hour that is skipped is nobody's, one that comes twice counts twice.
import { Field, InputType, Int, ObjectType } from "type-graphql";
import { BadUserInput } from "../graphql/errors.js";
import { TimeZone } from "../graphql/scalars.js";

@InputType("OfficeDayInput", { description: "One span of a weekday." })
@ObjectType("OfficeDay", { description: "One span of a weekday." })
export class OfficeDay {
  @Field(() => Int, { description: "1 Monday … 7 Sunday." })
  day: number;

  @Field(() => String, { description: "From then on, as 09:00." })
  from: string;

  @Field(() => String, { description: "Until just before, as 18:00; 24:00 is the end of the day." })
  to: string;
}

@InputType("OfficeHoursInput", { description: "When people are there." })
@ObjectType("OfficeHours", { description: "When people are there." })
export class OfficeHours {
  @Field(() => TimeZone, { description: "The zone whose clock it is." })
  timeZone: string;

  @Field(() => [OfficeDay], {
    description:
      "Spans that do not overlap, several a day if need be; at most 50. A night is two of them. None: always closed.",
  })
  days: OfficeDay[];
}

const MOST_SPANS = 50;
const MINUTE = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DAY = 24 * 60;
const WEEK = 7 * DAY;
const MS_A_MINUTE = 60_000;

/** Minutes since midnight; null for what is no time of day. */
function minuteOf(text: string): number | null {
  if (text === "24:00") return DAY;
  const match = MINUTE.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** What the zone's clock shows. */
function wallClock(timeZone: string, at: Date): { day: number; minute: number } {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    });
    clocks.set(timeZone, clock);
  }
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: WEEKDAYS.indexOf(parts.get("weekday") ?? "") + 1,
    minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
  };
}

/** Whether people are there; without hours they always are. */
export function isOpen(hours: OfficeHours | null, at: Date): boolean {
  if (!hours) return true;
  const { day, minute } = wallClock(hours.timeZone, at);
  return hours.days.some(
    (span) => span.day === day && minute >= (minuteOf(span.from) ?? 0) && minute < (minuteOf(span.to) ?? 0),
  );
}

/** In how many ms it is otherwise, by these hours; null: it stays so. */
export function changesIn(hours: OfficeHours | null, at: Date): number | null {
  if (!hours) return null;
  const now = isOpen(hours, at);
  const { day, minute } = wallClock(hours.timeZone, at);
  const place = day * DAY + minute;
  const waits = hours.days.flatMap((span) =>
    [span.from, span.to].map((text) => {
      const wait = span.day * DAY + (minuteOf(text) ?? 0) - place;
      return wait > 0 ? wait : wait + WEEK;
    }),
  );
  waits.sort((one, other) => one - other);
  const begun = at.getTime() - (at.getTime() % MS_A_MINUTE);
  for (const wait of waits) {
    const plain = begun + wait * MS_A_MINUTE;
    // Where the clocks change meanwhile it is sooner or later there by what they jump.
    const jump = wallClock(hours.timeZone, new Date(plain)).minute - ((place + wait) % DAY);
    const jumped = plain - (mod(jump + DAY / 2, DAY) - DAY / 2) * MS_A_MINUTE;
    for (const moment of [Math.min(plain, jumped), Math.max(plain, jumped)])
      if (moment > at.getTime() && isOpen(hours, new Date(moment)) !== now) return moment - at.getTime();
  }
  return null;
}

const mod = (value: number, by: number) => ((value % by) + by) % by;

/** The hours as they are kept: by day and time. Throws when they make no sense. */
export function checkOfficeHours({ timeZone, days }: OfficeHours): OfficeHours {
  if (days.length > MOST_SPANS) throw refusal(`Office hours may have ${MOST_SPANS} spans at most.`);
  const spans = days.map(({ day, from, to }) => {
    const [begins, ends] = [minuteOf(from), minuteOf(to)];
    if (day < 1 || day > 7) throw refusal(`A day is 1 (Monday) to 7 (Sunday), not ${day}.`);
    if (begins === null || ends === null)
      throw refusal(`"${(begins === null ? from : to).slice(0, 20)}" is not a time like 09:00.`);
    if (begins >= ends) throw refusal(`A span ends after it begins, not from ${from} to ${to}.`);
    return { day, from, to, begins, ends };
  });
  spans.sort((one, other) => one.day - other.day || one.begins - other.begins);
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1];
    if (before?.day === span.day && before.ends > span.begins)
      throw refusal(`Two spans of day ${span.day} overlap: from ${before.from} and from ${span.from}.`);
  }
  return { timeZone, days: spans.map(({ day, from, to }) => ({ day, from, to })) };
}

const refusal = (message: string) => new BadUserInput(message, { field: "officeHours" });
