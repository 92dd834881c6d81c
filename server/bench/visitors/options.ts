// What the command line asks for.
import { parseArgs } from "node:util";

export type Kind = "sqlite" | "mariadb";

export interface Effort {
  rounds: number;
  /** Milliseconds that a way of doing a job has in a round; it is tried once at least. */
  turn: number;
}

export interface Options {
  visitors: number[];
  databases: Kind[];
  effort: Effort;
  /** Makes the seeds anew. */
  fresh: boolean;
  /** A folder with Directus installed; null: without it. */
  directus: string | null;
  /** Only jobs with this in their names. */
  only: string | null;
}

const FULL: Effort = { rounds: 5, turn: 200 };
const QUICK: Effort = { rounds: 2, turn: 60 };

/** Throws a TypeError that says what is wrong. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      visitors: { type: "string", default: "100000,1000000" },
      database: { type: "string", default: "sqlite" },
      fresh: { type: "boolean", default: false },
      directus: { type: "string" },
      only: { type: "string" },
    },
  });
  const { database, quick, fresh, directus = null, only = null } = values;
  const visitors = values.visitors.split(",").map(Number);
  if (visitors.some((each) => !Number.isInteger(each) || each < 100))
    throw new TypeError(
      `--visitors must be whole numbers from 100 with commas between them, not ${values.visitors}`,
    );
  if (!["sqlite", "mariadb", "both"].includes(database))
    throw new TypeError(`--database must be sqlite, mariadb or both, not ${database}`);
  return {
    visitors,
    databases: database === "both" ? ["sqlite", "mariadb"] : [database as Kind],
    effort: quick ? QUICK : FULL,
    fresh,
    directus,
    only,
  };
}
