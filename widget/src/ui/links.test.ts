import { describe, expect, it } from "vitest";
import { pieces } from "./links";

const links = (text: string) =>
  pieces(text).flatMap((piece) => (piece.href === undefined ? [] : [piece.text]));

describe("links", () => {
  it("finds web addresses and leaves the sentence's punctuation out", () => {
    expect(links("See https://a.example/x?y=1, (http://b.example/c_(d)) and https://e.example.")).toEqual([
      "https://a.example/x?y=1",
      "http://b.example/c_(d)",
      "https://e.example",
    ]);
    expect(links("(see [https://a.example/b_(c).].) and https://d.example?).)!…")).toEqual([
      "https://a.example/b_(c)",
      "https://d.example",
    ]);
  });

  it("never links anything but http and https", () => {
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,x",
      "ftp://a.example",
      "www.a.example",
      "xhttps://",
    ])
      expect(links(text), text).toEqual([]);
  });

  it("loses no character of the text", () => {
    for (const text of [
      "",
      "plain",
      "a https://b.example c",
      "<b>https://b.example</b>",
      "https://b.example\n)",
    ])
      expect(
        pieces(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
  });

  it("stops at markup and quotes", () => {
    expect(links('<a href="https://a.example/">x</a>')).toEqual(["https://a.example/"]);
  });
});
