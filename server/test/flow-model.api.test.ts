// Random flows and random talks, played twice: by a server that reads ahead and is restarted in between, and by one that does
// one work at a time and is not. Both must say the same, say nothing twice, and never leave a visitor without a way on.
// FLOW_RUNS plays more of them.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { soundFlow } from "./flow.arbitrary.js";
import { FlowSide, type Moment, VISITORS } from "./flow.side.js";
import type { OfficeHours } from "../src/projects/index.js";
import { expectSound } from "./invariants.js";
import { TestServer } from "./server.js";

let now = Date.parse("2026-03-09T12:00:00.000Z");
const clock = () => new Date(now);
let houses: TestServer[];

beforeAll(async () => {
  houses = await Promise.all(
    [{}, { group: 1, ahead: false }].map((writes) => TestServer.start({ writes, clock })),
  );
});
afterAll(() => Promise.all(houses.map((house) => house.stop())));

const who = fc.nat(VISITORS - 1);
const visitors = fc.record({
  kind: fc.constant("visitors" as const),
  burst: fc.array(
    fc.record({
      act: fc.constantFrom(
        "choose",
        "choose",
        "choose",
        "submit",
        "submit",
        "stale",
        "wrong",
        "send",
        "person",
        "params",
        "open",
      ),
      who,
      n: fc.nat(3),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
const moments: fc.Arbitrary<Moment[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: visitors },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("time" as const), seconds: fc.constantFrom(1, 5, 90) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("agent" as const),
        act: fc.constantFrom("reply", "handBack", "handBack", "close", "join"),
        who,
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  ),
  { minLength: 4, maxLength: 14 },
);
const office = fc.constantFrom<OfficeHours | null>(
  null,
  { timeZone: "UTC", days: [{ day: 1, from: "09:00", to: "18:00" }] },
  { timeZone: "UTC", days: [] },
);

let run = 0;

test("whatever a flow is and whatever is done to it, both ways say the same and nobody is ever stuck", async () => {
  await fc.assert(
    fc.asyncProperty(soundFlow, office, moments, async (definition, officeHours, all) => {
      run++;
      const sides = await Promise.all(
        houses.map((house) => FlowSide.open(house, { run, definition, officeHours })),
      );
      const [ahead, direct] = sides as [FlowSide, FlowSide];
      const both = async <T>(act: (side: FlowSide) => Promise<T>) => {
        const [mine, theirs] = await Promise.all([act(ahead), act(direct)]);
        expect(mine).toEqual(theirs);
        return mine;
      };
      await both((side) => side.arrive());
      for (const moment of all) {
        now += moment.kind === "time" ? moment.seconds * 1000 : 10;
        if (moment.kind === "restart") await ahead.restart();
        else await both((side) => side.play(moment));
        await both((side) => side.sweep());
        await both((side) => side.record());
        await ahead.expectNobodyStuck(now);
      }
      // From wherever it stands, answering and waiting leads on every time.
      for (let step = 0; step < 12; step++) {
        now += 90_000;
        await both((side) => side.sweep());
        await both((side) => side.goOn());
        await ahead.expectNobodyStuck(now);
      }
      await both((side) => side.record());
      for (const side of sides) await expectSound(side.house.services.database.source, side.projectId);
    }),
    {
      numRuns: Number(process.env.FLOW_RUNS ?? 10),
      seed: Number(process.env.FLOW_SEED ?? 61125),
      endOnFailure: true,
    },
  );
}, 600_000);
