// When the sample visits happened: a shop's month, busier lately, quiet at night, with some in the last hour.
import type { Random } from "./random.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How busy each hour of the day is in UTC: the customers are between Mexico and Spain. */
export const HOURS = [7, 5, 4, 3, 2, 2, 3, 4, 6, 7, 8, 8, 9, 10, 12, 13, 13, 12, 12, 12, 13, 13, 11, 9];

export interface Slots {
  /** Visits that are over. */
  past: number[];
  /** Starts of those who wait for an answer now. */
  waiting: number[];
}

export function makeSlots(
  random: Random,
  now: number,
  counts: { past: number; today: number; waiting: number },
): Slots {
  const past = Array.from({ length: counts.past }, () => {
    // Day 1 is yesterday. The last days hold about twice as much as the first ones.
    const day =
      random.weighed([...Array(29).keys()], (back) => (42 - back) * weekday(now - (back + 1) * DAY)) + 1;
    return moment(random, now - day * DAY);
  });
  const today = Array.from({ length: counts.today }, (_, index) =>
    // A third within two hours, the others spread over the day behind us.
    index % 3 === 0 ? now - random.between(8 * MINUTE, 2 * HOUR) : now - random.between(2 * HOUR, 20 * HOUR),
  );
  const waiting = Array.from(
    { length: counts.waiting },
    (_, index) => now - (4 + index * 6 + random.between(0, 4)) * MINUTE,
  );
  return { past: [...past, ...today].sort((a, b) => a - b), waiting: waiting.reverse() };
}

function moment(random: Random, within: number): number {
  const midnight = Math.floor(within / DAY) * DAY;
  const hour = random.weighed([...HOURS.keys()], (each) => HOURS[each] ?? 0);
  return midnight + hour * HOUR + random.between(0, HOUR);
}

/** Fewer at the weekend. */
export const weekday = (at: number) => ([0, 6].includes(new Date(at).getUTCDay()) ? 0.7 : 1);
