// Which tab of this browser rings, and when again. What was done stands in the browser's database, and one tab at a time looks at
// it: so each event rings once, a burst rings once, and the pause before a reminder is counted from the last ring of any tab.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { isNewer } from "../api/cursor.ts";

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

interface Schema extends DBSchema {
  /** By project. */
  turns: { key: string; value: Rung };
}

let opened: Promise<IDBPDatabase<Schema> | null> | undefined;

/** Null where the browser keeps nothing: then every tab counts for itself. */
const open = () =>
  (opened ??= openDB<Schema>("atalaya.attention", 1, {
    upgrade: (database) => void database.createObjectStore("turns"),
  }).catch(() => null));

/** The record of one project, the same for all tabs. */
export class Turns {
  /** As this tab saw it last. Another may have rung since: who takes a turn is told. */
  last = never;
  readonly #projectId: string;

  constructor(projectId: string) {
    this.#projectId = projectId;
  }

  /**
   * Decides with the record as all tabs have left it, and keeps what was decided, in one transaction: whoever comes next, in
   * whichever process, waits for it. (A lock around localStorage is not enough: it is handed on sooner than what was written.)
   */
  async take<Answer>(decide: (last: Rung) => { next: Rung } & Answer): Promise<Answer> {
    const database = await open();
    let decided: ({ next: Rung } & Answer) | undefined;
    try {
      const transaction = database?.transaction("turns", "readwrite");
      if (transaction) {
        decided = decide((await transaction.store.get(this.#projectId)) ?? this.last);
        await transaction.store.put(decided.next, this.#projectId);
        await transaction.done;
      }
    } catch {
      // A full disk: what was decided stands, for this tab.
    }
    decided ??= decide(this.last);
    this.last = decided.next;
    return decided;
  }
}
