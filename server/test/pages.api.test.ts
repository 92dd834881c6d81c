// On many rows, crowded and sparse by turns: every page, count and explanation that the counters and indexes give equals what
// one gets by looking at every row; and the counters can be compared and written anew.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recount } from "../src/visitors/index.js";
import { paramHash } from "../src/visitors/visitor.facts.js";
import { compileFilter } from "../src/visitors/visitor.filter.js";
import type { VisitorFilter } from "../src/visitors/visitor.input.js";
import type { Answer, HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

const STATUSES = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"] as const;
const MINUTE = 60_000;
const NOW = Date.parse("2026-03-30T12:34:56.789Z");
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const ROWS = 1500;

interface Row {
  id: string;
  status: (typeof STATUSES)[number];
  engaged: boolean;
  online: boolean;
  waits: boolean;
  search: string;
  startedAt: number;
  params: [string, string][];
}

let server: TestServer;
let agent: HttpClient;
let project: { id: string };
/** Newest first, as lists are. */
let rows: Row[];

const person = fc.record({
  status: fc.constantFrom(...STATUSES),
  engaged: fc.boolean(),
  online: fc.constantFrom(true, false, false, false),
  waits: fc.constantFrom(true, false, false, false),
  // Mostly close together, often in the same millisecond, now and then hours or days apart.
  gap: fc.constantFrom(0, 0, 1, 700, MINUTE, 7 * MINUTE, 7 * MINUTE, 95 * MINUTE, 31 * 60 * MINUTE),
});

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(NOW) });
  const founded = await server.setUp();
  project = founded.project;
  agent = founded.agent;
  let at = NOW;
  const people = fc.sample(person, { numRuns: ROWS, seed: SEED }).map((each, index) => {
    at -= each.gap;
    const search = index % 7 ? "" : `ana ${index}`;
    const params: [string, string][] = [
      ...(index % 2 ? [["plan", "pro"] as [string, string]] : []),
      ...(index % 3 ? [] : [["from", "mail"] as [string, string]]),
      ...(index % 211 ? [] : [["offer", "7"] as [string, string]]),
    ];
    return { ...each, search, params, startedAt: at, number: index + 1 };
  });
  const { manager } = server.services.database.source;
  const marks = "(?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  for (let from = 0; from < ROWS; from += 250) {
    const portion = people.slice(from, from + 250);
    await manager.query(
      `INSERT INTO visitor (project_id, number, status, version, search, engaged, first_seen_at, started_at, last_seen_at,
         online, needs_attention, token_hash, name) VALUES ${portion.map(() => marks).join(", ")}`,
      portion.flatMap(({ number, status, engaged, online, waits, startedAt, search }) => [
        ...[project.id, number, STATUSES.indexOf(status), search, engaged ? 1 : 0],
        ...[startedAt, startedAt, startedAt, online ? 1 : 0, waits ? 1 : 0, `hash ${number}`, null],
      ]),
    );
  }
  const ids: { id: number | string; number: number }[] = await manager.query(
    "SELECT id, number FROM visitor WHERE project_id = ?",
    [project.id],
  );
  const byNumber = new Map(ids.map(({ id, number }) => [number, String(id)]));
  const paramRows = people.flatMap(({ number, params, startedAt, status, engaged }) =>
    params.map(([key, value]) => [
      ...[byNumber.get(number), project.id, key, value, paramHash(key, value), 0],
      ...[startedAt, STATUSES.indexOf(status), engaged ? 1 : 0],
    ]),
  );
  for (let from = 0; from < paramRows.length; from += 250) {
    const portion = paramRows.slice(from, from + 250);
    await manager.query(
      `INSERT INTO visitor_param (visitor_id, project_id, param_key, value, hash, source, started_at, status, engaged)
       VALUES ${portion.map(() => "(?, ?, ?, ?, ?, ?, ?, ?, ?)").join(", ")}`,
      portion.flat(),
    );
  }
  rows = people
    .map((each) => ({ ...each, id: byNumber.get(each.number) ?? "" }))
    .sort((a, b) => b.startedAt - a.startedAt || Number(BigInt(b.id) - BigInt(a.id)));
});
afterAll(() => server.stop());

const check = (repair: boolean) => server.services.door.write(project.id, (work) => recount(work, repair));

test("counters that are wrong are found, written anew, and right from then on; open screens count afresh", async () => {
  const screen = server
    .socket(agent)
    .subscribe(
      "subscription($id: ID!) { visitorChanges(projectId: $id) { kind counts { status count } needingAttention } }",
      { id: project.id },
    );
  const total = (item: Answer) => item.counts.reduce((sum: number, row: Answer) => sum + row.count, 0);
  expect(total(await screen.next())).toBe(0);
  const search = async () => (await list({ search: "ana" }, { first: 1 })).totalCount;
  expect(await search()).toBe(0);
  const wrong = await check(false);
  expect(wrong).toBeGreaterThan(1);
  expect(await check(false)).toBe(wrong);
  expect(await check(true)).toBe(wrong);
  expect(await check(false)).toBe(0);
  const item = await screen.next(({ kind }) => kind === "COUNTS");
  expect(total(item)).toBe(ROWS);
  expect(item.needingAttention).toBe(rows.filter(({ waits }) => waits).length);
  screen.stop();
  expect(await search()).toBe(rows.filter((row) => row.search).length);
});

test("the command tells what is wrong beside a running server, and makes it right when asked to", async () => {
  const command = async (...args: string[]) => {
    const program = new URL("../dist/counters.js", import.meta.url).pathname;
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...args], {
      env: { PATH: process.env.PATH, DATABASE_URL: server.database.url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    return { said, code: Number(code) };
  };
  expect(await command()).toEqual({ said: "Tienda Sur: right\n", code: 0 });
  const { manager } = server.services.database.source;
  await manager.query("UPDATE visitor_day SET new_idle = new_idle + 3 WHERE project_id = ?", [project.id]);
  await manager.query("UPDATE visitor_param SET status = (status + 1) % 5 WHERE project_id = ?", [
    project.id,
  ]);
  const wrong = await command();
  expect(wrong.code).toBe(1);
  expect(wrong.said).toMatch(/^Tienda Sur: \d+ are wrong\nnpm run counters -- rebuild makes them right\.\n$/);
  const rebuilt = await command("rebuild");
  expect(rebuilt.code).toBe(0);
  expect(rebuilt.said).toMatch(/^Tienda Sur: \d+ were wrong, and are written anew\n$/);
  expect(await check(false)).toBe(0);
  expect((await command("everything")).code).toBe(2);
});

const zones = fc.constantFrom(
  "UTC",
  "Asia/Kathmandu",
  "America/St_Johns",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Bogota",
);
const day = fc
  .integer({ min: 0, max: 60 })
  .map((ago) => new Date(NOW - ago * 24 * 60 * MINUTE).toISOString().slice(0, 10));
const dates = fc.oneof(
  fc.record({ lastDays: fc.integer({ min: 1, max: 40 }), timeZone: zones }),
  fc.tuple(day, day, zones).map(([a, b, timeZone]) => ({
    from: a < b ? a : b,
    to: a < b ? b : a,
    timeZone,
  })),
  fc.record({ from: day, timeZone: zones }),
  fc.record({ to: day, timeZone: zones }),
);
const filters: fc.Arbitrary<VisitorFilter> = fc.record(
  {
    status: fc.constantFrom(...STATUSES) as fc.Arbitrary<VisitorFilter["status"]>,
    dates,
    engagedOnly: fc.boolean(),
    online: fc.boolean(),
    needsAttention: fc.boolean(),
    search: fc.constantFrom("ana", "zzz", "1"),
    params: fc.subarray(
      [
        { key: "plan", value: "pro" },
        { key: "from", value: "mail" },
        { key: "offer", value: "7" },
      ],
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);
const windows = fc.oneof(
  fc.record({ page: fc.integer({ min: 1, max: 90 }), first: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ last: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    kind: fc.constantFrom("after", "before"),
    at: fc.nat(ROWS),
    size: fc.integer({ min: 1, max: 40 }),
  }),
);

const LIST = `query($id: ID!, $filter: VisitorFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor, $page: Int) {
  visitors(projectId: $id, filter: $filter, first: $first, after: $after, last: $last, before: $before, page: $page) {
    totalCount firstIndex counts { status count } nodes { id } pageInfo { hasNextPage hasPreviousPage } edges { cursor } } }`;
const list = async (filter: VisitorFilter, window: Record<string, unknown>): Promise<Answer> =>
  (await agent.ask(LIST, { id: project.id, filter, ...window })).visitors;

/** Newest first: who matches, by the filter's function, which filter.api.test.ts proves to mean what it should. */
function matching(filter: VisitorFilter): Row[] {
  const compiled = compileFilter(project.id, filter, new Date(NOW));
  return rows.filter(({ waits, params, ...facts }) =>
    compiled.matches({
      ...facts,
      needsAttention: waits,
      params: params.map(([key, value]) => paramHash(key, value)),
    }),
  );
}

test(`every page and every count are those of the rows (SEED=${SEED})`, async () => {
  await check(true);
  await fc.assert(
    fc.asyncProperty(filters, windows, async (filter, window) => {
      const all = matching(filter);
      const inTabs = matching({ ...filter, status: null });
      let paging: Record<string, unknown>;
      let from: number;
      let size: number;
      if ("page" in window) {
        paging = window;
        [from, size] = [(window.page - 1) * window.first, window.first];
      } else if ("last" in window) {
        paging = window;
        size = Math.min(window.last, all.length);
        from = all.length - size;
      } else {
        const place = all[window.at % Math.max(all.length, 1)];
        if (!place) return;
        const index = all.indexOf(place);
        const { edges } = await list(filter, { page: index + 1, first: 1 });
        expect(edges).toHaveLength(1);
        const { cursor } = edges[0];
        if (window.kind === "after") {
          paging = { after: cursor, first: window.size };
          [from, size] = [index + 1, window.size];
        } else {
          paging = { before: cursor, last: window.size };
          from = Math.max(0, index - window.size);
          size = index - from;
        }
      }
      const page = await list(filter, paging);
      const expected = all.slice(from, from + size).map(({ id }) => id);
      expect(page.nodes.map((node: Answer) => node.id)).toEqual(expected);
      expect(page).toMatchObject({
        totalCount: all.length,
        firstIndex: from,
        counts: STATUSES.map((status) => ({
          status,
          count: inTabs.filter((row) => row.status === status).length,
        })),
        pageInfo: { hasNextPage: from + expected.length < all.length, hasPreviousPage: from > 0 },
      });
    }),
    { seed: SEED, numRuns: 400 },
  );
}, 120_000);

test("why a list is empty is told from all rows", async () => {
  const filter = { status: "NEW", engagedOnly: true, online: false, search: "zzz" } as VisitorFilter;
  const { explainEmpty } = await agent.ask(
    "query($id: ID!, $filter: VisitorFilter!) { explainEmpty(projectId: $id, filter: $filter) { total hints { condition excludes showsWithout } } }",
    { id: project.id, filter },
  );
  const many = (part: VisitorFilter) => matching({ status: filter.status, ...part }).length;
  const all = many({});
  expect(explainEmpty).toEqual({
    total: all,
    hints: [
      {
        condition: "ENGAGED_ONLY",
        excludes: all - many({ engagedOnly: true }),
        showsWithout: many({ online: false, search: "zzz" }),
      },
      {
        condition: "ONLINE",
        excludes: all - many({ online: false }),
        showsWithout: many({ engagedOnly: true, search: "zzz" }),
      },
      { condition: "SEARCH", excludes: all, showsWithout: many({ engagedOnly: true, online: false }) },
    ],
  });
});
