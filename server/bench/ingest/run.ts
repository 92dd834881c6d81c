// One database's run: the contestants turn by turn, each with visitors of its own.
import { Crowd, KINDS } from "./crowd.ts";
import { floor } from "./floor.ts";
import { overHttp } from "./http.ts";
import { openHouse } from "./house.ts";
import type { Effort } from "./options.ts";
import { type Pace, keepPace } from "./pace.ts";
import type { Row } from "./report.ts";

/** One transaction an event is slow: a part of the visitors tells as much. */
const FEWER = 5;
const BATCH = 100;

/** `flags` are for the server that is asked over HTTP. */
export async function runIngest(url: string, effort: Effort, flags: string[] = []): Promise<Row[]> {
  const rows = new Map<string, Row>();
  const note = (contestant: string, kind: string, pace: Pace, statements: number | null) => {
    const key = `${contestant} ${kind}`;
    const row = rows.get(key) ?? { contestant, kind, paces: [], statements };
    rows.set(key, row);
    row.paces.push(pace);
  };
  // First, while the database has no project yet but the one that the server makes.
  const front = await overHttp(url, Math.ceil(effort.visitors / 2), effort.atOnce, flags);
  note("over HTTP", "opening", front.opening, null);
  note("over HTTP", "message, flow silent", front.message, null);
  for (let round = 0; round < effort.rounds; round++) {
    for (const [contestant, writes, visitors] of [
      ["Atalaya", {}, effort.visitors],
      ["one an event", { group: 1, ahead: false }, Math.ceil(effort.visitors / FEWER)],
    ] as const) {
      const house = await openHouse(url, writes);
      const crowd = new Crowd(house, visitors);
      for (const kind of KINDS) {
        const events = await crowd.events(kind);
        const before = house.statements();
        const pace = await keepPace(events, effort.atOnce);
        note(contestant, kind, pace, (house.statements() - before) / pace.events);
      }
      await house.close();
      if (contestant === "Atalaya")
        note("raw driver", "message, no checks", await floor(url, house.projectId, BATCH), null);
    }
  }
  const order = ["raw driver", "Atalaya", "one an event", "over HTTP"];
  return [...rows.values()].sort((a, b) => order.indexOf(a.contestant) - order.indexOf(b.contestant));
}
