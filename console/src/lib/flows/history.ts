// What was, to go back to. A burst of changes to the same thing is one step, so that undo takes back a sentence and no letter.

const most = 100;
/** A pause that ends a burst, in ms. */
const pause = 1_000;

export class History<T> {
  #past: T[] = [];
  #future: T[] = [];
  #key: string | null = null;
  #at = 0;
  #present: T;

  constructor(present: T) {
    this.#present = present;
  }

  get present(): T {
    return this.#present;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** `key`: what is being changed; null: a step of its own. `now` in ms. */
  push(next: T, key: string | null, now: number): void {
    if (next === this.#present) return;
    const goesOn = key !== null && key === this.#key && now - this.#at < pause;
    if (!goesOn) this.#past.push(this.#present);
    if (this.#past.length > most) this.#past.shift();
    this.#future = [];
    this.#key = key;
    this.#at = now;
    this.#present = next;
  }

  /** What is there is meant to be so: nothing to go back to. */
  amend(present: T): void {
    this.#present = present;
  }

  undo(): T {
    const before = this.#past.pop();
    if (before === undefined) return this.#present;
    this.#future.push(this.#present);
    this.#key = null;
    return (this.#present = before);
  }

  redo(): T {
    const after = this.#future.pop();
    if (after === undefined) return this.#present;
    this.#past.push(this.#present);
    this.#key = null;
    return (this.#present = after);
  }
}
