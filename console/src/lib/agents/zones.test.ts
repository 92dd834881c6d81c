import { expect, it } from "vitest";
import { describe as describeZone, findZones, timeZones } from "./zones.ts";

const november = new Date("2026-11-22T15:00:00Z");
const zones = timeZones("Etc/GMT+12", "es", november);
const found = (search: string) => findZones(zones, search).map(({ id }) => id);

it("knows the zones of the browser, and the present one too", () => {
  expect(zones.length).toBeGreaterThan(300);
  expect(found("")).toHaveLength(zones.length);
  expect(found("etc/gmt+12")).toEqual(["Etc/GMT+12"]);
});

it("finds a zone by its city, its country, its offset, in any case and with any accents", () => {
  expect(found("bogotá")).toEqual(["America/Bogota"]);
  expect(found("COLOMBIA")).toContain("America/Bogota");
  expect(found("york nueva")).toEqual([]);
  expect(found("york new")).toContain("America/New_York");
  expect(found("gmt-5 bogota")).toEqual(["America/Bogota"]);
  expect(found("nowhere at all")).toEqual([]);
});

it("describes a zone in the reader's language", () => {
  expect(describeZone("America/Argentina/Buenos_Aires", "es", november)).toMatchObject({
    city: "Buenos Aires",
    region: "America, Argentina",
    offset: "GMT-3",
  });
});
