// The ledger's short form: every fault once, on the embedded database, on MariaDB, and on MariaDB with three processes and
// Redis. `npm run ledger` is the long one.
import { expect, test } from "vitest";
import { ON_MARIADB } from "./database.js";
import { faultsOf } from "./ledger/faults.js";
import { type Tally, playLedger, summary } from "./ledger/main.js";
import { anySeed } from "./ledger/run.js";

const seed = Number(process.env.LEDGER_SEED ?? anySeed());

test.each(ON_MARIADB ? (["mariadb", "cluster"] as const) : (["embedded"] as const))(
  `after every fault, on %s, nothing is lost, doubled or stale (LEDGER_SEED=${seed})`,
  async (topology) => {
    const said: string[] = [];
    const print = (line: string) => void said.push(line);
    let tally: Tally | null = null;
    try {
      tally = await playLedger({ topology, seed, rounds: faultsOf(topology).length, print });
    } finally {
      // All that a person needs to play it again.
      console.log([...said, ...(tally ? summary([tally]) : [])].join("\n"));
    }
    expect(
      tally.rounds.flatMap(({ fault, problems }) => problems.map((problem) => `${fault}: ${problem}`)),
    ).toEqual([]);
  },
  600_000,
);
