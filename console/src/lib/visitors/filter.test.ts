import { describe, expect, it } from "vitest";
import { usual } from "./address.ts";
import {
  activeConditions,
  clearAll,
  isUsual,
  onlyWaiting,
  showAll,
  toFilter,
  toggleWaiting,
  without,
  withoutParam,
} from "./filter.ts";

const zone = "America/Bogota";
const today = "2026-03-01";
const narrow = {
  ...usual,
  status: "NEW" as const,
  search: " ana ",
  dates: { last: 7 },
  engaged: true,
  online: true,
  waiting: true,
  params: [
    { key: "plan", value: "pro" },
    { key: "lang", value: "es" },
  ],
  page: 4,
  visitor: "v1",
};

describe("the filter asked of the server", () => {
  it("covers the last thirty days by default, in the agent's zone", () => {
    expect(toFilter(usual, zone, today)).toEqual({ dates: { lastDays: 30, timeZone: zone } });
  });

  it("carries every condition that is set, and no other", () => {
    expect(toFilter(narrow, zone, today)).toEqual({
      status: "NEW",
      search: "ana",
      dates: { lastDays: 7, timeZone: zone },
      engagedOnly: true,
      online: true,
      needsAttention: true,
      params: narrow.params,
    });
    expect(toFilter(showAll(narrow), zone, today)).toEqual({});
    expect(toFilter({ ...usual, dates: { from: null, to: "2026-11-22" } }, zone, today)).toEqual({
      dates: { to: "2026-11-22", timeZone: zone },
    });
  });

  it("asks for days by name as they fall today", () => {
    const asked = (name: "yesterday" | "this-month" | "last-month") =>
      toFilter({ ...usual, dates: { name } }, zone, today).dates;
    expect(asked("yesterday")).toEqual({ from: "2026-02-28", to: "2026-02-28", timeZone: zone });
    expect(asked("this-month")).toEqual({ from: "2026-03-01", to: "2026-03-01", timeZone: zone });
    expect(asked("last-month")).toEqual({ from: "2026-02-01", to: "2026-02-28", timeZone: zone });
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
      "PARAMS",
    ]);
  });

  it("widens by one condition and goes back to the first page", () => {
    expect(without(narrow, "DATES")).toEqual({ ...narrow, dates: "all", page: 1 });
    expect(without(narrow, "ONLINE").online).toBe(false);
    expect(without(narrow, "PARAMS").params).toEqual([]);
    expect(withoutParam(narrow, "plan")).toEqual({
      ...narrow,
      params: [{ key: "lang", value: "es" }],
      page: 1,
    });
  });

  it("clears the filters but neither the tab nor the open visitor", () => {
    expect(clearAll(narrow)).toEqual({ ...usual, status: "NEW", visitor: "v1" });
  });

  it("shows just those who wait when that is pressed, and what was there before when it is released", () => {
    const before = { ...narrow, waiting: false };
    const pressed = toggleWaiting(before, null);
    expect(pressed).toEqual({ ...onlyWaiting, visitor: "v1" });
    expect(toFilter(pressed, zone, today)).toEqual({ needsAttention: true });
    expect(toggleWaiting({ ...pressed, page: 2, visitor: null }, before)).toEqual({
      ...before,
      visitor: null,
      tab: pressed.tab,
    });
    expect(toggleWaiting(pressed, null)).toEqual({ ...usual, visitor: "v1" });
    // What was filtered since stays.
    expect(toggleWaiting(narrow, before)).toEqual({ ...narrow, waiting: false, page: 1 });
  });
});
