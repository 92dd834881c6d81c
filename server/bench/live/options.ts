// What the command line asks for.
import { parseArgs } from "node:util";
import { type Effort } from "./course.ts";

export interface Options {
  subscribers: number[];
  filters: number[];
  database: "sqlite" | "mariadb";
  /** A folder for the server's CPU profiles, one a table. */
  profile: string | undefined;
  effort: Effort;
}

const FULL: Effort = {
  rounds: 3,
  singles: 20,
  singlesTake: 2500,
  burst: 300,
  burstTakes: 3000,
  parseEvery: 100,
};
const QUICK: Effort = { ...FULL, rounds: 2, singles: 10, singlesTake: 1500, burstTakes: 1500 };

/** Throws a TypeError that says what is wrong. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      subscribers: { type: "string" },
      filters: { type: "string", default: "1,100" },
      database: { type: "string", default: "sqlite" },
      profile: { type: "string" },
    },
  });
  const { database } = values;
  if (database !== "sqlite" && database !== "mariadb")
    throw new TypeError(`--database must be sqlite or mariadb, not ${database}`);
  return {
    subscribers: numbers("subscribers", values.subscribers ?? (values.quick ? "1000" : "100,1000,5000")),
    filters: numbers("filters", values.filters),
    database,
    profile: values.profile,
    effort: values.quick ? QUICK : FULL,
  };
}

function numbers(name: string, text: string): number[] {
  const all = text.split(",").map(Number);
  if (all.some((each) => !Number.isInteger(each) || each < 1))
    throw new TypeError(`--${name} must be whole numbers with commas between them, not ${text}`);
  return all;
}
