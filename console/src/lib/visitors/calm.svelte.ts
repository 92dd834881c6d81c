// What is drawn of a list that changes by itself. While the pointer or the keyboard's focus is in the list its rows keep their
// places: arrivals are counted, rows that left stay as ghosts. When the hand goes, the page is read afresh, and drawn.
import { untrack } from "svelte";
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import { arrange, waitingToShow, type Drawn, type Row } from "./calm.ts";

/** Whoever keeps the rows in their places. */
export type Holder = "pointer" | "focus" | "chip";

interface Source<R extends Row> {
  rows: () => readonly R[];
  /** Whether the rows answer the present question. */
  settled: () => boolean;
  /** Changes with the question. */
  question: () => string;
  isFirst: () => boolean;
  /** Grows with every answer to `refetch`. */
  refetched: () => number;
  refetch: () => void;
  pinned: () => string | null;
  pageSize: number;
}

interface Change {
  kind: string;
  visitorId: string | null;
  visitor: Row | null;
}

/** More than that are not told apart: "99+". */
const mostCounted = 100;
/** The way from the list to the chip takes this long at most. */
const grace = 350;

export class CalmRows<R extends Row> {
  readonly #source: Source<R>;
  readonly #holders = new SvelteSet<Holder>();
  #held = $state.raw<readonly R[] | null>(null);
  /** Rows that were drawn and have left. */
  readonly #left = new SvelteMap<string, R>();
  /** Those same rows as they are now, where that has been asked. */
  readonly #known = new SvelteMap<string, R>();
  readonly #came = new SvelteMap<string, Row>();
  /** Something has moved that was not read since. */
  #stale = false;
  /** The next answer is drawn, hand or no hand: somebody has asked to see it. */
  #asked = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #scene = $derived.by(() => ({
    fresh: this.#source.rows(),
    pageSize: this.#source.pageSize,
    isFirst: this.#source.isFirst(),
    held: this.#held,
  }));
  readonly drawn: readonly Drawn<R>[] = $derived.by(() =>
    arrange({ ...this.#scene, left: this.#left, known: this.#known, pinned: this.#source.pinned() }),
  );
  /** How many wait behind the chip. */
  readonly waiting: number = $derived.by(() => waitingToShow(this.#scene, this.#came));
  /** Whether more wait than are counted. */
  readonly uncounted: boolean = $derived.by(() => this.#came.size >= mostCounted);

  /** Must be made while a component is being set up. */
  constructor(source: Source<R>) {
    this.#source = source;
    // By value: the address that the question is read from changes with every row that is opened.
    const question = $derived(source.question());
    $effect(() => {
      void question;
      untrack(() => this.#forget());
    });
    // A hand that was there before the rows were holds them as soon as they are.
    $effect(() => {
      if (this.#held === null && this.#holders.size > 0 && source.settled()) this.#held = source.rows();
    });
    // Untracked: dropping reads what it writes, and would run this again for ever.
    $effect(() => {
      if (source.refetched() === 0) return;
      untrack(() => {
        if (this.#asked || this.#holders.size === 0) this.#drop();
      });
    });
    $effect(() => () => clearTimeout(this.#timer));
  }

  hold(by: Holder): void {
    clearTimeout(this.#timer);
    this.#holders.add(by);
    if (this.#held === null && this.#source.settled()) this.#held = this.drawn.map(({ row }) => row);
  }

  letGo(by: Holder): void {
    if (!this.#holders.delete(by) || this.#holders.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#release(), grace);
  }

  /** There is nothing on screen that a hand could be in. */
  leave(): void {
    this.letGo("pointer");
    this.letGo("focus");
  }

  /** Draws what waits, whoever holds the list. */
  show(): void {
    clearTimeout(this.#timer);
    this.#holders.clear();
    this.#asked = true;
    this.#read();
  }

  /** Takes note of a change; true when it concerns the page and the page may be read again now. */
  note(change: Change, moves: boolean): boolean {
    const { kind, visitorId: id, visitor } = change;
    const row = this.drawn.find((each) => each.row.id === id)?.row;
    if (id !== null && kind === "LEAVE") {
      if (row) this.#left.set(id, row);
      this.#came.delete(id);
    } else if (visitor) {
      this.#left.delete(visitor.id);
      this.#known.delete(visitor.id);
      const waits = moves && this.#holders.size > 0;
      if (waits && this.#came.size < mostCounted) this.#came.set(visitor.id, visitor);
    }
    if (!moves) return false;
    if (this.#holders.size === 0) return true;
    this.#stale = true;
    return false;
  }

  /** What became of a row that has left. */
  learn(row: R): void {
    this.#known.set(row.id, row);
  }

  #release(): void {
    if (this.#stale) this.#read();
    else this.#drop();
  }

  /** Drawn when the answer is there; should it fail, what is on screen stays as it is, ghosts and all. */
  #read(): void {
    this.#stale = false;
    this.#source.refetch();
  }

  #drop(): void {
    this.#asked = false;
    this.#held = null;
    this.#came.clear();
    const pinned = this.#source.pinned();
    for (const rows of [this.#left, this.#known])
      for (const id of rows.keys()) if (id !== pinned) rows.delete(id);
  }

  #forget(): void {
    this.#held = null;
    this.#came.clear();
    this.#left.clear();
    this.#known.clear();
    this.#stale = false;
    this.#asked = false;
  }
}
