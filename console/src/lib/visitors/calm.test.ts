import { describe, expect, test } from "vitest";
import { arrange, fallsOn, waitingToShow, type Row } from "./calm.ts";

/** Rows by their minute: the later, the higher. */
const rows = (...minutes: number[]): Row[] =>
  minutes.map((minute) => ({
    id: `v${minute}`,
    startedAt: `2026-11-25T10:${String(minute).padStart(2, "0")}:00.000Z`,
  }));
const byId = (...minutes: number[]) => new Map(rows(...minutes).map((row) => [row.id, row]));
const scene = { pageSize: 4, isFirst: true, held: null, left: new Map<string, Row>(), pinned: null };
const shown = (drawn: ReturnType<typeof arrange>) =>
  drawn.map(({ row, leaving }) => (leaving ? `(${row.id})` : row.id));

describe("without a hand in the list", () => {
  test("what is drawn is what was read", () => {
    expect(shown(arrange({ ...scene, fresh: rows(40, 30, 20) }))).toEqual(["v40", "v30", "v20"]);
  });

  test("a row that left stays in its place only while it is open beside the list", () => {
    const left = byId(30);
    expect(shown(arrange({ ...scene, fresh: rows(40, 20), left }))).toEqual(["v40", "v20"]);
    expect(shown(arrange({ ...scene, fresh: rows(40, 20), left, pinned: "v30" }))).toEqual([
      "v40",
      "(v30)",
      "v20",
    ]);
    expect(shown(arrange({ ...scene, fresh: [], left, pinned: "v30" }))).toEqual(["(v30)"]);
  });

  test("what has become of it since is what is drawn", () => {
    const as = (status: string) => new Map(rows(30).map((row) => [row.id, { ...row, status }]));
    const known = as("CUSTOMER");
    const left = as("NEW");
    const open = { ...scene, fresh: [], left, known, pinned: "v30" };
    expect(arrange(open).map(({ row }) => row.status)).toEqual(["CUSTOMER"]);
    const held = [...left.values()];
    expect(arrange({ ...open, held }).map(({ row }) => row.status)).toEqual(["CUSTOMER"]);
    expect(arrange({ ...open, held, fresh: held, left: new Map() }).map(({ row }) => row.status)).toEqual([
      "NEW",
    ]);
  });

  test("and it is an ordinary row again once it matches again", () => {
    expect(shown(arrange({ ...scene, fresh: rows(30), left: byId(30), pinned: "v30" }))).toEqual(["v30"]);
  });
});

describe("with a hand in the list", () => {
  const held = rows(40, 30, 20, 10);

  test("rows keep their places, with the facts of now", () => {
    const fresh = [{ id: "v30", startedAt: "2026-11-25T10:59:00.000Z" }, ...rows(40, 20, 10)];
    const drawn = arrange({ ...scene, fresh, held });
    expect(shown(drawn)).toEqual(["v40", "v30", "v20", "v10"]);
    expect(drawn[1]?.row.startedAt).toBe("2026-11-25T10:59:00.000Z");
  });

  test("a row that left is a ghost, one that was pushed off the page is not", () => {
    expect(shown(arrange({ ...scene, fresh: rows(50, 40, 30, 20), held }))).toEqual([
      "v40",
      "v30",
      "v20",
      "v10",
    ]);
    expect(shown(arrange({ ...scene, fresh: held, held, left: byId(30) }))).toEqual([
      "v40",
      "(v30)",
      "v20",
      "v10",
    ]);
    // Nobody said that it left, but a page read since would have it.
    expect(shown(arrange({ ...scene, fresh: rows(40, 20, 10), held }))).toEqual([
      "v40",
      "(v30)",
      "v20",
      "v10",
    ]);
  });

  test("on a later page a row that moved ahead of it is no ghost", () => {
    const drawn = arrange({ ...scene, isFirst: false, fresh: rows(30, 20, 10, 5), held });
    expect(shown(drawn)).toEqual(["v40", "v30", "v20", "v10"]);
  });

  test("what comes is counted once, whether told or read", () => {
    const fresh = rows(55, 50, 40, 30);
    expect(waitingToShow({ ...scene, fresh, held }, byId(50))).toBe(2);
    expect(waitingToShow({ ...scene, fresh: held, held }, new Map())).toBe(0);
  });

  test("who belongs behind the page does not wait; who comes back to the top does", () => {
    expect(waitingToShow({ ...scene, fresh: held, held }, byId(5))).toBe(0);
    expect(waitingToShow({ ...scene, fresh: held, held }, byId(15))).toBe(1);
    const back = new Map([["v20", { id: "v20", startedAt: "2026-11-25T10:59:00.000Z" }]]);
    expect(waitingToShow({ ...scene, fresh: held, held }, back)).toBe(1);
  });

  test("on a later page nobody is new", () => {
    expect(waitingToShow({ ...scene, isFirst: false, fresh: held, held }, byId(50))).toBe(0);
  });
});

test("a full page ends at its last row, the list's last page has room", () => {
  const row = rows(10)[0] as Row;
  expect(fallsOn(row, rows(50, 40, 30, 20), 4, true)).toBe(false);
  expect(fallsOn(row, rows(50, 40, 30), 4, true)).toBe(true);
  expect(fallsOn(row, rows(5, 4), 4, false)).toBe(false);
});
