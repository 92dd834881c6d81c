// The searchable visitors who started on one day (UTC): their texts one behind the other in one buffer, and a column for
// all else. Rows are appended and marked dead, never moved, until the segment is made anew: who holds its buffers and
// knows the number of a row goes on reading what was there.
import { type Columns, DAY, DEAD, columnBytes, columnsOf } from "./columns.js";

/** Where a visitor stands in the list. */
export interface Place {
  startedAt: number;
  id: number;
}

export interface Row extends Place {
  flags: number;
  /** Normalised, as in the column `search`. */
  text: string;
}

/** No text holds it: NUL is refused wherever text comes in. */
const SEPARATOR = 0;
const FEWEST_ROWS = 16;
const FEWEST_BYTES = 512;
/** So many rows out of order or dead are nothing to tidy up for. */
const UNTIDY = 128;
/** Those out of order are looked through one by one. */
const MOST_OUT_OF_ORDER = 8192;

export class Segment {
  length = 0;
  bytes = 0;
  columns: Columns;
  text: Buffer<SharedArrayBuffer>;
  /** So many rows from the first one on stand in the order of the list; the others have come in as they changed. */
  sorted = 0;
  private dead = 0;

  constructor(readonly day: number) {
    this.columns = newColumns(0);
    this.text = newText(0);
  }

  /** What it holds of the memory. */
  get size(): number {
    return this.columns.buffer.byteLength + this.text.buffer.byteLength;
  }

  /** Rows that stand for somebody. */
  get living(): number {
    return this.length - this.dead;
  }

  append({ startedAt, id, flags, text }: Row): void {
    const time = startedAt - this.day * DAY;
    this.widen(this.length + 1, this.bytes + text.length * 3 + 1);
    const row = this.length++;
    this.bytes += this.text.write(text, this.bytes, "utf8");
    this.columns.ids[row] = id;
    this.columns.times[row] = time;
    this.columns.flags[row] = flags;
    this.columns.ends[row] = this.bytes;
    this.text[this.bytes++] = SEPARATOR;
    if (this.sorted === row && (row === 0 || this.compare(row - 1, time, id) < 0)) this.sorted = this.length;
  }

  /** The living row of a visitor who started then; -1: there is none. */
  find({ startedAt, id }: Place): number {
    const { ids, flags } = this.columns;
    // Of several the last one tells: those before it are dead.
    for (let row = this.length - 1; row >= this.sorted; row--)
      if (ids[row] === id) return isDead(flags[row]) ? -1 : row;
    const time = startedAt - this.day * DAY;
    let low = 0;
    for (let high = this.sorted; low < high;) {
      const middle = (low + high) >> 1;
      if (this.compare(middle, time, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low < this.sorted && this.compare(low, time, id) === 0 && !isDead(flags[low]) ? low : -1;
  }

  /** The same by the visitor alone: looks at every row. */
  findAnywhere(id: number): number {
    const { ids, flags } = this.columns;
    const row = ids.subarray(0, this.length).lastIndexOf(id);
    return row >= 0 && !isDead(flags[row]) ? row : -1;
  }

  flag(row: number, flags: number): void {
    this.columns.flags[row] = flags;
  }

  /** What the text said is gone at once: it may be that somebody asked for it. */
  kill(row: number): void {
    this.columns.flags[row] = DEAD;
    this.text.fill(SEPARATOR, startOf(this.columns, row), this.columns.ends[row]);
    this.dead++;
  }

  get isUntidy(): boolean {
    const outOfOrder = this.length - this.sorted;
    return outOfOrder > MOST_OUT_OF_ORDER || outOfOrder + this.dead > UNTIDY + this.length / 4;
  }

  /** Makes room for more at one go. */
  reserve(rows: number, bytes: number): void {
    this.widen(this.length + rows, this.bytes + bytes);
  }

  /** Whether making it anew would give back much memory. */
  get isLoose(): boolean {
    return this.size > 1.25 * (columnBytes(withRoom(this.length)) + withRoom(this.bytes)) + 4096;
  }

  /** Makes it anew: living rows only, in the order of the list, in buffers that hold little more than that. */
  tidy(): void {
    const { columns, text } = this;
    const rows = this.order(Uint32Array.from({ length: this.length }, (_, row) => row)).filter(
      (row) => !isDead(columns.flags[row]),
    );
    const bytes = rows.reduce((sum, row) => sum + (columns.ends[row] ?? 0) + 1 - startOf(columns, row), 0);
    this.columns = newColumns(withRoom(rows.length));
    this.text = newText(withRoom(bytes));
    this.length = this.bytes = this.dead = 0;
    for (const from of rows) {
      const row = this.length++;
      const end = columns.ends[from] ?? 0;
      this.bytes += text.copy(this.text, this.bytes, startOf(columns, from), end);
      this.columns.ids[row] = columns.ids[from] ?? 0;
      this.columns.times[row] = columns.times[from] ?? 0;
      this.columns.flags[row] = columns.flags[from] ?? 0;
      this.columns.ends[row] = this.bytes;
      this.text[this.bytes++] = SEPARATOR;
    }
    this.sorted = this.length;
  }

  /** Ascending row numbers in the order of the list. */
  order(rows: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    if ((rows.at(-1) ?? 0) < this.sorted) return rows;
    const { ids, times } = this.columns;
    const compare = (a: number, b: number) =>
      (times[a] ?? 0) - (times[b] ?? 0) || (ids[a] ?? 0) - (ids[b] ?? 0);
    const tail = rows.findIndex((row) => row >= this.sorted);
    const changed = rows.slice(tail).sort(compare);
    const ordered = new Uint32Array(rows.length);
    for (let at = 0, base = 0, late = 0; at < rows.length; at++) {
      const [a, b] = [rows[base] ?? 0, changed[late] ?? 0];
      const takesBase = base < tail && (late === changed.length || compare(a, b) <= 0);
      ordered[at] = takesBase ? a : b;
      if (takesBase) base++;
      else late++;
    }
    return ordered;
  }

  private compare(row: number, time: number, id: number): number {
    return (this.columns.times[row] ?? 0) - time || (this.columns.ids[row] ?? 0) - id;
  }

  private widen(rows: number, bytes: number): void {
    if (bytes > this.text.length) {
      const wider = newText(withRoom(bytes));
      this.text.copy(wider, 0, 0, this.bytes);
      this.text = wider;
    }
    if (rows <= this.columns.capacity) return;
    const { ids, times, ends, flags } = this.columns;
    this.columns = newColumns(withRoom(rows));
    this.columns.ids.set(ids);
    this.columns.times.set(times);
    this.columns.ends.set(ends);
    this.columns.flags.set(flags);
  }
}

const isDead = (flags: number | undefined) => ((flags ?? DEAD) & DEAD) !== 0;
const startOf = ({ ends }: Columns, row: number) => (row === 0 ? 0 : (ends[row - 1] ?? 0) + 1);
const withRoom = (used: number) => used + (used >> 3) + FEWEST_ROWS;
const newColumns = (rows: number) =>
  columnsOf(new SharedArrayBuffer(columnBytes(Math.max(rows, FEWEST_ROWS))));
const newText = (bytes: number) => Buffer.from(new SharedArrayBuffer(Math.max(bytes, FEWEST_BYTES)));
