interface Located {
  city: string | null;
  region: string | null;
  country: string | null;
  countryCode: string | null;
}

const names = new Map<string, Intl.DisplayNames>();

/** The country in the reader's language where its code is known, else as it came. */
export function countryName(place: Pick<Located, "country" | "countryCode">, locale: string): string | null {
  if (!place.countryCode) return place.country;
  let display = names.get(locale);
  if (!display) names.set(locale, (display = new Intl.DisplayNames(locale, { type: "region" })));
  try {
    return display.of(place.countryCode) ?? place.country;
  } catch {
    return place.country;
  }
}

/** Those of city, region and country that are known; a region that repeats its city is said once. */
export function placeName(place: Located, locale: string): string {
  const region = place.region === place.city ? null : place.region;
  return [place.city, region, countryName(place, locale)].filter(Boolean).join(", ");
}
