// Runs rounds on one house or on all, and tells of each in a line.
import { Random } from "../../src/demo/random.js";
import { faultsOf } from "./faults.js";
import { TOPOLOGIES, type Topology } from "./house.js";
import { type Round, Run, anySeed } from "./run.js";

export interface LedgerOptions {
  topology: Topology;
  seed: number;
  rounds: number;
  /** Only this one. */
  fault?: string;
  /** Not a few rounds for a test, but hours of trouble. */
  long?: boolean;
  print: (line: string) => void;
  /** Ends it before its time. */
  signal?: AbortSignal;
}

export interface Tally {
  topology: Topology;
  seed: number;
  rounds: Round[];
}

const SHOWN = 12;

/** Plays the rounds; ends early at the first that has problems. The seed is the first thing that is printed. */
export async function playLedger({
  topology,
  seed,
  rounds,
  fault,
  long = false,
  print,
  signal,
}: LedgerOptions): Promise<Tally> {
  print(`ledger: ${topology}, seed ${seed}, ${rounds} rounds`);
  const faults = fault ? [fault] : plan(topology, seed, rounds);
  const run = await Run.open({ topology, seed, frozenFor: long ? 30_000 : 4_000, newcomers: long ? 80 : 30 });
  const tally: Tally = { topology, seed, rounds: [] };
  const aborted = new Promise<never>((_resolve, reject) =>
    signal?.addEventListener(
      "abort",
      () => void run.close().finally(() => reject(new Error("ended before its time"))),
    ),
  );
  aborted.catch(() => undefined);
  try {
    for (let index = 0; index < rounds; index++) {
      const round = await Promise.race([run.round(faults[index % faults.length] as string), aborted]);
      tally.rounds.push(round);
      print(describe(index + 1, round));
      for (const problem of round.problems.slice(0, SHOWN)) print(`      ${problem}`);
      if (round.problems.length > SHOWN) print(`      … and ${round.problems.length - SHOWN} more`);
      if (round.problems.length > 0) break;
    }
  } finally {
    await run.close();
  }
  return tally;
}

/** Every fault that this house can have, each before any comes again; kills come oftener, for what they hit is a matter of luck. */
function plan(topology: Topology, seed: number, rounds: number): string[] {
  const random = new Random(seed);
  const all = faultsOf(topology);
  const kills = all.filter((name) => name.startsWith("kill"));
  const faults = random.shuffled(all);
  while (faults.length < rounds) faults.push(...random.shuffled([...all, ...kills, ...kills]));
  return faults;
}

const describe = (number: number, { fault, note, ms, problems, ...counts }: Round) =>
  [
    `${String(number).padStart(4)}  ${problems.length === 0 ? "ok  " : "FAIL"}`,
    `${(ms / 1000).toFixed(1).padStart(5)} s`,
    ...Object.entries(counts).map(([name, count]) => `${String(count).padStart(5)} ${name}`),
    `  ${fault}${note && `: ${note}`}`,
  ].join(" ");

/** The whole, one line a house. */
export function summary(tallies: readonly Tally[]): string[] {
  return tallies.map(({ topology, seed, rounds }) => {
    const sum = (name: "answered" | "unanswered" | "refused" | "applied" | "resyncs" | "reconnections") =>
      rounds.reduce((total, round) => total + round[name], 0);
    const failed = rounds.filter((round) => round.problems.length > 0).length;
    return `${topology.padEnd(9)} seed ${seed}: ${rounds.length} rounds, ${failed} failed; ${sum("answered")} answered, ${sum("unanswered")} unanswered, ${sum("refused")} refused; ${sum("applied")} applied, ${sum("resyncs")} resyncs, ${sum("reconnections")} reconnections`;
  });
}

/** Rounds of the long form: kills of a server on the embedded database are cheap, and there are many instants to hit. */
const ROUNDS: Record<Topology, number> = { embedded: 60, mariadb: 40, cluster: 40 };

interface CommandLine {
  topology: string;
  seed?: number;
  rounds?: number;
  fault?: string;
  print: (line: string) => void;
  signal: AbortSignal;
}

/** The long form. Answers with the exit code. */
export async function runLedger({
  topology,
  seed = anySeed(),
  rounds,
  fault,
  print,
  signal,
}: CommandLine): Promise<number> {
  const chosen = TOPOLOGIES.filter((each) => topology === "all" || topology === each);
  if (chosen.length === 0) throw new Error(`--topology is all, ${TOPOLOGIES.join(", ")}; not ${topology}.`);
  const tallies: Tally[] = [];
  try {
    for (const each of chosen) {
      const length = rounds ?? ROUNDS[each];
      tallies.push(
        await playLedger({ topology: each, seed, rounds: length, fault, long: true, print, signal }),
      );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    print("ledger: ended before its time");
    return 130;
  }
  print("");
  for (const line of summary(tallies)) print(line);
  return tallies.some(({ rounds: played }) => played.some((round) => round.problems.length > 0)) ? 1 : 0;
}
