// What the command line of `npm run seed` asks for.
import { parseArgs } from "node:util";
import { ConfigError } from "../config.js";

export interface SeedOptions {
  visitors: number;
  /** How many days the first openings spread over. */
  days: number;
  seed: number;
  /** The midnight (UTC) before which everything happened. */
  until: Date;
  /** Messages a visitor on average; 0: none at all. */
  messages: number;
  /** A project by its name or id; null: a new one. */
  project: string | null;
}

export const DAY = 24 * 3_600_000;

const USAGE =
  "Usage: npm run seed -- --visitors N [--days 365] [--messages 5] [--seed 1] [--until 2026-11-25] [--project NAME_OR_ID]";

/** Throws ConfigError with one line that says what is wrong. */
export function readOptions(args: readonly string[], now: Date): SeedOptions {
  const { visitors, days, seed, messages, until, project } = parse(args);
  return {
    visitors: whole("visitors", visitors, 1, 100_000_000),
    days: whole("days", days, 1, 3650),
    seed: whole("seed", seed, 0, 2 ** 31 - 1),
    messages: whole("messages", messages, 0, 100),
    until: until === undefined ? new Date(Math.floor(now.getTime() / DAY) * DAY) : midnight(until, now),
    project: project ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        visitors: { type: "string" },
        days: { type: "string", default: "365" },
        seed: { type: "string", default: "1" },
        messages: { type: "string", default: "5" },
        until: { type: "string" },
        project: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message.split("\n")[0]}\n${USAGE}`, { cause: error });
  }
}

function whole(name: string, text: string | undefined, least: number, most: number): number {
  if (text === undefined) throw new ConfigError(`--${name} is missing.\n${USAGE}`);
  const value = Number(text.replaceAll(/[_,]/g, ""));
  if (text && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(`--${name} must be a whole number from ${least} to ${most}, not "${text}".`);
}

function midnight(text: string, now: Date): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(date.getTime()))
    throw new ConfigError(`--until must be a date like 2026-11-25, not "${text}".`);
  // Nothing may have happened tomorrow: numbers, Date column and age on the screen would contradict the clock.
  if (date > now) throw new ConfigError(`--until must not lie ahead: ${text} has not begun yet (UTC).`);
  return date;
}
