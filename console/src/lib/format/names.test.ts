import { expect, it } from "vitest";
import { countryName, placeName } from "./location.ts";
import { firstName, initials } from "./name.ts";
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
