import { expect, it } from "vitest";
import { marksOf } from "./marks.ts";

const said = (authors: string) =>
  [...authors].map((letter, index) => ({
    id: `${letter}${index + 1}`,
    seq: index + 1,
    author: letter === "a" ? "AGENT" : letter === "v" ? "VISITOR" : "SYSTEM",
  }));
const marks = (authors: string, deliveredToVisitorSeq: number, seenByVisitorSeq: number) =>
  Object.fromEntries(marksOf(said(authors), { deliveredToVisitorSeq, seenByVisitorSeq }));

it("each mark stands once, at the newest message of an agent that has come so far", () => {
  expect(marks("vaasaaa", 6, 3)).toEqual({ a3: "seen", a6: "delivered", a7: "sent" });
  expect(marks("aav", 3, 3)).toEqual({ a2: "seen" });
  expect(marks("va", 1, 1)).toEqual({ a2: "sent" });
  expect(marks("vs", 2, 2)).toEqual({});
});
