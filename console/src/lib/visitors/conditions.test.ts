import { describe, expect, it } from "vitest";
import { plainDay } from "../format/time.ts";
import { en } from "../words/en.ts";
import { es } from "../words/es.ts";
import { usual } from "./address.ts";
import { chips, wordDates } from "./conditions.ts";

const format = {
  plainDay: (day: string) => plainDay(day, "en"),
  dayRange: (from: string, to: string) => `${from} – ${to}`,
};

describe("the chips", () => {
  it("say what is filtered, a parameter each, and lead to the address without it", () => {
    const address = {
      ...usual,
      search: "ana",
      engaged: true,
      params: [
        { key: "plan", value: "pro" },
        { key: "lang", value: "es" },
      ],
    };
    const shown = chips(address, en, format);
    expect(shown.map(({ text }) => text)).toEqual([
      "Last 30 days",
      "Engaged only",
      "plan = pro",
      "lang = es",
    ]);
    expect(shown[0]?.without.dates).toBe("all");
    expect(shown[1]?.without.engaged).toBe(false);
    expect(shown[2]?.without.params).toEqual([{ key: "lang", value: "es" }]);
    expect(new Set(shown.map(({ id }) => id)).size).toBe(4);
  });

  it("call days by their names", () => {
    expect(wordDates({ last: 1 }, es, format)).toBe("Hoy");
    expect(wordDates({ name: "last-month" }, es, format)).toBe("El mes pasado");
    expect(wordDates({ from: "2026-11-02", to: "2026-11-02" }, en, format)).toBe("Nov 2, 2026");
    expect(wordDates({ from: "2026-11-02", to: null }, en, format)).toBe("Since Nov 2, 2026");
    expect(wordDates({ from: "2026-11-02", to: "2026-11-04" }, en, format)).toBe("2026-11-02 – 2026-11-04");
  });
});

it("tells why a list is empty in a sentence", () => {
  const because = es.empty.because(es.empty.exist(214, "PROSPECT"), [
    es.empty.excludes.DATES(198),
    es.empty.excludes.ENGAGED_ONLY(16),
  ]);
  expect(because).toBe("Hay 214 prospectos: 198 fuera de las fechas, 16 sin compromiso.");
  expect(en.empty.because(en.empty.exist(1, null), [en.empty.excludes.PARAMS(1)])).toBe(
    "There is 1 visitor: 1 with other parameters.",
  );
});
