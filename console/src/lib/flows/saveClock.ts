// When a draft goes to the server: after a pause in the changes, or a while without one; after failures more and more slowly.
import { waitBefore } from "../api/backoff.ts";

/** A pause in the changes after which they go to the server, and the longest that they wait without one; in ms. */
const pause = 700;
const longest = 4_000;

export class SaveClock {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;
  #tries = 0;
  readonly #save: () => void;

  constructor(save: () => void) {
    this.#save = save;
  }

  /** The first change that the server has not. */
  begin(): void {
    this.#since = Date.now();
    this.push();
  }

  /** One more of them. */
  push(): void {
    this.#saveIn(Math.max(0, Math.min(pause, this.#since + longest - Date.now())));
  }

  failed(): void {
    this.#saveIn(waitBefore(this.#tries++) + 500);
  }

  succeeded(): void {
    this.#tries = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #saveIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#save, ms);
  }
}
