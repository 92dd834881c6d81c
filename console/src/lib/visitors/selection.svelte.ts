// The rows that are ticked: of one page, and gone with it.
import { SvelteSet } from "svelte/reactivity";

export class Selection {
  readonly #ids = new SvelteSet<string>();
  #anchor: string | null = null;

  /** Must be made while a component is being set up. `question` changes with what the list is asked for. */
  constructor(question: () => string) {
    // By value: the address that it is read from changes with every row that is opened.
    const asked = $derived(question());
    $effect(() => {
      void asked;
      this.clear();
    });
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** `through`: everything from the row ticked last to this one goes the same way. */
  toggle(id: string, drawn: readonly string[], through = false): void {
    const on = !this.#ids.has(id);
    const from = through && this.#anchor !== null ? drawn.indexOf(this.#anchor) : -1;
    const to = drawn.indexOf(id);
    const span = from < 0 || to < 0 ? [id] : drawn.slice(Math.min(from, to), Math.max(from, to) + 1);
    for (const one of span) this.#set(one, on);
    this.#anchor = id;
  }

  setAll(drawn: readonly string[], on: boolean): void {
    for (const id of drawn) this.#set(id, on);
  }

  /** Ticked and still on screen: nobody changes what they cannot see. */
  among<Row extends { id: string }>(rows: readonly Row[]): Row[] {
    return rows.filter(({ id }) => this.#ids.has(id));
  }

  clear(): void {
    this.#ids.clear();
    this.#anchor = null;
  }

  #set(id: string, on: boolean): void {
    if (on) this.#ids.add(id);
    else this.#ids.delete(id);
  }
}
