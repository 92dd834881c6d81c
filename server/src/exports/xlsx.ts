// Visitors as a workbook of one sheet. Texts are inline strings and dates are numbers, so nothing in it can be a formula.
//
// Written by hand into a streamed ZIP, because a library that writes cell by cell does not wait for a slow reader: the sheet
// would pile up in memory. Here a batch is made only when the one before it has been taken.
import { PassThrough, Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { VisitorCells, VisitorRow } from "./visitor.cells.js";

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const LETTERS = "ABCDEFGHIJKLM";
const WIDTHS = [12, 28, 32, 20, 14, 20, 20, 20, 14, 20, 24, 28, 32];
/** Styles of styles.xml. */
const BOLD = 1;
const DATE = 2;
const DAY = 86_400_000;
/**
 * Days from 30 December 1899, where Excel's calendar begins, to 1970; and a tenth of a millisecond, so that a second that no
 * fraction of a day meets exactly is not the one before it to a reader who cuts off.
 */
const EPOCH = 25_569 + 1e-9;
/** Deflate's own scale; the higher ones cost twice the time for a few percent. */
const COMPRESSION = 4;

/** What XML cannot hold, what it would change (CR), and what would be read as an escape of these. */
// eslint-disable-next-line no-control-regex -- these are the very characters to be escaped
const UNWRITABLE = /[\0-\x08\v\f\r\x0E-\x1F\uFFFE\uFFFF]|_(?=x[\da-fA-F]{4}_)/g;
const SPECIAL = /[&<>]/;

export function xmlText(text: string): string {
  const written = text.replace(
    UNWRITABLE,
    (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
  );
  if (!SPECIAL.test(written)) return written;
  return written.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const text = (column: number, row: number, value: string, style = "") =>
  `<c r="${LETTERS[column]}${row}"${style} t="inlineStr"><is><t xml:space="preserve">${xmlText(value)}</t></is></c>`;

function sheetRows(cells: VisitorCells, rows: readonly VisitorRow[], first: number): string {
  let lines = "";
  let number = first;
  for (const row of rows) {
    lines += `<row r="${number}">`;
    const texts = cells.texts(row);
    for (let column = 0; column < texts.length; column++)
      if (texts[column]) lines += text(column, number, texts[column] as string);
    const date = Math.floor(cells.created(row) / 1000) / (DAY / 1000) + EPOCH;
    lines += `<c r="${LETTERS[texts.length]}${number}" s="${DATE}"><v>${date}</v></c>`;
    const verified = cells.verified(row);
    for (let index = 0; index < verified.length; index++)
      if (verified[index]) lines += text(texts.length + 1 + index, number, verified[index] as string);
    lines += "</row>";
    number++;
  }
  return lines;
}

async function* sheet(
  cells: VisitorCells,
  batches: AsyncIterable<readonly VisitorRow[]>,
): AsyncGenerator<string> {
  const columns = WIDTHS.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const headers = cells.headers.map((header, column) => text(column, 1, header, ` s="${BOLD}"`));
  let head = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData><row r="1">${headers.join("")}</row>`;
  let next = 2;
  for await (const rows of batches) {
    const lines = head + sheetRows(cells, rows, next);
    head = "";
    next += rows.length;
    if (lines) yield lines;
  }
  yield `${head}</sheetData></worksheet>`;
}

export function xlsx(cells: VisitorCells, batches: AsyncIterable<readonly VisitorRow[]>): Readable {
  const zip = new ZipFile();
  const rows = Readable.from(sheet(cells, batches), { objectMode: false });
  const file = new PassThrough();
  const parts = { ...PARTS, "xl/workbook.xml": workbook(cells.words.file.visitors) };
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(XML + content), name);
  zip.addReadStream(rows, "xl/worksheets/sheet1.xml", { compressionLevel: COMPRESSION });
  zip.outputStream.pipe(file);
  zip.on("error", (error: unknown) => file.destroy(error as Error));
  // Closed only when the rows are: whoever waits for the file's end then knows that nothing is read any more.
  const destroy = file._destroy.bind(file);
  file._destroy = (error, callback) => {
    const close = () => destroy(error, callback);
    if (rows.closed) return close();
    rows.once("close", close);
    rows.destroy();
  };
  zip.end();
  return file;
}

const workbook = (name: string) =>
  `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${xmlText(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`;

const relation = (id: number, kind: string, target: string) =>
  `<Relationship Id="rId${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
const relations = (...each: string[]) =>
  `<Relationships xmlns="${PACKAGE}/relationships">${each.join("")}</Relationships>`;
const override = (part: string, kind: string) =>
  `<Override PartName="/xl/${part}.xml" ContentType="${TYPE}.${kind}+xml"/>`;

const PARTS = {
  "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override("workbook", "sheet.main")}${override("styles", "styles")}${override("worksheets/sheet1", "worksheet")}</Types>`,
  "_rels/.rels": relations(relation(1, "officeDocument", "xl/workbook.xml")),
  "xl/_rels/workbook.xml.rels": relations(
    relation(1, "worksheet", "worksheets/sheet1.xml"),
    relation(2, "styles", "styles.xml"),
  ),
  "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
};
