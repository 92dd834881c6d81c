// Time zones as people look for them: by city, by country, by what the zone is called where they live.

export interface Zone {
  id: string;
  /** The place that gives the zone its name. */
  city: string;
  /** Continent, and state where there is one. */
  region: string;
  /** What the zone is called in the reader's language. */
  name: string;
  /** "GMT-5", as of now. */
  offset: string;
  /** All of it, folded: what a search is held against. */
  folded: string;
}

/** Lower case without accents, so that "bogotá" finds Bogota. */
function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** Every zone the browser knows, and the present one even if it does not. */
export function timeZones(present: string, locale: string, now = new Date()): Zone[] {
  const known = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", present]);
  return [...known]
    .map((id) => describe(id, locale, now))
    .sort((a, b) => a.city.localeCompare(b.city, locale));
}

export function describe(id: string, locale: string, now = new Date()): Zone {
  const parts = id.replaceAll("_", " ").split("/");
  const city = parts.at(-1) ?? id;
  const region = parts.slice(0, -1).join(", ");
  const offset = nameOf(id, locale, "shortOffset", now);
  const name = nameOf(id, locale, "longGeneric", now);
  return { id, city, region, name, offset, folded: fold([city, region, name, offset, id].join(" ")) };
}

/** Those that hold every word of the search, in any order. */
export function findZones(zones: readonly Zone[], search: string): readonly Zone[] {
  const words = fold(search).split(/\s+/u).filter(Boolean);
  return words.length === 0
    ? zones
    : zones.filter(({ folded }) => words.every((word) => folded.includes(word)));
}

function nameOf(
  timeZone: string,
  locale: string,
  timeZoneName: "shortOffset" | "longGeneric",
  now: Date,
): string {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName }).formatToParts(now);
    return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  } catch {
    return "";
  }
}
