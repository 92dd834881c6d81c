// Hostile text in every column, and both files read back by parsers that are not ours: the same data, no cell that is calculated.
import { parse as parseCsv } from "csv-parse/sync";
import { strFromU8, unzipSync } from "fflate";
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "../../test/clients.js";
import { TestServer } from "../../test/server.js";

let server: TestServer;
let agent: HttpClient;
let projectId: string;

beforeAll(async () => {
  server = await TestServer.start();
  const { agent: owner, project } = await server.setUp();
  agent = owner;
  projectId = project.id;
  for (let nth = 0; nth < TEXTS.length; nth++) await server.widget(project.key).open();
});
afterAll(() => server.stop());

const TEXTS = [
  "=1+1",
  "+1+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "＝1",
  "＋1",
  '=HYPERLINK("http://x","y")',
  '"quoted", and; more',
  "<f>1</f> & <script>",
  "_x003D_1",
  "‮=1",
  "+34 600 11 22 33",
];
/** Where a visitor's or an address database's words stand, from the second column on. */
const COLUMNS = ["name", "email", "phone", "country", "city", "region"];
const PHONE = "+34 600 11 22 33";

test("CSV and Excel hold the same text in every column, and nothing that would be calculated", async () => {
  const { source } = server.services.database;
  const rows: { id: number | string }[] = await source.query("SELECT id FROM visitor ORDER BY id");
  for (const [nth, { id }] of rows.entries())
    await source.query(
      `UPDATE visitor SET ${COLUMNS.map((column) => `${column} = ?`).join(", ")}, country_code = NULL WHERE id = ?`,
      [...COLUMNS.map(() => TEXTS[nth]), id],
    );
  const get = async (format: string) => {
    const answer = await fetch(`${server.url}/projects/${projectId}/visitors.${format}`, {
      headers: { cookie: agent.cookie ?? "" },
    });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };
  const order = ["name", "email", "phone", "status", "country", "city", "region"];
  const told = (cells: readonly unknown[]) => COLUMNS.map((column) => cells[order.indexOf(column) + 1]);

  const csv = parseCsv((await get("csv")).toString("utf8").slice(1), { recordDelimiter: "\r\n" }).slice(1);
  const sheetFile = await get("xlsx");
  const [, ...sheet] = await readSheet(sheetFile, { trim: false });
  expect([csv.length, sheet.length]).toEqual([TEXTS.length, TEXTS.length]);
  for (const [nth, text] of TEXTS.toReversed().entries()) {
    for (const [index, cell] of told(csv[nth] as string[]).entries()) {
      const isPhone = COLUMNS[index] === "phone" && text === PHONE;
      const isCalculated = !isPhone && /^[=+\-@\t\r\n＝＋－＠]/.test(text);
      expect([COLUMNS[index], cell]).toEqual([COLUMNS[index], isCalculated ? `'${text}` : text]);
    }
    expect(told(sheet[nth] as unknown[])).toEqual(COLUMNS.map(() => text));
  }

  // By its own XML: every cell of words is a typed string, dates are numbers, and there are no formulas or links.
  const parts = unzipSync(sheetFile);
  const xml = strFromU8(parts["xl/worksheets/sheet1.xml"] ?? new Uint8Array());
  expect(xml).not.toMatch(/<f[\s>/]|<hyperlink|<drawing/);
  for (const [cell, type] of xml.matchAll(/<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="(\w+)")?/g))
    expect([cell, type ?? "number"]).toEqual([cell, expect.stringMatching(/^(inlineStr|number)$/)]);
  expect(Object.keys(parts).filter((name) => /external|vba|macro|connections/i.test(name))).toEqual([]);
});
