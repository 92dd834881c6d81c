// Exports over HTTP: the bytes, the words, the clocks, who may have them, and that a file is the list that it was made of.
import { parse as parseCsv } from "csv-parse/sync";
import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, HttpClient } from "../../test/clients.js";
import { OWNER, TestServer } from "../../test/server.js";
import { recount } from "../visitors/index.js";

let server: TestServer;
let agent: HttpClient;
let program: HttpClient;
let project: { id: string; key: string };
let now = new Date("2026-03-07T20:00:00.000Z");

const COLUMNS = "ID,Name,Email,Phone,Status,Country,City,Region,Engaged,Created date\r\n";
/** Cells as visitors, or an address database, might give them: name, phone, city; and how they must stand in the file. */
const HOSTILE: [string, string | null, string | null, string][] = [
  [
    '=HYPERLINK("http://x","y")',
    "+34 600 11 22 33",
    "a,b",
    `"'=HYPERLINK(""http://x"",""y"")",,+34 600 11 22 33,New,,"a,b"`,
  ],
  ["+1+cmd|' /C calc'!A0", "+1-1+cmd", "@home", "'+1+cmd|' /C calc'!A0,,'+1-1+cmd,New,,'@home"],
  ["-2+3", "-5", "=1", "'-2+3,,'-5,New,,'=1"],
  ["\tTab", "(601) 555-0147", "\rReturn", `'\tTab,,(601) 555-0147,New,,"'\rReturn"`],
  ["\nLine", "+", "two\r\nlines", `"'\nLine",,'+,New,,"two\r\nlines"`],
  ['Say "hi", José', null, "", `"Say ""hi"", José",,,New,,`],
  ["\u202Eمرحبا 👩🏽‍🚀", null, "＝wide", "\u202Eمرحبا 👩🏽‍🚀,,,New,,'＝wide"],
];

const path = (query: Record<string, string> = {}, format = "csv", id = project.id) =>
  `${server.url}/projects/${id}/visitors.${format}?${new URLSearchParams(query)}`;

function get(client: HttpClient | null, url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(client?.headers ?? {})) headers.set(name, value);
  if (client?.cookie) headers.set("cookie", client.cookie);
  return fetch(url, { ...init, headers });
}

/** With the mark at its beginning, which `text()` would swallow. */
async function bytes(query: Record<string, string> = {}, client = program): Promise<string> {
  const answer = await get(client, path(query));
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer()).toString("utf8");
}

/** A CSV's rows below its headers, read by a parser that is not ours, by the letter of RFC 4180. */
const parse = (text: string): string[][] => parseCsv(text.slice(1), { recordDelimiter: "\r\n" }).slice(1);

/** After rows were changed behind the back of the door for writes. */
const settle = () => server.services.door.write(project.id, (work) => recount(work, true));

const LIST = `query($id: ID!, $filter: VisitorFilter, $page: Int, $first: Int) {
  visitors(projectId: $id, filter: $filter, page: $page, first: $first) { totalCount nodes { id number name startedAt } } }`;
const list = async (filter: Answer = {}, more: Answer = {}): Promise<Answer> =>
  (await program.ask(LIST, { id: project.id, filter, ...more })).visitors;

beforeAll(async () => {
  server = await TestServer.start({
    clock: () => now,
    exports: { sizes: { rows: 7, window: 9 }, sheetRows: 40 },
  });
  const founded = await server.setUp();
  ({ agent, project } = founded);
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "test", role: MANAGER) { token } }',
    { id: project.id },
  );
  program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  for (let index = 0; index < 35; index++) {
    // Now and then two in one moment, across the night that New York skips an hour.
    if (index % 4) now = new Date(now.getTime() + 23 * 60_000);
    const visitor = server.widget(project.key);
    const { messages } = await visitor.open({ params: { plan: index % 2 ? "pro" : "free" } });
    if (index % 5 === 0) await visitor.send("hello");
    if (index % 5 !== 1) continue;
    await visitor.choose(messages.at(-1).id, 0);
    const form = (await visitor.session()).messages.at(-1);
    await visitor.submit(form.id, {
      name: `José ${index}`,
      email: `p${index}@correo.example`,
      phone: "+34 600 112233",
    });
  }
  // Who has gone is offline from here on, and nobody goes between a list and its file.
  await server.services.presence.sweep();
  await server.services.presence.stop();
});
afterAll(() => server.stop());

test("a small file is right to the byte, whatever its cells hold", async () => {
  const { nodes } = await list({ engagedOnly: false }, { first: HOSTILE.length });
  const { source } = server.services.database;
  for (const [index, [name, phone, city]] of HOSTILE.entries()) {
    await source.query(
      "UPDATE visitor SET name = ?, email = NULL, phone = ?, city = ?, country = NULL, country_code = NULL, status = 0, engaged = 0 WHERE id = ?",
      [name, phone, city, nodes[index].id],
    );
  }
  const lines = HOSTILE.map(([, , , line], index) => {
    const { id, startedAt } = nodes[index];
    return `${id},${line},,No,${startedAt.slice(0, 19).replace("T", " ")}\r\n`;
  });
  const ids = nodes.map((node: Answer) => node.id).join(",");
  await settle();
  expect(await bytes({ ids })).toBe(`\uFEFF${COLUMNS}${lines.join("")}`);
});

test("the words and the clock are the agent's, or those that are asked for", async () => {
  const eldest = (await list({}, { first: 100 })).nodes.at(-1);
  const ids = eldest.id;
  const place =
    "UPDATE visitor SET name = NULL, phone = NULL, city = NULL, email = NULL, country = 'Spain', country_code = 'ES', engaged = 1, started_at = ? WHERE id = ?";
  const { source } = server.services.database;
  const row = async (moment: string, query: Record<string, string>, client = program) => {
    await source.query(place, [Date.parse(moment), ids]);
    return parse(await bytes({ ids, ...query }, client))[0] as string[];
  };
  const asked = { language: "es-CO", timeZone: "America/New_York" };
  const spanish = await row("2026-03-08T06:59:59.999Z", asked);
  expect(spanish.slice(1)).toEqual([
    `Visitante #${eldest.number}`,
    "",
    "",
    "Nuevo",
    "España",
    "",
    "",
    "Sí",
    "2026-03-08 01:59:59",
  ]);
  // The night that New York skips an hour, and the one that it has twice.
  for (const [moment, shown] of [
    ["2026-03-08T07:00:00.000Z", "2026-03-08 03:00:00"],
    ["2026-11-01T05:30:00.000Z", "2026-11-01 01:30:00"],
    ["2026-11-01T06:30:00.000Z", "2026-11-01 01:30:00"],
    ["2026-11-01T07:30:00.000Z", "2026-11-01 02:30:00"],
  ] as const)
    expect((await row(moment, asked)).at(9)).toBe(shown);
  expect((await row("2026-03-08T06:59:59.999Z", { timeZone: "Asia/Kathmandu" })).at(9)).toBe(
    "2026-03-08 12:44:59",
  );
  const english = await row("2026-03-08T06:59:59.999Z", {});
  expect([english[1], english[4], english[8], english[9]]).toEqual([
    `Visitor #${eldest.number}`,
    "New",
    "Yes",
    "2026-03-08 06:59:59",
  ]);
  const own = await server.signIn();
  await own.ask('mutation { updateMe(locale: "es", timeZone: "America/Bogota") { id } }');
  const theirs = await row("2026-03-08T06:59:59.999Z", {}, own);
  expect([theirs[5], theirs[9]]).toEqual(["España", "2026-03-08 01:59:59"]);
  expect(await bytes({ ids }, own)).toContain(
    "ID,Nombre,Correo,Teléfono,Estado,País,Ciudad,Región,Comprometido,Fecha de creación\r\n",
  );
  await source.query(place, [Date.parse(eldest.startedAt), ids]);
  await settle();
});

const days = fc.integer({ min: 6, max: 9 }).map((day) => `2026-03-0${day}`);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const filters = fc.record(
  {
    status: maybe(fc.constantFrom("NEW", "PROSPECT", "CUSTOMER")),
    search: maybe(fc.constantFrom("jose", "JOSÉ 1", "600 11", "correo", "nobody at all", "%", "3")),
    dates: maybe(
      fc.oneof(
        fc.tuple(days, days, fc.constantFrom("UTC", "America/New_York")).map(([a, b, timeZone]) => ({
          from: a < b ? a : b,
          to: a < b ? b : a,
          timeZone,
        })),
        fc.record({ lastDays: fc.integer({ min: 1, max: 40 }), timeZone: fc.constant("Asia/Kolkata") }),
      ),
    ),
    engagedOnly: maybe(fc.boolean()),
    online: maybe(fc.boolean()),
    needsAttention: maybe(fc.boolean()),
    params: maybe(fc.constant([{ key: "plan", value: "pro" }])),
  },
  { requiredKeys: [] },
);

test("under any filter the file has the rows of the list, in its order, and says how many beforehand", async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 4 }), async (filter, page) => {
      const { nodes, totalCount } = await list(filter, { first: 100 });
      const json = JSON.stringify(filter);
      const answer = await get(program, path({ filter: json }));
      const rows = parse(Buffer.from(await answer.arrayBuffer()).toString("utf8"));
      expect(rows.map(([id]) => id)).toEqual(nodes.map((node: Answer) => node.id));
      expect(answer.headers.get("x-total-count")).toBe(String(totalCount));
      const paged = parse(await bytes({ filter: json, page: `${page}`, first: "10" }));
      const drawn = (await list(filter, { page, first: 10 })).nodes;
      expect(paged.map(([id]) => id)).toEqual(drawn.map((node: Answer) => node.id));
    }),
    { numRuns: 40 },
  );
});

test("a page of the screen is exported as it is drawn: these, in this order, and nobody of another project", async () => {
  const { createProject } = await agentNow().then((own) =>
    own.ask('mutation { createProject(name: "Other") { id key } }'),
  );
  await server.widget(createProject.key).open();
  const { source } = server.services.database;
  const [foreign] = await source.query("SELECT id FROM visitor WHERE project_id = ?", [createProject.id]);
  const { nodes } = await list({}, { first: 20 });
  const drawn: string[] = nodes.map((node: Answer) => node.id).toReversed();
  const ids = [...drawn, drawn[3], String(foreign.id), "999999999", "nonsense", "1e3"].join(",");
  const answer = await get(program, path({ ids }));
  expect(answer.headers.get("x-total-count")).toBe("20");
  expect(parse(await bytes({ ids })).map(([id]) => id)).toEqual(drawn);
  expect(parse(await bytes({ ids: "" }))).toEqual([]);
});

/** A session would end while the clock travels. */
const agentNow = () => server.signIn(OWNER.email);

test("the headers name the file by its filter and its time, and keep it to this origin", async () => {
  const filter = JSON.stringify({
    status: "CUSTOMER",
    search: 'José "x"/../\u202Eevil',
    engagedOnly: true,
    dates: { lastDays: 30, timeZone: "UTC" },
  });
  const answer = await get(program, path({ filter, language: "es", timeZone: "America/New_York" }, "xlsx"));
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
  // New York is five hours behind until the seeds' last night is over.
  const local = new Date(now.getTime() - 5 * 3_600_000).toISOString();
  const stamp = `${local.slice(0, 10)} ${local.slice(11, 16).replace(":", ".")}`;
  const from = new Date(Date.parse(local) - 29 * 86_400_000).toISOString().slice(0, 10);
  const name = (search: string) =>
    `Visitantes - clientes - ${from} ${local.slice(0, 10)} - comprometidos - ${search} - ${stamp}.xlsx`;
  const said = answer.headers.get("content-disposition") ?? "";
  expect(said).toBe(
    `attachment; filename="${name("Jose x .. evil")}"; filename*=UTF-8''${encodeURIComponent(name("José x .. evil"))}`,
  );
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-total-count": "0",
  });
  expect((await get(program, path())).headers.get("content-type")).toBe("text/csv; charset=utf-8");
});

test("HEAD tells what GET would, and sends nothing", async () => {
  const [head, whole] = await Promise.all([
    get(program, path({ filter: '{"status":"PROSPECT"}' }), { method: "HEAD" }),
    get(program, path({ filter: '{"status":"PROSPECT"}' })),
  ]);
  expect(head.status).toBe(200);
  expect((await head.arrayBuffer()).byteLength).toBe(0);
  for (const name of ["x-total-count", "content-disposition", "content-type", "cache-control"])
    expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
  expect(Number(head.headers.get("x-total-count"))).toBe(
    parse(await whole.text().then((text) => `\uFEFF${text}`)).length,
  );
});

test("what cannot be is refused before anything is sent, with what would be right", async () => {
  const filter = (value: unknown) => ({ filter: typeof value === "string" ? value : JSON.stringify(value) });
  const wrong: [Record<string, string>, string][] = [
    [filter("{"), "as JSON"],
    [filter("[]"), "VisitorFilter"],
    [filter({ status: "new" }), "filter.status"],
    [filter({ nothing: 1 }), "nothing"],
    [filter({ search: 5 }), "filter.search"],
    [filter({ search: "x".repeat(201) }), "200 characters"],
    [filter({ dates: { from: "2026-03-09", to: "2026-03-01", timeZone: "UTC" } }), "ends"],
    [filter({ dates: { lastDays: 3, timeZone: "Mars/Olympus" } }), "not a time zone"],
    [filter({ dates: { from: "2026-02-30", timeZone: "UTC" } }), "not a day"],
    [{ page: "0" }, "counts from 1"],
    [{ page: "x" }, "whole number"],
    [{ first: "101" }, "from 1 to 100"],
    [{ after: "bm90" }, "cursor"],
    [{ ids: "1", page: "1" }, "not both"],
    [{ ids: Array.from({ length: 101 }, (_, index) => index + 1).join(",") }, "100 visitors"],
    [{ language: "tlh" }, "en, es"],
    [{ timeZone: "Mars/Olympus" }, "not a time zone"],
    [{ filtr: "{}" }, 'no parameter "filtr"'],
  ];
  for (const format of ["csv", "xlsx"]) {
    for (const [query, said] of wrong) {
      const answer = await get(program, path(query, format));
      const { errors } = (await answer.json()) as Answer;
      expect([query, answer.status, errors[0].extensions.code]).toEqual([query, 400, "BAD_USER_INPUT"]);
      expect(errors[0].message).toContain(said);
    }
  }
  const twice = await get(program, `${path({ language: "en" })}&language=es`);
  expect([twice.status, ((await twice.json()) as Answer).errors[0].message]).toEqual([
    400,
    "language may be given once.",
  ]);
});

test("the Excel file holds typed texts and dates, and no formula", async () => {
  const { nodes } = await list({}, { first: HOSTILE.length });
  const ids = nodes.map((node: Answer) => node.id).join(",");
  const awkward = "\u0001 _x0041_ <b>&amp;</b> \r\n end ";
  await server.services.database.source.query("UPDATE visitor SET region = ? WHERE id = ?", [
    awkward,
    nodes[0].id,
  ]);
  const answer = await get(program, path({ ids, timeZone: "Asia/Kolkata" }, "xlsx"));
  const file = Buffer.from(await answer.arrayBuffer());
  const sheet = strFromU8(unzipSync(file)["xl/worksheets/sheet1.xml"] ?? new Uint8Array());
  expect(sheet).not.toContain("<f");
  const [, ...rows] = await readSheet(file, { trim: false });
  for (const [index, [name, phone, city]] of HOSTILE.entries()) {
    const { id, startedAt } = nodes[index];
    const local = new Date(Math.floor(Date.parse(startedAt) / 1000) * 1000 + 5.5 * 3_600_000);
    expect(rows[index]).toEqual([
      id,
      name,
      null,
      phone,
      "New",
      null,
      city || null,
      index === 0 ? awkward : null,
      "No",
      local,
    ]);
  }
});
