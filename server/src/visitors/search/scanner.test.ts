import { existsSync } from "node:fs";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { DAY } from "./columns.js";
import { type Query, type Scanned, type Slice, scan } from "./scan.js";
import { Scanner } from "./scanner.js";
import { Segment } from "./segment.js";

const STATUSES = 5;
const scanners: Scanner[] = [];
const scanner = (...given: ConstructorParameters<typeof Scanner>) => {
  const made = new Scanner(...given);
  scanners.push(made);
  return made;
};
afterAll(() => Promise.all(scanners.map((each) => each.stop())));

interface Person {
  text: string;
  flags: number;
  time: number;
  isDead: boolean;
}

function sliceOf(people: readonly Person[], from = 0, to = DAY): Slice {
  const segment = new Segment(0);
  for (const [id, { time, text, flags }] of people.entries())
    segment.append({ id, startedAt: time, text, flags });
  for (const [id, { isDead }] of people.entries()) if (isDead) segment.kill(id);
  const { columns, text, length: rows, bytes } = segment;
  return { columns: columns.buffer, text: text.buffer, rows, bytes, from, to };
}

const letters = fc.string({ unit: fc.constantFrom("a", "b", "é", "😀", "1", "\n", "%"), maxLength: 9 });
const person = fc.record({
  text: fc.tuple(letters, fc.constantFrom("", "aa", "b".repeat(100))).map((parts) => parts.join("")),
  flags: fc.integer({ min: 0, max: 63 }).filter((flags) => (flags & 7) < STATUSES),
  time: fc.nat(10),
  isDead: fc.boolean(),
});
const term = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "1", "ab", "aa", "é", "😀", "b1", "b".repeat(20)) },
  { weight: 1, arbitrary: letters.filter((text) => text.length > 0) },
);
const asked = fc.record({
  words: fc.array(fc.record({ text: term, digits: fc.option(term) }), { minLength: 1, maxLength: 2 }),
  mask: fc.constantFrom(0, 0, 8, 16, 32, 24),
  flags: fc.nat(63),
  status: fc.option(fc.nat(4)),
});
const bytes = (text: string) => new TextEncoder().encode(text);

test("a scan finds the rows that hold all the words, and counts them whatever their status", () => {
  let hits = 0;
  fc.assert(
    fc.property(
      fc.array(fc.array(person, { maxLength: 40, size: "max" }), { maxLength: 3 }),
      asked,
      fc.oneof(fc.constant([0, DAY]), fc.tuple(fc.nat(10), fc.nat(12))),
      (days, { words, mask, flags, status }, [from, to]) => {
        const needles = words.map(({ text, digits }) => ({
          text: bytes(text),
          digits: digits === null ? null : bytes(digits),
        }));
        const query: Query = { needles, mask, flags: flags & mask, status };
        const { counts, rows, lengths } = scan(
          days.map((people) => sliceOf(people, from, to)),
          query,
          STATUSES,
        );
        const wanted = days.map((people) =>
          people.flatMap((each, row) =>
            !each.isDead &&
            each.time >= from &&
            each.time < to &&
            (each.flags & mask) === (flags & mask) &&
            words.every(
              ({ text, digits }) =>
                each.text.includes(text) || (digits !== null && each.text.includes(digits)),
            )
              ? [{ row, status: each.flags & 7 }]
              : [],
          ),
        );
        const within = wanted.map((each) => each.filter((one) => status === null || one.status === status));
        hits += within.flat().length;
        expect(Array.from(rows)).toEqual(within.flat().map(({ row }) => row));
        expect(lengths).toEqual(within.map(({ length }) => length));
        expect(counts).toEqual(
          [0, 1, 2, 3, 4].map((each) => wanted.flat().filter((one) => one.status === each).length),
        );
      },
    ),
    { numRuns: 2000 },
  );
  expect(hits).toBeGreaterThan(1000);
});

const crowd = (size: number, name: string) =>
  Array.from({ length: size }, (_, index) => ({
    text: `${name} ${index}`,
    flags: index % STATUSES,
    time: index,
    isDead: index % 7 === 0,
  }));
const slices = [crowd(3000, "ana bea"), crowd(10, "bea"), [], crowd(1000, "ana")].map((people) =>
  sliceOf(people),
);
const query: Query = { needles: [{ text: bytes("bea"), digits: null }], mask: 0, flags: 0, status: 2 };
const inline = scan(slices, query, STATUSES);

test("threads find what is found without them", async () => {
  const threaded = scanner(0);
  expect(inline.rows.length).toBeGreaterThan(400);
  const answers = await Promise.all([1, 2, 3].map(() => threaded.scan(slices, query)));
  for (const answer of answers) expect(answer).toEqual(inline);
});

const worker = (extension: string) => new URL(`scan.worker.${extension}`, import.meta.url);
const built = new URL("../../../dist/visitors/search/scan.worker.js", import.meta.url);

test.each([
  ["as it stands", worker("ts")],
  ["as it is built", built],
])("the thread's file runs %s", async (_, file) => {
  // npm test builds first; a bare vitest in a fresh checkout has not.
  expect(existsSync(file)).toBe(true);
  const thread = new Worker(file);
  try {
    thread.postMessage({ number: 7, slices, query, statuses: STATUSES });
    const [answer] = (await once(thread, "message")) as [{ number: number; scanned: Scanned }];
    expect(answer).toEqual({ number: 7, scanned: inline });
  } finally {
    await thread.terminate();
  }
});

const program = (text: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from "node:worker_threads"; ${text}`)}`,
  );

test("it is the threads who answer", async () => {
  const answer = JSON.stringify({ counts: [1, 0, 0, 0, 0], rows: [], lengths: [0, 0] });
  const threaded = scanner(
    0,
    program(
      `parentPort.on("message", ({ number }) => parentPort.postMessage({ number, scanned: ${answer} }))`,
    ),
  );
  expect((await threaded.scan(slices, query)).counts).toEqual([2, 0, 0, 0, 0]);
});

test.each([
  ["ends", 'parentPort.on("message", () => process.exit(1))'],
  ["throws", 'parentPort.on("message", () => { throw new Error("out of luck"); })'],
  ["never starts", "import './no-such-file.js';"],
])("a thread that %s loses no answer, nor the next one", async (_, text) => {
  const threaded = scanner(0, program(text));
  expect(await Promise.all([threaded.scan(slices, query), threaded.scan(slices, query)])).toEqual([
    inline,
    inline,
  ]);
  expect(await threaded.scan(slices, query)).toEqual(inline);
});

test("a scan that is under way when the server stops is answered", async () => {
  const threaded = scanner(0);
  const answers = [threaded.scan(slices, query), threaded.scan(slices, query)];
  await threaded.stop();
  expect(await Promise.all(answers)).toEqual([inline, inline]);
  expect(await threaded.scan(slices, query)).toEqual(inline);
});

test("short scans start no thread", async () => {
  const threaded = scanner(undefined, program("throw new Error('started')"));
  expect(await threaded.scan(slices, query)).toEqual(inline);
});
