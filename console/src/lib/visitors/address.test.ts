import { describe, expect, it } from "vitest";
import { readAddress, usual, writeAddress, type Address } from "./address.ts";

const read = (text: string) => readAddress(new URLSearchParams(text));

describe("the address of the Visitors page", () => {
  it("is empty for the plain page", () => {
    expect(writeAddress(usual)).toBe("");
    expect(read("")).toEqual(usual);
  });

  it("says the same after being written and read again", () => {
    const full: Address = {
      status: "PROSPECT",
      search: "maría +57 & 310",
      dates: { from: "2026-10-24", to: "2026-11-22" },
      engaged: true,
      online: true,
      waiting: true,
      params: [{ key: "plan", value: "pro" }],
      page: 3,
      visitor: "v17",
      tab: "info",
    };
    expect(read(writeAddress(full).slice(1))).toEqual(full);
    expect(read(writeAddress({ ...full, dates: "all" }).slice(1)).dates).toBe("all");
    expect(read(writeAddress({ ...full, dates: { last: 7 } }).slice(1)).dates).toEqual({ last: 7 });
    for (const name of ["yesterday", "this-month", "last-month"] as const)
      expect(read(writeAddress({ ...full, dates: { name } }).slice(1)).dates).toEqual({ name });
    const open = { from: null, to: "2026-11-22" };
    expect(read(writeAddress({ ...full, dates: open }).slice(1)).dates).toEqual(open);
  });

  it("carries parameters whatever they are made of, in a link that can be read", () => {
    const params = [
      { key: "plan", value: "pro" },
      { key: "utm:source", value: "https://a.example/?b=c&d=%3A" },
      { key: "100%", value: " ñ + ☃ " },
      { key: "%3A", value: ":" },
      { key: "empty", value: "" },
    ];
    expect(read(writeAddress({ ...usual, params }).slice(1)).params).toEqual(params);
    expect(writeAddress({ ...usual, params: params.slice(0, 1) })).toBe("?param=plan:pro");
  });

  it("holds each parameter once, no more than the server takes, and none that nobody can have", () => {
    expect(read("param=plan:pro&param=:x&param=nothing&param=%20:x&param=%20plan%20:basic").params).toEqual([
      { key: "plan", value: "basic" },
    ]);
    expect(read(`param=${"k".repeat(65)}:1&param=k:${"v".repeat(1025)}`).params).toEqual([]);
    const many = Array.from({ length: 12 }, (_, index) => `param=k${index}:v`).join("&");
    expect(read(many).params).toHaveLength(10);
  });

  it("forgives what makes no sense", () => {
    expect(read("status=nobody&param=x&page=-4&tab=x&days=soon&from=2026-02-31&engaged=yes")).toEqual(usual);
  });
});
