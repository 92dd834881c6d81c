// Which tab of this browser rings, and when again. What was done stands in the browser's storage, and one tab at a time looks at
// it: so each event rings once, a burst rings once, and the pause before a reminder is counted from the last ring of any tab.
import { isNewer } from "../api/cursor.ts";
import { exclusively } from "../api/exclusively.ts";

/** Rings that follow one another sooner than this are one. */
const burst = 1_500;
export const firstReminder = 30_000;
const laterReminder = 60_000;

export interface Rung {
  /** Newest event that has been rung for, or merged into a ring. */
  rung: string | null;
  /** Newest event that has been shown as a notification. */
  shown: string | null;
  /** When it rang last, in ms since 1970. */
  at: number;
  /** How often it has been repeated since the last event. */
  reminders: number;
}

const slack = 5_000;
/** What one tab writes is with the others after this long, in ms. */
const travel = 150;

const never: Rung = { rung: null, shown: null, at: 0, reminders: 0 };

/** A clock that was set back must not silence anything; two tabs may differ by a little without that. */
const isSetBack = (last: Rung, now: number) => now < last.at - slack;

export function afterEvent(last: Rung, cursor: string, now: number): { ring: boolean; next: Rung } {
  if (!isNewer(cursor, last.rung)) return { ring: false, next: last };
  const ring = now - last.at >= burst || isSetBack(last, now);
  return { ring, next: { ...last, rung: cursor, reminders: 0, at: ring ? now : last.at } };
}

/** The same for notifications, which wait for no pause. */
export function afterShown(last: Rung, cursor: string): { mine: boolean; next: Rung } {
  const mine = isNewer(cursor, last.shown);
  return { mine, next: mine ? { ...last, shown: cursor } : last };
}

export function reminderAt(last: Rung): number {
  return last.at + (last.reminders === 0 ? firstReminder : laterReminder);
}

export function afterReminder(last: Rung, now: number): { ring: boolean; next: Rung } {
  if (now < reminderAt(last) && !isSetBack(last, now)) return { ring: false, next: last };
  return { ring: true, next: { ...last, at: now, reminders: last.reminders + 1 } };
}

/** The record of one project, the same for all tabs. */
export class Turns {
  /** Used where there is no storage: then every tab counts for itself. */
  #own = never;
  readonly #key: string;

  constructor(projectId: string) {
    this.#key = `atalaya.attention.${projectId}`;
  }

  get last(): Rung {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? "null") as Partial<Rung> | null;
      return kept && typeof kept.at === "number" ? { ...never, ...kept } : this.#own;
    } catch {
      return this.#own;
    }
  }

  /** Runs `decide` while no other tab does; answers with what it decided. */
  async take<Answer>(decide: (last: Rung) => { next: Rung } & Answer): Promise<Answer> {
    let decided: ({ next: Rung } & Answer) | undefined;
    await exclusively(this.#key, async () => {
      const before = this.last;
      decided = decide(before);
      this.#own = decided.next;
      try {
        localStorage.setItem(this.#key, JSON.stringify(decided.next));
        // A browser hands the lock on sooner than what was written: the next tab, in another process, would read what was before.
        if (decided.next !== before) await new Promise((resolve) => setTimeout(resolve, travel));
      } catch {
        // Without storage other tabs do not know, and may ring too.
      }
    });
    return decided as { next: Rung } & Answer;
  }
}
