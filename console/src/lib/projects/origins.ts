import { siteOrigin } from "../format/site.ts";

/** Reads one origin a line; the first line that is none is named. */
export function readOrigins(text: string): { origins: string[]; bad: string | null } {
  const origins: string[] = [];
  for (const line of text.split(/\s+/u).filter(Boolean)) {
    const origin = siteOrigin(line);
    if (!origin) return { origins: [], bad: line };
    if (!origins.includes(origin)) origins.push(origin);
  }
  return { origins, bad: null };
}
