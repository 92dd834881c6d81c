import { expect, test } from "vitest";
import { WORDS } from "./export.words.js";
import { contentDisposition, fileName } from "./file-name.js";

const all = { kind: "all" } as const;
const at = Date.UTC(2026, 2, 8, 14, 5);

test("the name says what is in the file, and when it was made", () => {
  expect(fileName(WORDS.en, { filter: null, selection: all }, at, "csv")).toBe(
    "Visitors - 2026-03-08 14.05.csv",
  );
  const filter = {
    online: true,
    needsAttention: false,
    dates: { from: "2026-03-01", timeZone: "UTC" },
    params: [{ key: "plan", value: "pro" }],
  };
  expect(fileName(WORDS.es, { filter, selection: { kind: "page", paging: { page: 3 } } }, at, "xlsx")).toBe(
    "Visitantes - página 3 - desde 2026-03-01 - conectados - no esperan - plan pro - 2026-03-08 14.05.xlsx",
  );
});

test("no search makes a name that leaves its folder, hides its kind, or breaks its header", () => {
  for (const search of [
    "../../etc/passwd",
    "C:\\x",
    'a"; filename="b.exe',
    "\u202Evsc.exe",
    "a\r\nSet-Cookie: b",
    "x".repeat(200),
    "CON",
    "half a pair \uD83D",
    "😀".repeat(200),
  ]) {
    const name = fileName(WORDS.en, { filter: { search }, selection: all }, at, "csv");
    expect(name).toMatch(/^Visitors - [^/\\:*?"<>|\p{C}]{0,80} - 2026-03-08 14\.05\.csv$/u);
    expect(contentDisposition(name)).toMatch(
      /^attachment; filename="[\x20-\x21\x23-\x7E]+"; filename\*=UTF-8''[\w.%~-]+$/,
    );
    expect(Buffer.byteLength(name)).toBeLessThan(255);
  }
});
