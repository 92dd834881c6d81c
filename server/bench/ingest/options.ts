// What the command line asks for.
import { parseArgs } from "node:util";

export type Kind = "sqlite" | "mariadb";

export interface Effort {
  /** Visitors a round: as many openings, options and forms, and a few times as many messages. */
  visitors: number;
  /** Events under way at once. */
  atOnce: number;
  /** The rounds go through the contestants in turn, so that a busy minute falls on all of them. */
  rounds: number;
}

export interface Options {
  databases: Kind[];
  effort: Effort;
  /** A folder for the CPU profiles of the server that is asked over HTTP. */
  profile: string | undefined;
}

/** Throws a TypeError that says what is wrong. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      database: { type: "string", default: "both" },
      visitors: { type: "string" },
      "at-once": { type: "string", default: "200" },
      rounds: { type: "string" },
      profile: { type: "string" },
    },
  });
  const { database, quick } = values;
  if (database !== "sqlite" && database !== "mariadb" && database !== "both")
    throw new TypeError(`--database must be sqlite, mariadb or both, not ${database}`);
  return {
    databases: database === "both" ? ["sqlite", "mariadb"] : [database],
    effort: {
      visitors: whole("visitors", values.visitors ?? (quick ? "500" : "2000")),
      atOnce: whole("at-once", values["at-once"]),
      rounds: whole("rounds", values.rounds ?? (quick ? "1" : "3")),
    },
    profile: values.profile,
  };
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new TypeError(`--${name} must be a whole number from 1, not ${text}`);
  return value;
}
