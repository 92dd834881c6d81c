// When the visitors came: more of them by day than by night, fewer at weekends, and the more the later. Told in order of time,
// so that the rows' keys grow with their dates as they do in life, and without holding all of them in memory.
import { HOURS, weekday } from "../demo/calendar.js";
import type { Random } from "../demo/random.js";
import { DAY, type SeedOptions } from "./options.js";

const HOUR = 3_600_000;

/** Exactly `visitors` moments, ascending, all before `until`. */
export function* moments(
  random: Random,
  { visitors, days, until }: Pick<SeedOptions, "visitors" | "days" | "until">,
): Generator<number> {
  const start = until.getTime() - days * DAY;
  const weights = Array.from({ length: days * 24 }, (_, hour) =>
    weight(random, start + hour * HOUR, hour, days),
  );
  const all = weights.reduce((sum, each) => sum + each, 0);
  let [behind, told] = [0, 0];
  for (const [hour, each] of weights.entries()) {
    behind += each;
    // Rounded on the sum, so that no visitor is lost or added by rounding.
    const due = hour === weights.length - 1 ? visitors : Math.round((behind / all) * visitors);
    const within = Array.from({ length: due - told }, () => Math.floor(random.next() * HOUR));
    for (const offset of within.sort((a, b) => a - b)) yield start + hour * HOUR + offset;
    told = due;
  }
}

/** From the first day to the last the site has grown by two thirds; no two days are alike. */
function weight(random: Random, at: number, hour: number, days: number): number {
  const growth = 0.6 + (0.4 * hour) / (days * 24);
  return (HOURS[hour % 24] ?? 0) * weekday(at) * growth * random.between(0.85, 1.15);
}
