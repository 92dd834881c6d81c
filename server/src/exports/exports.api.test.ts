// Exports over HTTP: the bytes, the words, the clocks, who may have them, and that a file is the list that it was made of.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, HttpClient } from "../../test/clients.js";
import { OWNER, TestServer } from "../../test/server.js";

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

/** A CSV's rows below its headers, read by the letter of RFC 4180. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text
    .slice(1)
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows.slice(1);
}

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
  expect(await bytes({ ids })).toBe(`\uFEFF${COLUMNS}${lines.join("")}`);
});
