import fc from "fast-check";
import { expect, test } from "vitest";
import { ZoneClock } from "./zone-clock.js";

const ZONES = [
  ...["UTC", "America/New_York", "America/Bogota", "Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe"],
  ...[
    "Pacific/Chatham",
    "America/St_Johns",
    "Africa/Cairo",
    "America/Havana",
    "Africa/Casablanca",
    "Pacific/Apia",
  ],
];

test("it shows what the zone's own calendar says, in whatever order it is asked", () => {
  const clocks = new Map(ZONES.map((zone) => [zone, new ZoneClock(zone)]));
  // Around the hours at which clocks change, too.
  const changes = [
    "2026-03-08T07:00Z",
    "2026-11-01T06:00Z",
    "2026-04-04T15:00Z",
    "2026-03-08T05:00Z",
    "2026-02-15T02:00Z",
    "2005-10-30T02:31Z",
  ];
  const moments = fc.oneof(
    fc.integer({ min: Date.UTC(2000), max: Date.UTC(2040) }),
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -5_400_000, max: 5_400_000 }))
      .map(([text, off]) => Date.parse(text) + off),
  );
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), moments, (timeZone, moment) => {
      const shown = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
      expect(clocks.get(timeZone)?.text(moment)).toBe(shown.format(moment));
    }),
    { numRuns: Number(process.env.CLOCK_RUNS ?? 2_000), examples: [["America/St_Johns", 1_130_639_460_000]] },
  );
});
