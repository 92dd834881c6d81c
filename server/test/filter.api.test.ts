// One predicate: on random people, written the real way, the filter's SQL and its function keep the same rows.
import fc from "fast-check";
import type { EntityManager } from "typeorm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { snapshot } from "../src/database/data-source.js";
import type { VisitorFacts } from "../src/visitors/index.js";
import { compileFilter } from "../src/visitors/visitor.filter.js";
import { listTable } from "../src/visitors/visitor.table.js";
import type { VisitorFilter } from "../src/visitors/visitor.input.js";
import type { Answer, HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let now = new Date("2026-03-07T20:00:00.000Z");

const STATUSES = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"] as const;
const ROWS = 40;
/** Of the people; with it in the environment they are the same again. */
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const words = fc.constantFrom(
  ...["José", "Jose\u0301", "ÑANDÚ", "n\u0303andu", "IŞIK", "ışık", "İbrahim", "Straße", "STRASSE", "ΣΟΦΟΣ"],
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
    '"',
    "a%b",
    "a_b",
    "O'Neil",
    "ﬁn",
    "é",
    "e\u0301\u0323",
  ],
  ...["Zoë", "--", "/*", ";", "\u200bx", "ǅ", "ﷺ", "हिन्दी", "100", "?"],
);
const names = fc.array(words, { minLength: 1, maxLength: 4 }).map((each) => each.join(" "));
const phones = fc.constantFrom(
  ...["+34 600 11 22 33", "(601) 555-0147", "310.555.0199", "+57-310-555 0199", "0049/30/123456"],
);
const params = fc.constantFrom(
  ...["plan", "__proto__", "constructor", "toString", "ключ", "PLAN", "plan ", " plan", "a.b", "😀", "%"],
);
const values = fc.constantFrom("pro", "PRO", "pro ", "", "é", "e\u0301", "null", "0", "%", "'", "😀");
/** How far they come, by turns: however chance falls, there are enough of each. */
const PARTS = ["opens", "writes", "fills in"] as const;
const people = fc.record({
  name: names,
  phone: fc.option(phones),
  params: fc.array(fc.tuple(params, values), { maxLength: 4 }),
  minutes: fc.integer({ min: 1, max: 180 }),
  status: fc.option(fc.constantFrom(...STATUSES)),
});

const LIST = `query($id: ID!, $filter: VisitorFilter) { visitors(projectId: $id, filter: $filter, first: 100) {
  totalCount nodes { id name phone params { key value } } } }`;
const list = async (filter: VisitorFilter = {}): Promise<Answer> =>
  (await agent.ask(LIST, { id: project.id, filter })).visitors;

beforeAll(async () => {
  server = await TestServer.start({ clock: () => now });
  const founded = await server.setUp();
  project = founded.project;
  const { createApiToken } = await founded.agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "test", role: MANAGER) { token } }',
    { id: project.id },
  );
  agent = server.http({ authorization: `Bearer ${createApiToken.token}` });
  for (const [index, person] of fc.sample(people, { numRuns: ROWS, seed: SEED }).entries()) {
    // Across the night that New York skips an hour, and Sydney's and Havana's beside it.
    now = new Date(now.getTime() + person.minutes * 60_000);
    const visitor = server.widget(project.key);
    const given = Object.fromEntries(person.params);
    const { messages } = await visitor.open({ params: given });
    const part = PARTS[index % PARTS.length];
    if (part === "writes") await visitor.send("hello");
    if (part === "fills in") {
      await visitor.choose(messages.at(-1).id, 0);
      const form = (await visitor.session()).messages.at(-1);
      const answers = { name: person.name, email: `p${index}@correo.example`, phone: person.phone ?? "" };
      await visitor.submit(form.id, answers);
    }
    if (!person.status) continue;
    const [newest] = (await list()).nodes;
    await agent.ask(
      "mutation($id: ID!, $s: VisitorStatus!) { setVisitorStatus(visitorId: $id, status: $s) { id } }",
      { id: newest.id, s: person.status },
    );
  }
}, 120_000);
afterAll(() => server.stop());

/** What the live feed judges by: the last entry that the log has of every visitor. */
async function loggedFacts(manager: EntityManager): Promise<Map<string, VisitorFacts>> {
  const rows: { visitor_id: unknown; after_facts: string }[] = await manager.query(
    "SELECT visitor_id, after_facts FROM project_change WHERE project_id = ? AND after_facts IS NOT NULL ORDER BY seq",
    [project.id],
  );
  return new Map(
    rows.map((row) => [
      String(row.visitor_id),
      (typeof row.after_facts === "string" ? JSON.parse(row.after_facts) : row.after_facts) as VisitorFacts,
    ]),
  );
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const written = fc.constantFrom<((text: string) => string)[]>(
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.normalize("NFD"),
  (text) => text.normalize("NFC"),
  (text) => text.slice(1),
  (text) => [...text].slice(0, 2).join(""),
);
const sought = fc.oneof(
  fc.tuple(fc.oneof(words, phones), written).map(([text, write]) => write(text).replace(/\p{Cs}/gu, "")),
  fc.string({ unit: "grapheme", maxLength: 3 }).filter((text) => !text.includes("\0")),
  fc.constantFrom(
    "",
    " ",
    "\t\n",
    "\u3000",
    "\u0301",
    "555",
    "6015550147",
    "310-555",
    "correo",
    "@",
    "x".repeat(20),
  ),
);
const days = fc.integer({ min: 5, max: 12 }).map((day) => `2026-03-${String(day).padStart(2, "0")}`);
const timeZone = fc.constantFrom(
  ...["UTC", "America/New_York", "America/Havana", "Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe"],
  ...["Pacific/Chatham", "America/St_Johns", "Africa/Cairo", "Asia/Beirut", "America/Sao_Paulo"],
);
const dates = fc.oneof(
  fc.record({ timeZone, lastDays: fc.integer({ min: 1, max: 6 }) }),
  fc
    .record({ timeZone, from: maybe(days), to: maybe(days) })
    .filter(({ from, to }) => !from || !to || from <= to),
);
const filters = fc.record({
  status: maybe(fc.constantFrom(...STATUSES)),
  search: maybe(
    fc.array(sought, { maxLength: 3 }).map((each) =>
      each
        .join(" ")
        .slice(0, 200)
        .replace(/\p{Cs}/gu, ""),
    ),
  ),
  engagedOnly: maybe(fc.boolean()),
  online: maybe(fc.boolean()),
  needsAttention: maybe(fc.boolean()),
  params: maybe(fc.array(fc.record({ key: params, value: values }), { maxLength: 2 })),
  dates: maybe(dates),
}) as fc.Arbitrary<VisitorFilter>;

test(`the filter keeps the same rows in SQL and in the live feed (SEED=${SEED})`, async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const compiled = compileFilter(project.id, filter, now);
      const { sql, values: bound } = compiled.where();
      // In one snapshot: people go offline meanwhile.
      const [found, listed, facts] = await snapshot(server.services.database, async (manager) => {
        const { from, where, values: given, id } = listTable(compiled, manager);
        return [
          await manager.query(`SELECT v.id AS id FROM visitor v WHERE ${sql}`, bound),
          await manager.query(`SELECT ${id} AS id FROM ${from} WHERE ${where}`, given),
          await loggedFacts(manager),
        ];
      });
      expect(facts.size).toBe(ROWS);
      const wanted = [...facts].filter(([, each]) => compiled.matches(each)).map(([id]) => id);
      hits += wanted.length;
      wanted.sort();
      expect(found.map((row: Answer) => String(row.id)).sort()).toEqual(wanted);
      expect(listed.map((row: Answer) => String(row.id)).sort()).toEqual(wanted);
    }),
    { numRuns: 1_500 },
  );
  // Or nothing would have been compared. About a thousand; chance alone never gets near the bound.
  expect(hits).toBeGreaterThan(200);
});

test("a person is found however their name is written: case, accents, composition, order", async () => {
  const { nodes } = await list();
  const named = nodes.filter((node: Answer) => node.name);
  expect(named.length).toBeGreaterThan(3);
  for (const { id, name } of named) {
    const writings = [
      name,
      name.toUpperCase(),
      name.toLowerCase(),
      name.normalize("NFD"),
      name.normalize("NFC"),
      name.normalize("NFD").replace(/[\u0300-\u036f]/g, ""),
      name.split(" ").reverse().join("  "),
      `\u00a0${name}\t`,
    ];
    for (const search of writings) {
      const ids = (await list({ search })).nodes.map((node: Answer) => node.id);
      expect([search, ids]).toEqual([search, expect.arrayContaining([id])]);
    }
  }
});

test("a phone is found by its digits, however they are set apart", async () => {
  const { nodes } = await list();
  for (const { id, phone } of nodes.filter((node: Answer) => node.phone)) {
    const digits = phone.replace(/\D/g, "");
    const apart = [3, 6].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, digits);
    for (const search of [digits, apart, `+${apart}`, digits.slice(2, 7), phone]) {
      const ids = (await list({ search })).nodes.map((node: Answer) => node.id);
      expect([search, ids]).toEqual([search, expect.arrayContaining([id])]);
    }
  }
});

test("a parameter is matched by key and value exactly, whatever they are", async () => {
  const { nodes } = await list();
  const kept = nodes.flatMap((node: Answer) => node.params.map((param: Answer) => ({ id: node.id, param })));
  expect(kept.length).toBeGreaterThan(10);
  for (const { id, param } of kept) {
    const { key, value } = param;
    const matching = nodes.filter((node: Answer) =>
      node.params.some((each: Answer) => each.key === key && each.value === value),
    );
    const found = (await list({ params: [{ key, value }] })).nodes.map((node: Answer) => node.id);
    expect(found).toContain(id);
    expect(found.sort()).toEqual(matching.map((node: Answer) => node.id).sort());
  }
});
