// The list: filters, pages, counts and explanations agree with one another, and cost the same however many rows a page has.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { VisitorFilter } from "../src/visitors/visitor.input.js";
import type { Answer, HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let now = new Date("2026-03-07T03:00:00.000Z");

const PEOPLE = [
  { name: "José Ñandú", email: "jose@correo.example", phone: "+34 600 11 22 33" },
  { name: "JOSE MARIA_X", email: "jm@correo.example", phone: "(601) 555-0147" },
  { name: "Ana 100% segura", email: "ana_b@correo.example" },
  { name: "ana.backslash\\", email: "back@correo.example", phone: "3105550199" },
  { name: "Zoë Straße", email: "zoe@correo.example" },
  { name: "李 小龙", email: "li@correo.example" },
];
const STATUSES = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"] as const;

const LIST = `query($id: ID!, $filter: VisitorFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor, $page: Int) {
  visitors(projectId: $id, filter: $filter, first: $first, after: $after, last: $last, before: $before, page: $page) {
    totalCount firstIndex needingAttention counts { status count } nodes { id number }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const list = async (filter: VisitorFilter = {}, paging: Record<string, unknown> = {}): Promise<Answer> =>
  (await agent.ask(LIST, { id: project.id, filter, ...paging })).visitors;
const code = (filter: Answer, paging: Record<string, unknown> = {}) =>
  agent.code(LIST, { id: project.id, filter, ...paging });

beforeAll(async () => {
  server = await TestServer.start({ clock: () => now });
  const founded = await server.setUp();
  project = founded.project;
  const { createApiToken } = await founded.agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "test", role: MANAGER) { token } }',
    { id: project.id },
  );
  // A session would end while the clock travels; a token does not.
  agent = server.http({ authorization: `Bearer ${createApiToken.token}` });
  // Around the day that New York skips an hour (8 March 2026), one visitor every 97 minutes.
  for (let index = 0; index < 45; index++) {
    now = new Date(now.getTime() + 97 * 60_000);
    const visitor = server.widget(project.key);
    const person = index % 3 === 0 ? PEOPLE[(index / 3) % PEOPLE.length] : undefined;
    if (person) await visitor.becomeProspect(person);
    else {
      await visitor.open({ params: { plan: index % 2 ? "pro" : "free" } });
      if (index % 5 === 0) await visitor.send("hello");
    }
    const { nodes } = await list({}, { first: 1 });
    const status = STATUSES[index % 7];
    if (status)
      await agent.ask(
        "mutation($id: ID!, $s: VisitorStatus!) { setVisitorStatus(visitorId: $id, status: $s) { id } }",
        { id: nodes[0].id, s: status },
      );
  }
});
afterAll(() => server.stop());

test("pages by number, forward and backward show every row once, newest first", async () => {
  const all = (await list({}, { first: 100 })).nodes.map((node: Answer) => node.number);
  expect(all).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
  const jumped = await Promise.all([1, 2, 3].map((page) => list({}, { page })));
  expect(jumped.flatMap((page) => page.nodes.map((node: Answer) => node.number))).toEqual(all);
  expect(jumped.map(({ firstIndex }) => firstIndex)).toEqual([0, 20, 40]);
  expect(jumped[2].pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });

  const second = await list({}, { first: 20, after: jumped[0].pageInfo.endCursor });
  expect(second.nodes).toEqual(jumped[1].nodes);
  expect(second.firstIndex).toBe(20);
  const back = await list({}, { last: 20, before: second.pageInfo.startCursor });
  expect(back.nodes).toEqual(jumped[0].nodes);
  expect(back.firstIndex).toBe(0);
  expect((await list({}, { last: 5 })).nodes.map((node: Answer) => node.number)).toEqual([5, 4, 3, 2, 1]);
  expect((await list({}, { page: 99 })).nodes).toEqual([]);
});

test("every tab's count equals the rows reachable in it, under any filter", async () => {
  const filters: VisitorFilter[] = [
    {},
    { engagedOnly: true },
    { search: "jose" },
    { needsAttention: true },
    { params: [{ key: "plan", value: "pro" }] },
  ];
  for (const filter of filters) {
    const { counts } = await list(filter);
    for (const { status, count } of counts) {
      const tab = await list({ ...filter, status }, { first: 100 });
      expect([status, tab.totalCount, tab.nodes.length]).toEqual([status, count, count]);
    }
  }
  const { needingAttention } = await list();
  expect((await list({ needsAttention: true })).totalCount).toBe(needingAttention);
});

test("search folds case and accents, takes words in any order, digits alone, and every sign literally", async () => {
  const names = async (search: string) => (await list({ search }, { first: 100 })).totalCount;
  const each = 45 / 3 / PEOPLE.length;
  const [few, most] = [Math.floor(each), Math.ceil(each)];
  const one = (count: number) => expect([few, most]).toContain(count);
  one(await names("ñandu josé"));
  one(await names("NANDU"));
  one(await names("600112233"));
  one(await names("+34 600"));
  one(await names("6015550147"));
  one(await names("100%"));
  one(await names("\\"));
  one(await names("小龙"));
  expect(await names("%")).toBe(await names("100%"));
  expect(await names("_")).toBe((await names("maria_x")) + (await names("ana_b")));
  expect(await names("jose nobody")).toBe(0);
  expect(await names("   ")).toBe(45);
});

test("days are those of the zone, also when it skips an hour", async () => {
  const day = async (timeZone: string) =>
    (await list({ dates: { from: "2026-03-08", to: "2026-03-08", timeZone } }, { first: 100 })).totalCount;
  const source = server.services.database.source;
  const between = async (from: string, to: string) =>
    Number(
      (
        await source.query("SELECT COUNT(*) AS n FROM visitor WHERE started_at >= ? AND started_at < ?", [
          Date.parse(from),
          Date.parse(to),
        ])
      )[0].n,
    );
  expect(await day("America/New_York")).toBe(await between("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"));
  expect(await day("Asia/Kathmandu")).toBe(await between("2026-03-07T18:15:00Z", "2026-03-08T18:15:00Z"));
  expect(await day("UTC")).toBe(await between("2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z"));
});

test("an empty list is explained: what each condition keeps out, and what would show without it", async () => {
  const filter = {
    status: "PROSPECT",
    search: "nobody",
    dates: { from: "2020-01-01", to: "2020-01-02", timeZone: "UTC" },
    engagedOnly: true,
  };
  const { explainEmpty } = await agent.ask(
    "query($id: ID!, $filter: VisitorFilter!) { explainEmpty(projectId: $id, filter: $filter) { total hints { condition excludes showsWithout } } }",
    { id: project.id, filter },
  );
  const total = (await list({ status: "PROSPECT" as never })).totalCount;
  expect(explainEmpty.total).toBe(total);
  const engaged = (await list({ status: "PROSPECT" as never, engagedOnly: true })).totalCount;
  expect(explainEmpty.hints).toEqual([
    { condition: "DATES", excludes: total, showsWithout: 0 },
    { condition: "ENGAGED_ONLY", excludes: total - engaged, showsWithout: 0 },
    { condition: "SEARCH", excludes: total, showsWithout: 0 },
  ]);
});

test("input that makes no sense is refused with what would be right", async () => {
  for (const [filter, paging] of [
    [{}, { first: 0 }],
    [{}, { first: 101 }],
    [{}, { first: 1_000_000_000 }],
    [{}, { page: 0 }],
    [{}, { page: 2, after: "x" }],
    [{}, { after: "not a cursor" }],
    [{}, { first: 5, last: 5 }],
    [{ dates: { from: "2026-03-09", to: "2026-03-08", timeZone: "UTC" } }, {}],
    [{ dates: { from: "2026-02-30", timeZone: "UTC" } }, {}],
    [{ dates: { lastDays: 0, timeZone: "UTC" } }, {}],
    [{ dates: { lastDays: 30, from: "2026-01-01", timeZone: "UTC" } }, {}],
    [{ dates: { lastDays: 30, timeZone: "Mars/Olympus" } }, {}],
    [{ search: "x".repeat(201) }, {}],
    [{ status: "GONE" }, {}],
  ] as [Answer, Record<string, unknown>][]) {
    expect([filter, paging, await code(filter, paging)]).toEqual([filter, paging, "BAD_USER_INPUT"]);
  }
});

test("a page of 20 costs as many statements as a page of 2, with all that belongs to its rows", async () => {
  await server.still();
  const document = `query($id: ID!, $first: Int) { visitors(projectId: $id, first: $first) { totalCount counts { count } nodes {
    id device { browser } location { country } params { key } submissions { formName } pages { url } statusHistory { to agent { name } }
    project { name } conversation { id unread assignee { name } messages(last: 1) { text agent { name } } } } } }`;
  const { logger } = server.services.database.source;
  const statements = async (first: number) => {
    const seen: string[] = [];
    const { logQuery } = logger;
    logger.logQuery = (sql) => void seen.push(sql);
    try {
      expect((await agent.ask(document, { id: project.id, first })).visitors.nodes).toHaveLength(first);
    } finally {
      logger.logQuery = logQuery;
    }
    return seen.length;
  };
  await statements(2);
  const [few, many] = [await statements(2), await statements(20)];
  expect(many).toBe(few);
  expect(many).toBeLessThanOrEqual(25);
});

test("a page may ask for the messages of its conversations in as many ways as a document has aliases", async () => {
  const ways = Array.from(
    { length: 15 },
    (_, way) => `w${way}: messages(last: 1, before: ${way + 2}) { seq }`,
  );
  const { visitors } = await agent.ask(
    `query($id: ID!) { visitors(projectId: $id, first: 100) { nodes { conversation { lastSeq ${ways.join(" ")} } } } }`,
    { id: project.id },
  );
  expect(visitors.nodes.length * ways.length).toBeGreaterThan(500);
  for (const { conversation } of visitors.nodes)
    for (const way of ways.keys())
      expect(conversation[`w${way}`]).toEqual([{ seq: Math.min(way + 1, conversation.lastSeq) }]);
});

test("the counters beside the visitors equal the visitors", async () => {
  const { source } = server.services.database;
  for (const [table, size] of [
    ["visitor_hour", 3_600_000],
    ["visitor_day", 86_400_000],
  ] as const) {
    const kept = await source.query(`SELECT * FROM ${table} WHERE project_id = ?`, [project.id]);
    const rows = await source.query("SELECT status, engaged, started_at FROM visitor WHERE project_id = ?", [
      project.id,
    ]);
    const expected = new Map<string, number>();
    for (const row of rows) {
      const cell = `${Math.floor(Number(row.started_at) / size)} ${String(STATUSES[row.status]).toLowerCase()}_${row.engaged ? "engaged" : "idle"}`;
      expected.set(cell, (expected.get(cell) ?? 0) + 1);
    }
    const found = new Map<string, number>();
    for (const { project_id: _project, hour, day, ...columns } of kept) {
      for (const [column, count] of Object.entries(columns))
        if (Number(count) !== 0) found.set(`${hour ?? day} ${column}`, Number(count));
    }
    expect(found).toEqual(expected);
  }
});
