// How the database goes about every statement of the list: by the index that is meant for it, in the index's order, never by
// looking at all rows or sorting them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../src/config.js";
import { seedDatabase } from "../src/seed/database.js";
import { readOptions } from "../src/seed/options.js";
import type { Answer, HttpClient } from "./clients.js";
import { freshDatabase } from "./database.js";
import { type Step, explain, record } from "./plans.js";
import { TestServer } from "./server.js";

const EMAIL = "ana@example.com";
const PASSWORD = "correct horse battery";
const VISITORS = 6000;
const NOW = new Date("2026-11-25T12:00:00Z");
const MONTH = { dates: { lastDays: 30, timeZone: "Asia/Kolkata" } };
const LIST = `query($p: ID!, $f: VisitorFilter, $page: Int, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  visitors(projectId: $p, filter: $f, page: $page, first: $first, after: $after, last: $last, before: $before) {
    totalCount firstIndex counts { status count } needingAttention edges { cursor }
    nodes { id number name location { country } }
  }
}`;

let server: TestServer;
let agent: HttpClient;
let projectId: string;

beforeAll(async () => {
  const database = await freshDatabase();
  const config = readConfig({
    DATABASE_URL: database.url,
    ATALAYA_OWNER_EMAIL: EMAIL,
    ATALAYA_OWNER_PASSWORD: PASSWORD,
  });
  const options = readOptions(["--visitors", String(VISITORS), "--days", "90", "--until", "2026-11-25"], NOW);
  const run = {
    signal: new AbortController().signal,
    progress: () => undefined,
    wait: () => Promise.resolve(),
  };
  projectId = String((await seedDatabase(config, options, run)).projectId);
  server = await TestServer.start({ database, clock: () => NOW });
  agent = await server.signIn(EMAIL, PASSWORD);
  const { source, dialect } = server.services.database;
  if (dialect === "mysql")
    await source.query(
      "ANALYZE TABLE visitor, visitor_param, conversation, message, visitor_hour, visitor_day",
    );
}, 120_000);
afterAll(() => server.stop());

const ask = async (variables: Record<string, unknown>): Promise<Answer> =>
  (await agent.ask(LIST, { p: projectId, ...variables })).visitors;

/** The steps of all statements that a request runs. */
async function stepsOf(request: () => Promise<unknown>): Promise<Step[]> {
  const { source } = server.services.database;
  const statements = await record(source, request);
  expect(statements.length).toBeGreaterThan(2);
  const steps: Step[] = [];
  for (const statement of statements) steps.push(...(await explain(source, statement)));
  return steps;
}

const said = (steps: readonly Step[], what: "isScan" | "sorts" | "gathers") =>
  steps.filter((step) => step[what]).map((step) => step.said);

/** No table is read from end to end, nothing is sorted, nothing gathered. */
const expectStraight = (steps: readonly Step[]) =>
  expect({
    scans: said(steps, "isScan"),
    sorts: said(steps, "sorts"),
    gathers: said(steps, "gathers"),
  }).toEqual({ scans: [], sorts: [], gathers: [] });

/** The indexes by which visitors are read, but for those whose ids are known. */
const indexes = (steps: readonly Step[]) => [
  ...new Set(steps.flatMap(({ table, index }) => (table === "v" && index !== "PRIMARY" ? [index] : []))),
];

describe("a page of the list is read by its own index, in its order", () => {
  test.each([
    ["of 30 days", { f: MONTH }, ["visitor_list"]],
    ["of all time", {}, ["visitor_list"]],
    ["of two days", { f: { dates: { lastDays: 2, timeZone: "America/Bogota" } } }, ["visitor_list"]],
    ["of a status", { f: { ...MONTH, status: "PROSPECT" } }, ["visitor_list", "visitor_tab"]],
    ["of a status, of all time", { f: { status: "ARCHIVED" } }, ["visitor_tab"]],
    ["of the engaged with a status", { f: { status: "CUSTOMER", engagedOnly: true } }, ["visitor_engaged"]],
    ["by its number", { f: MONTH, page: 40 }, ["visitor_list"]],
    ["by its number, in a tab", { f: { status: "NEW" }, page: 60 }, ["visitor_tab"]],
    ["from its end", { f: MONTH, last: 20 }, ["visitor_list"]],
  ])("%s", async (_name, variables, wanted) => {
    const steps = await stepsOf(() => ask(variables));
    expectStraight(steps);
    expect(new Set(indexes(steps))).toEqual(new Set(wanted));
  });

  test.each([["after"], ["before"]])("%s a row", async (direction) => {
    const { edges } = await ask({ f: MONTH, page: 20 });
    const window =
      direction === "after"
        ? { first: 20, after: edges.at(-1).cursor }
        : { last: 20, before: edges[0].cursor };
    const steps = await stepsOf(() => ask({ f: MONTH, ...window }));
    expectStraight(steps);
    expect(indexes(steps)).toEqual(["visitor_list"]);
  });
});

test.each([
  ["those who wait", { needsAttention: true }, "visitor_attention"],
  ["those who are here", { online: true }, "visitor_online"],
])(
  "%s are few: they are found by an index of their own, and their tabs counted from it",
  async (_name, f, index) => {
    const steps = await stepsOf(() => ask({ f: { ...MONTH, ...f } }));
    expect({ scans: said(steps, "isScan"), sorts: said(steps, "sorts") }).toEqual({ scans: [], sorts: [] });
    expect(indexes(steps)).toEqual([index]);
  },
);

test.each([
  ["alone", {}, {}],
  ["in a tab", { status: "NEW" }, {}],
  ["of the engaged, on a page far down", { engagedOnly: true }, { page: 10 }],
])(
  "those with a parameter are found in their own index, in the list's order: %s",
  async (_name, f, window) => {
    const params = [{ key: "utm_campaign", value: "macetas" }];
    const steps = await stepsOf(() => ask({ f: { ...MONTH, ...f, params }, ...window }));
    // Their tabs are gathered from the index.
    expect({ scans: said(steps, "isScan"), sorts: said(steps, "sorts") }).toEqual({ scans: [], sorts: [] });
    expect(indexes(steps)).toEqual(["visitor_param_match"]);
  },
);

test("a parameter beside what only the visitor knows: its index leads", async () => {
  const params = [{ key: "utm_campaign", value: "macetas" }];
  const steps = await stepsOf(() => ask({ f: { ...MONTH, params, needsAttention: true } }));
  expect({ scans: said(steps, "isScan"), sorts: said(steps, "sorts") }).toEqual({ scans: [], sorts: [] });
  expect(steps.find(({ table }) => table === "m")).toMatchObject({ index: "visitor_param_match" });
});

test("a search that the index knows finds its visitors by their ids", async () => {
  const f = { ...MONTH, search: "gomez" };
  // The first one loads the index, which reads every text once.
  await ask({ f });
  const steps = await stepsOf(() => ask({ f }));
  expectStraight(steps);
  expect(indexes(steps)).toEqual([]);
});

test("what a row shows beside itself is found by its visitor", async () => {
  const document = `query($p: ID!, $f: VisitorFilter) {
    visitors(projectId: $p, filter: $f) { nodes {
      pages { url } params { key } statusHistory { to } submissions { formName } device { browser }
      conversation { id messages(last: 20) { text } } conversations { id }
    } }
  }`;
  const steps = await stepsOf(() => agent.ask(document, { p: projectId, f: { engagedOnly: true } }));
  expect(said(steps, "isScan")).toEqual([]);
});

test("an explanation counts without looking at every visitor", async () => {
  const document =
    "query($p: ID!, $f: VisitorFilter!) { explainEmpty(projectId: $p, filter: $f) { total hints { condition excludes showsWithout } } }";
  const f = { ...MONTH, status: "CUSTOMER", engagedOnly: true, needsAttention: true };
  const steps = await stepsOf(() => agent.ask(document, { p: projectId, f }));
  expect(said(steps, "isScan")).toEqual([]);
});
