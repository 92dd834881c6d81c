import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CsvRows, SheetRows, type RowCounter } from "./rows.ts";

function feed(counter: RowCounter, bytes: Uint8Array<ArrayBuffer>, size: number): RowCounter {
  for (let from = 0; from < bytes.length; from += size) counter.push(bytes.slice(from, from + size));
  return counter;
}

describe("the rows of a CSV file", () => {
  const file = new TextEncoder().encode('\uFEFFID,Name\r\n1,"a ""b"" \r\n c"\r\n2,d\r\n3,"e\n"\r\n');

  it("are its lines but for the headers, and line breaks inside quotes are none", () => {
    for (const size of [1, 3, 1000]) expect(feed(new CsvRows(), file, size).rows).toBe(3);
    expect(new CsvRows().rows).toBe(0);
  });
});

/** As the server writes it: parts of known size, the sheet with its size behind it, then what else there is. */
function workbook(rows: number): Uint8Array<ArrayBuffer> {
  const entry = (name: string, text: string, streamed: boolean) => {
    const content = deflateRawSync(Buffer.from(text));
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(streamed ? 0x0808 : 0x0800, 6);
    header.writeUInt16LE(8, 8);
    if (!streamed) header.writeUInt32LE(content.length, 18);
    header.writeUInt16LE(name.length, 26);
    const descriptor = Buffer.from("PK\x07\x08 and its size");
    return Buffer.concat([header, Buffer.from(name), content, streamed ? descriptor : Buffer.alloc(0)]);
  };
  const lines = Array.from({ length: rows + 1 }, (_, index) => `<row r="${index + 1}"><c/></row>`);
  return new Uint8Array(
    Buffer.concat([
      entry("[Content_Types].xml", "<Types/>".repeat(50), false),
      entry("xl/workbook.xml", "<workbook><row ></workbook>", false),
      entry("xl/worksheets/sheet1.xml", `<sheetData>${lines.join("")}</sheetData>`, true),
      Buffer.from("PK the directory of the archive"),
    ]),
  );
}

describe("the rows of a workbook", () => {
  it("are those of its sheet but for the headers, however it is cut into pieces", async () => {
    for (const size of [1, 7, 64, 100_000]) {
      const counter = feed(new SheetRows(), workbook(500), size);
      await counter.end();
      expect(counter.rows).toBe(500);
    }
  });
});
