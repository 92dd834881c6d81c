// Visitors as CSV: RFC 4180, in UTF-8 with the mark by which Excel knows it, and no cell that a spreadsheet would calculate.
import { PHONE, type VisitorCells, type VisitorRow } from "./visitor.cells.js";

const BOM = "\uFEFF";
const QUOTED = /[",\r\n]/;
/** What a spreadsheet takes for the beginning of a formula, in its wide forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/**
 * The same inside a cell, behind what may separate cells: where lists are written with semicolons, as in Spanish, Excel opens a
 * file with commas as if they separated nothing, and what stands behind a semicolon, or on a new line, begins a cell.
 */
const SEPARATOR = /[;\t\r\n]/;
const HIDDEN_FORMULA = /(?<=;|[^][\t\r\n])(?=[=+\-@＝＋－＠])/g;
/** +34 600 11 22 33: nothing that could call a function or reach another cell. */
const PHONE_NUMBER = /^\+\d[\d ().-]*$/;

const quoted = (text: string) => (QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function csvCell(text: string, isPhone = false): string {
  const cell = SEPARATOR.test(text) ? text.replace(HIDDEN_FORMULA, "'") : text;
  return quoted(FORMULA.test(text) && !(isPhone && PHONE_NUMBER.test(text)) ? `'${cell}` : cell);
}

const csvHead = (cells: VisitorCells) => `${BOM}${cells.headers.map(quoted).join(",")}\r\n`;

function csvLines(cells: VisitorCells, rows: readonly VisitorRow[]): string {
  let lines = "";
  for (const row of rows) {
    const texts = cells.texts(row);
    for (let column = 0; column < texts.length; column++)
      lines += `${csvCell(texts[column] as string, column === PHONE)},`;
    lines += cells.clock.text(Number(row.started_at));
    for (const text of cells.verified(row)) lines += `,${csvCell(text)}`;
    lines += "\r\n";
  }
  return lines;
}

export async function* csv(
  cells: VisitorCells,
  batches: AsyncIterable<readonly VisitorRow[]>,
): AsyncGenerator<string> {
  let head = csvHead(cells);
  for await (const rows of batches) {
    const text = head + csvLines(cells, rows);
    head = "";
    if (text) yield text;
  }
  if (head) yield head;
}
