import { clock } from "../format/time.ts";

/** The time on the visitor's wall, or null when their zone is unknown or unreadable. */
export function timeThere(timeZone: string | null, now: Date, locale: string): string | null {
  if (!timeZone) return null;
  try {
    return clock(now.toISOString(), { locale, timeZone });
  } catch {
    return null;
  }
}
