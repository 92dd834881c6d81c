import { expect, test } from "vitest";
import { csvCell } from "./csv.js";

test("what a spreadsheet would calculate is made text, and a phone stays a phone", () => {
  for (const text of ["=1", "+1", "-1", "@a", "\t=1", "＝1", "＋1", "－1", "＠a"])
    expect(csvCell(text)).toBe(`'${text}`);
  expect(csvCell("\r=1")).toBe(`"'\r=1"`);
  expect(csvCell("\n=1")).toBe(`"'\n=1"`);
  for (const phone of [
    "+34 600 11 22 33",
    "+57-310-555 0199",
    "+1 (601) 555.0147",
    "(601) 555-0147",
    "3105550199",
  ])
    expect(csvCell(phone, true)).toBe(phone);
  for (const text of ["+1+cmd|' /C calc'!A0", "+34*2", "+", "=34", "-34 600", "+A1", "+34;A1"])
    expect(csvCell(text, true)).toBe(`'${text}`);
  expect(csvCell("+34 600 11 22 33")).toBe("'+34 600 11 22 33");
});

test("nor does a spreadsheet calculate that takes semicolons, or lines, for the ends of cells", () => {
  expect(csvCell("Ana;=cmd|' /C calc'!A0;")).toBe("Ana;'=cmd|' /C calc'!A0;");
  expect(csvCell(";@a;+1;-1;＝1")).toBe(";'@a;'+1;'-1;'＝1");
  expect(csvCell("Ana\n=1;2")).toBe(`"Ana\n'=1;2"`);
  expect(csvCell("Ana\t=1")).toBe("Ana\t'=1");
  expect(csvCell("a = b; c - d\nE-mail")).toBe('"a = b; c - d\nE-mail"');
});

test("cells are quoted where RFC 4180 asks for it, and nowhere else", () => {
  expect(csvCell("plain; text 'as' it is = 1")).toBe("plain; text 'as' it is = 1");
  expect(csvCell('a "b"')).toBe('"a ""b"""');
  expect(csvCell("a,b")).toBe('"a,b"');
  expect(csvCell("a\rb")).toBe('"a\rb"');
  expect(csvCell("=a,b")).toBe(`"'=a,b"`);
  expect(csvCell("")).toBe("");
});
