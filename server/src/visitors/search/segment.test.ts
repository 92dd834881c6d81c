import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY, DEAD, ENGAGED } from "./columns.js";
import { Found } from "./found.js";
import { type Row, Segment } from "./segment.js";

const NUMBER = 20_000;
const row = (id: number, time: number, text = `visitor ${id}`, flags = 0): Row => ({
  id,
  startedAt: NUMBER * DAY + time,
  text,
  flags,
});
const textOf = ({ text, columns }: Segment, at: number) =>
  text.toString("utf8", at === 0 ? 0 : (columns.ends[at - 1] ?? 0) + 1, columns.ends[at]);

test("rows in order are found by their place, and so are those that come in late", () => {
  const segment = new Segment(NUMBER);
  for (const id of [1, 2, 3]) segment.append(row(id, id * 10));
  expect(segment.sorted).toBe(3);
  segment.append(row(4, 5));
  segment.append(row(5, 50));
  expect(segment.sorted).toBe(3);
  for (const [at, [id, time]] of [
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 5],
    [5, 50],
  ].entries())
    expect(segment.find(row(id ?? 0, time ?? 0))).toBe(at);
  expect(segment.find(row(2, 21))).toBe(-1);
  expect(segment.find(row(9, 20))).toBe(-1);
  expect(segment.findAnywhere(4)).toBe(3);
});

test("who has changed is found where it stands now, and what it was called is gone from memory", () => {
  const segment = new Segment(NUMBER);
  segment.append(row(1, 10, "ana"));
  segment.append(row(2, 20, "bea"));
  segment.kill(segment.find(row(1, 10)));
  expect(segment.find(row(1, 10))).toBe(-1);
  expect(segment.text.includes("ana")).toBe(false);
  segment.append(row(1, 10, "anna"));
  expect(segment.find(row(1, 10))).toBe(2);
  segment.kill(2);
  expect([segment.find(row(1, 10)), segment.findAnywhere(1), segment.living]).toEqual([-1, -1, 1]);
});

test("a place is told by time and id", () => {
  const segment = new Segment(NUMBER);
  for (const id of [3, 5, 7]) segment.append(row(id, 10));
  expect([3, 4, 5, 6, 7].map((id) => segment.find(row(id, 10)))).toEqual([0, -1, 1, -1, 2]);
});

test("flags change in place", () => {
  const segment = new Segment(NUMBER);
  segment.append(row(1, 10));
  segment.flag(0, ENGAGED | 2);
  expect([segment.columns.flags[0], segment.length, segment.living]).toEqual([ENGAGED | 2, 1, 1]);
});

test("whoever holds a segment's columns goes on reading what was there when it grows or is tidied", () => {
  const segment = new Segment(NUMBER);
  for (let id = 1; id <= 10; id++) segment.append(row(id, 100 - id));
  const { columns } = segment;
  for (let id = 11; id <= 1000; id++) segment.append(row(id, id));
  segment.kill(3);
  segment.tidy();
  expect(Array.from(columns.ids.slice(0, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(Array.from(columns.times.slice(0, 10))).toEqual([99, 98, 97, 96, 95, 94, 93, 92, 91, 90]);
});

test("a segment that is tidied holds the living in order, with their texts, in no more memory than they need", () => {
  const some = fc.array(
    fc.record({ id: fc.nat(50), time: fc.nat(20), text: fc.string({ unit: "grapheme", maxLength: 20 }) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(some, (rows) => {
      const segment = new Segment(NUMBER);
      const model = new Map<number, Row>();
      for (const { id, time, text } of rows) {
        const known = model.get(id);
        if (known) segment.kill(segment.find(known));
        const fresh = row(id, time, text.replaceAll("\0", ""), id % 5);
        segment.append(fresh);
        model.set(id, fresh);
      }
      for (const each of model.values()) expect(textOf(segment, segment.find(each))).toBe(each.text);
      expect(segment.living).toBe(model.size);
      segment.tidy();
      const wanted = [...model.values()].sort((a, b) => a.startedAt - b.startedAt || a.id - b.id);
      const held = wanted.map((_, at) => ({
        id: segment.columns.ids[at],
        startedAt: NUMBER * DAY + (segment.columns.times[at] ?? 0),
        text: textOf(segment, at),
        flags: segment.columns.flags[at],
      }));
      expect(held).toEqual(wanted);
      expect([segment.length, segment.sorted, segment.living]).toEqual([
        wanted.length,
        wanted.length,
        wanted.length,
      ]);
      expect([segment.isUntidy, segment.isLoose]).toEqual([false, false]);
    }),
  );
});

test("many changes make a segment untidy, few do not", () => {
  const segment = new Segment(NUMBER);
  for (let id = 1; id <= 1000; id++) segment.append(row(id, id));
  expect(segment.isUntidy).toBe(false);
  let changed = 0;
  while (!segment.isUntidy) {
    changed++;
    segment.kill(segment.find(row(changed, changed)));
    segment.append(row(changed, changed));
  }
  expect(changed).toBeGreaterThan(100);
  expect(changed).toBeLessThan(500);
  expect(segment.columns.flags[0]).toBe(DEAD);
});

test("what was found tells pages and places in the order of the list, over several days", () => {
  const parts = [NUMBER, NUMBER + 1, NUMBER + 3].map((day) => {
    const segment = new Segment(day);
    for (let id = 0; id < 4; id++)
      segment.append({ ...row(day * 10 + id, 0), startedAt: day * DAY + id * 10 });
    return { day, columns: segment.columns, rows: Uint32Array.of(0, 1, 3) };
  });
  const found = new Found([9, 0, 0, 0, 0], parts);
  const all = [3, 1, 0].flatMap((later) => [3, 1, 0].map((id) => String((NUMBER + later) * 10 + id)));
  expect([...found.ids()]).toEqual(all);
  for (let first = 0; first < 11; first++)
    for (const size of [1, 2, 5, 20]) expect(found.page(first, size)).toEqual(all.slice(first, first + size));
  const noOne = { startedAt: (NUMBER + 2) * DAY, id: 1 };
  expect([found.before(noOne), found.behind(noOne)]).toEqual([3, 3]);
  const third = { startedAt: (NUMBER + 3) * DAY, id: (NUMBER + 3) * 10 };
  expect([found.before(third), found.behind(third)]).toEqual([2, 3]);
});
