import { describe, expect, it } from "vitest";
import { usual } from "./address.ts";
import { activeConditions, clearAll, isUsual, showAll, toFilter, without } from "./filter.ts";

const zone = "America/Bogota";
const narrow = {
  ...usual,
  status: "NEW" as const,
  search: " ana ",
  dates: { last: 7 },
  engaged: true,
  online: true,
  waiting: true,
  page: 4,
  visitor: "v1",
};

describe("the filter asked of the server", () => {
  it("covers the last thirty days by default, in the agent's zone", () => {
    expect(toFilter(usual, zone)).toEqual({ dates: { lastDays: 30, timeZone: zone } });
  });

  it("carries every condition that is set, and no other", () => {
    expect(toFilter(narrow, zone)).toEqual({
      status: "NEW",
      search: "ana",
      dates: { lastDays: 7, timeZone: zone },
      engagedOnly: true,
      online: true,
      needsAttention: true,
    });
    expect(toFilter(showAll(narrow), zone)).toEqual({});
    expect(toFilter({ ...usual, dates: { from: null, to: "2026-11-22" } }, zone)).toEqual({
      dates: { to: "2026-11-22", timeZone: zone },
    });
  });

  it("names what differs from the plain page", () => {
    expect(activeConditions(usual)).toEqual(["DATES"]);
    expect([isUsual(usual), isUsual(narrow), isUsual({ ...usual, dates: "all" })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(activeConditions(narrow)).toEqual([
      "SEARCH",
      "DATES",
      "ENGAGED_ONLY",
      "ONLINE",
      "NEEDS_ATTENTION",
    ]);
  });

  it("widens by one condition and goes back to the first page", () => {
    expect(without(narrow, "DATES")).toEqual({ ...narrow, dates: "all", page: 1 });
    expect(without(narrow, "ONLINE").online).toBe(false);
  });

  it("clears the filters but neither the tab nor the open visitor", () => {
    expect(clearAll(narrow)).toEqual({ ...usual, status: "NEW", visitor: "v1" });
  });
});
