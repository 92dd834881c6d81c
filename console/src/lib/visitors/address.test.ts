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
      page: 3,
      visitor: "v17",
      tab: "info",
    };
    expect(read(writeAddress(full).slice(1))).toEqual(full);
    expect(read(writeAddress({ ...full, dates: "all" }).slice(1)).dates).toBe("all");
    expect(read(writeAddress({ ...full, dates: { last: 7 } }).slice(1)).dates).toEqual({ last: 7 });
    const open = { from: null, to: "2026-11-22" };
    expect(read(writeAddress({ ...full, dates: open }).slice(1)).dates).toEqual(open);
  });

  it("forgives what makes no sense", () => {
    expect(read("status=nobody&page=-4&tab=x&days=soon&from=2026-02-31&engaged=yes")).toEqual(usual);
  });
});
