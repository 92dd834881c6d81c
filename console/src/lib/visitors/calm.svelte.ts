// What is drawn of a list that changes by itself. While the pointer or the keyboard's focus is in the list its rows keep their
// places: arrivals are counted, rows that left stay as ghosts. When the hand goes, the page is read afresh, and drawn.
import { untrack } from "svelte";
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
const nobody = new Map<string, never>();

export class CalmRows<R extends Row> {
  readonly #source: Source<R>;
  #holders = $state.raw<ReadonlySet<Holder>>(new Set());
  #held = $state.raw<readonly R[] | null>(null);
  #left = $state.raw<ReadonlyMap<string, R>>(nobody);
  #came = $state.raw<ReadonlyMap<string, Row>>(nobody);
  /** Something has moved that was not read since. */
  #stale = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #scene = $derived.by(() => ({
    fresh: this.#source.rows(),
    pageSize: this.#source.pageSize,
    isFirst: this.#source.isFirst(),
    held: this.#held,
  }));
  readonly drawn: readonly Drawn<R>[] = $derived.by(() =>
    arrange({ ...this.#scene, left: this.#left, pinned: this.#source.pinned() }),
  );
  /** How many wait behind the chip. */
  readonly waiting: number = $derived.by(() => waitingToShow(this.#scene, this.#came));
  /** Whether more wait than are counted. */
  readonly uncounted: boolean = $derived.by(() => this.#came.size >= mostCounted);

  /** Must be made while a component is being set up. */
  constructor(source: Source<R>) {
    this.#source = source;
    $effect(() => {
      void source.question();
      untrack(() => this.#forget());
    });
    // A hand that was there before the rows were holds them as soon as they are.
    $effect(() => {
      if (this.#held === null && this.#holders.size > 0 && source.settled()) this.#held = source.rows();
    });
    $effect(() => {
      if (source.refetched() > 0 && untrack(() => this.#holders.size === 0)) this.#drop();
    });
    $effect(() => () => clearTimeout(this.#timer));
  }

  hold(by: Holder): void {
    clearTimeout(this.#timer);
    if (!this.#holders.has(by)) this.#holders = new Set([...this.#holders, by]);
    if (this.#held === null && this.#source.settled()) this.#held = this.drawn.map(({ row }) => row);
  }

  letGo(by: Holder): void {
    if (!this.#holders.has(by)) return;
    const rest = new Set(this.#holders);
    rest.delete(by);
    this.#holders = rest;
    if (rest.size > 0) return;
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
    this.#holders = new Set();
    this.#release();
  }

  /** Takes note of a change; true when it concerns the page and the page may be read again now. */
  note(change: Change, moves: boolean): boolean {
    const { kind, visitorId: id, visitor } = change;
    const row = this.drawn.find((each) => each.row.id === id)?.row;
    if (id !== null && kind === "LEAVE") {
      if (row) this.#left = new Map([...this.#left, [id, row]]);
      this.#came = less(this.#came, id);
    } else if (visitor) {
      this.#left = less(this.#left, visitor.id);
      if (moves && this.#came.size < mostCounted)
        this.#came = new Map([...this.#came, [visitor.id, visitor]]);
    }
    if (!moves) return false;
    if (this.#holders.size === 0) return true;
    this.#stale = true;
    return false;
  }

  #release(): void {
    if (!this.#stale) return this.#drop();
    // Drawn when the answer is there; should it fail, what is on screen stays as it is, ghosts and all.
    this.#stale = false;
    this.#source.refetch();
  }

  #drop(): void {
    this.#held = null;
    this.#came = nobody;
    const pinned = this.#source.pinned();
    const ghost = pinned === null ? undefined : this.#left.get(pinned);
    this.#left = ghost ? new Map([[ghost.id, ghost]]) : nobody;
  }

  #forget(): void {
    this.#held = null;
    this.#came = nobody;
    this.#left = nobody;
    this.#stale = false;
  }
}

function less<Value>(map: ReadonlyMap<string, Value>, id: string): ReadonlyMap<string, Value> {
  if (!map.has(id)) return map;
  const rest = new Map(map);
  rest.delete(id);
  return rest;
}
