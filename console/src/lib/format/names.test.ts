import { expect, it } from "vitest";
import { countryName, placeName } from "./location.ts";
import { emailOf, firstName, initials, nameOf } from "./name.ts";
import { siteOrigin } from "./site.ts";

const nowhere = { city: null, region: null, country: null, countryCode: null };

it("takes initials from the first and the last word of a name", () => {
  expect(initials("María Gómez")).toBe("MG");
  expect(initials("  íñigo de la Peña ")).toBe("ÍP");
  expect(initials("Ana")).toBe("A");
  expect(initials("   ")).toBeNull();
  expect(initials(null)).toBeNull();
  expect(firstName(" María Gómez")).toBe("María");
});

it("calls people as the site does, and as they do themselves where it says nothing", () => {
  const typed = { name: "Eve", email: "eve@evil.example" };
  expect([nameOf(typed), emailOf({ ...typed, verified: null })]).toEqual(["Eve", "eve@evil.example"]);
  const verified = { name: "Ana Ruiz", email: null };
  expect([nameOf({ ...typed, verified }), emailOf({ ...typed, verified })]).toEqual([
    "Ana Ruiz",
    "eve@evil.example",
  ]);
  expect(nameOf({ name: null, verified: { name: null } })).toBeNull();
});

it("says what is known of a place, and a name only once", () => {
  const cali = { city: "Cali", region: "Valle del Cauca", country: "Colombia", countryCode: "CO" };
  expect(placeName(cali, "es")).toBe("Cali, Valle del Cauca, Colombia");
  expect(placeName({ ...nowhere, countryCode: "ES" }, "en")).toBe("Spain");
  expect(placeName({ ...nowhere, city: "Madrid", region: "Madrid" }, "es")).toBe("Madrid");
  expect(placeName(nowhere, "es")).toBe("");
  expect(countryName({ country: "Atlantis", countryCode: "not a code" }, "en")).toBe("Atlantis");
});

it("reads a site's address the way people type it", () => {
  expect(siteOrigin("example.com")).toBe("https://example.com");
  expect(siteOrigin(" https://Example.com/shop?x ")).toBe("https://example.com");
  expect(siteOrigin("localhost:3000")).toBe("http://localhost:3000");
  expect(siteOrigin("javascript:alert(1)")).toBeNull();
  expect(siteOrigin("not a site")).toBeNull();
  expect(siteOrigin("")).toBeNull();
});
