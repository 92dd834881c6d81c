// RATE_LIMITS: "off", or some of the limits by name with other numbers: "visitor=600, project=off".
import type { Allowance } from "./buckets.js";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** By the name they have in RATE_LIMITS. */
export const DEFAULT_LIMITS = {
  /** Requests, sockets and fields from one address. */
  address: { count: 6_000, seconds: MINUTE },
  /** Fields a visitor asks for. */
  visitor: { count: 300, seconds: MINUTE },
  /** What a visitor writes, chooses and fills in. */
  messages: { count: 60, seconds: MINUTE },
  /** Fields all visitors of a project ask for. */
  project: { count: 60_000, seconds: MINUTE },
  /** Fields an agent, or an API token, asks for. */
  account: { count: 3_000, seconds: MINUTE },
  /** Visitors that come into being, from one address and in one project. */
  "newcomers-address-hour": { count: 600, seconds: HOUR },
  "newcomers-address-day": { count: 3_000, seconds: DAY },
  "newcomers-project-hour": { count: 20_000, seconds: HOUR },
  "newcomers-project-day": { count: 200_000, seconds: DAY },
} as const satisfies Record<string, Allowance>;

export type LimitName = keyof typeof DEFAULT_LIMITS;
/** Null: no such limit. */
export type LimitSettings = Readonly<Record<LimitName, Allowance | null>>;

const NAMES = Object.keys(DEFAULT_LIMITS) as LimitName[];
const MOST = 100_000_000;

/** Throws with one line that says what would be right. */
export function readLimits(text: string): LimitSettings {
  const settings: Record<LimitName, LimitSettings[LimitName]> = { ...DEFAULT_LIMITS };
  for (const part of text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean)) {
    if (part === "off") {
      for (const name of NAMES) settings[name] = null;
      continue;
    }
    const [, name, value = ""] = /^([a-z-]+)\s*=\s*(\d+|off)$/.exec(part) ?? [];
    const known = NAMES.find((each) => each === name);
    const count = Number(value);
    if (!known || (value !== "off" && (count < 1 || count > MOST)))
      throw new Error(
        `RATE_LIMITS must be off, or a list like "visitor=600, project=off" of ${NAMES.join(", ")}, not "${part}".`,
      );
    settings[known] = value === "off" ? null : { ...DEFAULT_LIMITS[known], count };
  }
  return settings;
}
