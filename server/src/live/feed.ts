// What a subscription watches. Feeds that are equal are one: opened once, read once, executed once, serialised once.
import { databaseFault } from "../database/fault.js";
import type { Rights } from "../graphql/context.js";
import type { LoaderScope } from "../graphql/loader.js";

/** One step of a feed: what subscribers are told of it, if anything, and where the feed stands behind it. */
export interface Step<Item, Stand> {
  item: Item | null;
  stand: Stand;
  /** What was read for this step already. */
  scope?: LoaderScope;
}

/** That a caller may listen. Whoever makes one keeps it true, and lets go of it when it is released. */
export interface Permit {
  /** What the answers depend on, as far as they depend on who asks. */
  readonly rights: Rights;
  /** Why the caller may hear no more; null while it may. */
  readonly lost: Error | null;
  /** Returns what ends the listening. */
  whenLost(listener: () => void): () => void;
  release(): void;
}

export abstract class Feed<Item = unknown, Stand = unknown> {
  /** `permit`: null when `live` itself sees to who may listen. */
  protected constructor(readonly permit: Permit | null) {}

  /**
   * The first reading holds one step: where the feed begins. Every later one is what happened since; an empty one says
   * that nothing did for as long as `patience` said, and that the database was asked. Ends when there is nothing more to
   * come. Whoever holds the feed calls this once for all who share it; `patience` is how long they may still be left
   * without a word, in ms.
   */
  abstract live(
    signal: AbortSignal,
    patience: () => number,
  ): AsyncGenerator<readonly Step<Item, Stand>[], void>;

  /** What brings this caller from its own place to `stand`, in portions. Every caller's own. */
  abstract arrive(stand: Stand): AsyncGenerator<readonly Item[], void> | Iterable<readonly Item[]>;

  /** Whether this caller is ahead of `stand`: it has heard more already, from another process. */
  isAhead(_stand: Stand): Promise<boolean> {
    return Promise.resolve(false);
  }

  abstract heartbeat(stand: Stand): Item;

  /** Tells a caller who missed something to query afresh, and where it stands then. */
  abstract resync(stand: Stand): Item;

  /** Called for every caller who listens; returns what is called when it has left. */
  attend(): () => void {
    return () => undefined;
  }

  /** graphql-js lets nothing but an iterable through. Feeds are read by FanOut, all callers at once. */
  [Symbol.asyncIterator](): never {
    throw new Error("a feed is read through FanOut");
  }
}

const LONGEST = 2_000;

/** Reads until the database answers: a fault of it makes streams late, and ends none. */
export async function persist<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await read();
    } catch (error) {
      if (signal.aborted || !databaseFault(error)) throw error;
      await pause(Math.random() * Math.min(LONGEST, 100 * 2 ** tries), signal);
      if (signal.aborted) throw error;
    }
  }
}

/** Ends early when the signal does. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
