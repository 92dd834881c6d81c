// Random visitors, random changes, random searches: after every step the index finds what SQL finds in the same snapshot,
// whatever it had loaded, wherever it stood in the log, and however it scans.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../src/database/data-source.js";
import { ENTITIES } from "../src/rooms.js";
import { VisitorSearch } from "../src/visitors/index.js";
import type { VisitorFilter } from "../src/visitors/visitor.input.js";
import { ChangeLog } from "../src/live/change-log.js";
import type { HttpClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { Crowd } from "./search.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent } = await server.setUp());
});
afterAll(() => server.stop());

const STATUSES = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"] as const;
const DAY = 86_400_000;
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const word = fc.constantFrom(
  ...["José", "Jose\u0301", "ÑANDÚ", "IŞIK", "ışık", "İbrahim", "Straße", "STRASSE", "ΣΟΦΟΣ", "σοφος", "Zoë"],
  ...[
    "小龙",
    "김",
    "👩🏽‍🚀",
    "😀",
    "𝒳",
    "%",
    "_",
    "\\",
    "'",
    "a%b",
    "a_b",
    "O'Neil",
    "ﬁn",
    "e\u0301\u0323",
    "100",
  ],
);
const phone = fc.constantFrom("+34 600 11 22 33", "(601) 555-0147", "310.555.0199", "+57-310-555 0199");
const filled = fc.record({
  name: maybe(fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" "))),
  email: maybe(fc.constantFrom("ana@correo.example", "x@y.example")),
  phone: maybe(phone),
});
const sought = fc.oneof(
  fc
    .tuple(fc.oneof(word, phone), fc.nat(3), fc.nat(3))
    .map(([text, start, length]) => [...text].slice(start, start + 1 + length).join("")),
  word,
  phone,
  fc.constantFrom("a", "e", "o", "5", "@", "s", "555", "310-555", "601555", "33", "correo", "\u0301", "zzz"),
);
const range = fc.oneof(
  fc.record({ timeZone: fc.constantFrom("UTC", "Asia/Kathmandu"), lastDays: fc.integer({ min: 1, max: 4 }) }),
  fc
    .tuple(fc.integer({ min: 5, max: 12 }), fc.nat(3))
    .map(([from, days]) => ({ timeZone: "Australia/Lord_Howe", from: march(from), to: march(from + days) })),
);
const march = (day: number) => `2026-03-${String(day).padStart(2, "0")}`;
const filters: fc.Arbitrary<VisitorFilter> = fc.record({
  search: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.array(sought, { minLength: 1, maxLength: 3 }).map((words) => words.join(" ")),
    },
    { weight: 1, arbitrary: fc.constant("") },
  ),
  status: maybe(fc.constantFrom(...STATUSES)) as fc.Arbitrary<VisitorFilter["status"]>,
  dates: maybe(range),
  engagedOnly: maybe(fc.boolean()),
  online: maybe(fc.boolean()),
  needsAttention: maybe(fc.boolean()),
});

const who = fc.nat(1000);
const step = fc.oneof(
  fc.record({ does: fc.constant("open" as const), people: fc.array(filled, { minLength: 1, maxLength: 4 }) }),
  fc.record({ does: fc.constant("fill" as const), who, filled }),
  fc.record({ does: fc.constant("restart" as const), who, at: fc.integer({ min: -4, max: 4 }) }),
  fc.record({ does: fc.constant("restart, then erase" as const), who, at: fc.integer({ min: -4, max: 4 }) }),
  fc.record({
    does: fc.constantFrom("engage", "wait", "answer", "params", "online", "offline", "erase", "pass time"),
    who,
  }),
  fc.record({ does: fc.constant("status" as const), who, status: fc.constantFrom(...STATUSES) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function act(crowd: Crowd, step: Step): Promise<void> {
  if (step.does === "open") {
    await crowd.open("people" in step ? step.people : []);
    return;
  }
  const id = crowd.ids[("who" in step ? step.who : 0) % crowd.ids.length] ?? "0";
  const erase = () => agent.raw("mutation($id: ID!) { eraseVisitor(id: $id) }", { id });
  const restart = () =>
    crowd.change(id, ({ visitor }) => {
      const at = "at" in step ? step.at : 0;
      visitor.startedAt = new Date(crowd.now.getTime() + at * (DAY / 2));
    });
  if (step.does === "fill" && "filled" in step) await crowd.change(id, (unit) => unit.fill(step.filled));
  if (step.does === "status" && "status" in step)
    await crowd.change(id, (unit) => unit.setStatus(step.status, "API", null));
  if (step.does.startsWith("restart")) await restart();
  if (step.does === "engage") await crowd.change(id, ({ visitor }) => (visitor.engaged = true));
  if (step.does === "wait") await crowd.change(id, (unit) => unit.waits());
  if (step.does === "answer") await crowd.change(id, (unit) => unit.answered());
  if (step.does === "params")
    await crowd.change(id, (unit) => unit.mergeParams([{ key: "plan", value: id, source: "SDK" }], 5));
  if (step.does === "online") await crowd.setOnline([id, crowd.ids[0] ?? id], true);
  if (step.does === "offline") await crowd.setOnline(crowd.ids, false);
  if (step.does === "pass time") crowd.now = new Date(crowd.now.getTime() + DAY / 3);
  if (step.does.endsWith("erase")) await erase();
}

test("after every step every index finds what SQL finds", async () => {
  const { database } = server.services;
  const log = await ChangeLog.open(database);
  // The embedded database serves but one process.
  const other = ON_MARIADB
    ? await openDatabase({ kind: "server", url: server.database.url }, ENTITIES)
    : database;
  const fault = (error: unknown) => {
    throw error;
  };
  let answered = 0;
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(filled, { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(step, fc.array(filters, { minLength: 1, maxLength: 3 })), {
        minLength: 3,
        maxLength: 12,
      }),
      async (people, doings) => {
        const { createProject } = await agent.ask('mutation { createProject(name: "Random") { id } }');
        const crowd = new Crowd(server, createProject.id);
        for (const [index, person] of people.entries()) {
          crowd.now = new Date(crowd.now.getTime() + ((index * 7) % 5) * 5 * 3_600_000);
          await crowd.open([person]);
        }
        // Each stands for a process with ways of its own: how much it loads at once, how far it follows, how it scans.
        const steady = [
          server.services.search,
          new VisitorSearch(other, ON_MARIADB ? await ChangeLog.open(other) : log, fault, { batch: 2 }),
          new VisitorSearch(database, log, fault, { batch: 1, atOnce: 0 }),
          new VisitorSearch(database, log, fault, { behind: 1, longScan: 0 }),
        ];
        const seldom = new VisitorSearch(database, log, fault, { batch: 3 });
        try {
          for (const [index, [doing, chosen]] of doings.entries()) {
            const now = () => steady.map((search) => crowd.compare(search, ...chosen));
            // While it happens, and after it.
            const during = await Promise.all([act(crowd, doing), ...now(), ...now()]);
            const after = await Promise.all(now());
            const rarely = index % 4 === 3 ? [await crowd.compare(seldom, ...chosen)] : [];
            const fresh = new VisitorSearch(database, log, fault);
            const first = await crowd.compare(fresh, ...chosen);
            const answers = [
              ...during.flatMap((each) => each ?? []),
              ...after.flat(),
              ...rarely.flat(),
              ...first,
            ];
            asked += answers.length;
            answered += answers.filter(Boolean).length;
            // Who asks for words gets them from the index that has room and time for all.
            expect(first).toEqual(
              chosen.map(({ search }) => search !== "" && crowd.filter({ search }).terms.words.length > 0),
            );
          }
          for (const search of steady) {
            await search.loaded();
            await crowd.compare(search, { search: "e" });
            await search.loaded();
            expect(await crowd.compare(search, { search: "e" })).toEqual([true]);
          }
        } finally {
          for (const search of [...steady.slice(1), seldom]) await search.stop();
        }
      },
    ),
    { numRuns: Number(process.env.SEARCH_RUNS ?? 25), endOnFailure: true },
  );
  if (other !== database) await other.close();
  // Or SQL would have been compared with itself. Some seven tenths.
  expect(answered).toBeGreaterThan(asked / 3);
}, 300_000);
