// Looks for words in the text of segments. The worker reads this file as it stands: nothing here needs compiling.
import { DEAD, STATUS, columnsOf } from "./columns.ts";

/** The rows of a day that may match. */
export interface Slice {
  columns: SharedArrayBuffer;
  text: SharedArrayBuffer;
  rows: number;
  /** Bytes of the text that are in use. */
  bytes: number;
  /** Within the day, in ms: from the first to before the second. */
  from: number;
  to: number;
}

export interface Needle {
  text: Uint8Array;
  /** Matches just as well. */
  digits: Uint8Array | null;
}

export interface Query {
  /** All of them must be in the row; the first is looked for, the others are checked. At least one. */
  needles: Needle[];
  /** Of the flags, what is asked… */
  mask: number;
  /** … and what it must be. */
  flags: number;
  /** A code; null: any. It does not bear on the counts. */
  status: number | null;
}

export interface Scanned {
  /** Per status, whatever status is asked. */
  counts: number[];
  /** Rows of the status that is asked, slice after slice. */
  rows: Uint32Array<ArrayBuffer>;
  /** How many of them are of each slice. */
  lengths: number[];
}

export function scan(slices: readonly Slice[], query: Query, statuses: number): Scanned {
  const counts = new Array<number>(statuses).fill(0);
  const rows = new Rows();
  const lengths = slices.map((slice) => {
    const before = rows.length;
    scanSlice(slice, query, counts, rows);
    return rows.length - before;
  });
  return { counts, rows: rows.all(), lengths };
}

function scanSlice(slice: Slice, query: Query, counts: number[], found: Rows): void {
  const [driver, ...others] = query.needles;
  if (!driver || slice.rows === 0) return;
  const text = Buffer.from(slice.text, 0, slice.bytes);
  const mask = query.mask | DEAD;
  const whole = slice.from <= 0 && slice.to >= 86_400_000;
  const find = driver.digits ? either(text, driver.text, driver.digits) : only(text, driver.text);
  let at = find(0);
  if (at < 0) return;
  const { times, ends, flags } = columnsOf(slice.columns);
  for (let row = 0; at >= 0;) {
    row = rowAt(ends, at, row, slice.rows);
    const end = ends[row] ?? 0;
    const flag = flags[row] ?? DEAD;
    if ((flag & mask) === query.flags && (whole || within(times[row] ?? 0, slice))) {
      const start = row === 0 ? 0 : (ends[row - 1] ?? 0) + 1;
      if (others.every((needle) => holds(text, start, end, needle))) {
        const status = flag & STATUS;
        counts[status] = (counts[status] ?? 0) + 1;
        if (query.status === null || query.status === status) found.push(row);
      }
    }
    at = find(end + 1);
  }
}

const within = (time: number, { from, to }: Slice) => time >= from && time < to;

const holds = (text: Uint8Array, start: number, end: number, { text: needle, digits }: Needle) =>
  indexWithin(text, start, end, needle) >= 0 ||
  (digits !== null && indexWithin(text, start, end, digits) >= 0);

/** The first row at or behind `low` whose text ends behind `at`: near ones are tried first, for there most hits are. */
function rowAt(ends: Uint32Array, at: number, low: number, rows: number): number {
  let step = 1;
  let high = low;
  while (high < rows && (ends[high] ?? 0) < at) {
    low = high + 1;
    high = low + step;
    step *= 2;
  }
  high = Math.min(high, rows - 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Find = (from: number) => number;

/** A call into native code costs as much as looking at so many bytes: where hits are dense, the next one is nearer. */
const NEAR = 64;

function only(text: Buffer, needle: Uint8Array): Find {
  const [byte] = needle.length === 1 ? needle : [];
  return (from) => {
    if (from > 0) {
      const near = indexWithin(text, from, Math.min(from + NEAR, text.length), needle);
      if (near >= 0) return near;
    }
    return text.indexOf(byte ?? needle, from);
  };
}

/** Whichever comes first. Each is looked for again only when the search has gone past it. */
function either(text: Buffer, one: Uint8Array, other: Uint8Array): Find {
  const finds = [only(text, one), only(text, other)] as const;
  const next = [-2, -2];
  return (from) => {
    for (const [index, find] of finds.entries()) {
      const known = next[index] ?? -1;
      if (known !== -1 && known < from) next[index] = find(from);
    }
    const [a = -1, b = -1] = next;
    return a < 0 ? b : b < 0 ? a : Math.min(a, b);
  };
}

function indexWithin(text: Uint8Array, start: number, end: number, needle: Uint8Array): number {
  const { length } = needle;
  const first = needle[0];
  for (let at = start; at + length <= end; at++) {
    if (text[at] !== first) continue;
    let same = 1;
    while (same < length && text[at + same] === needle[same]) same++;
    if (same === length) return at;
  }
  return -1;
}

/** Row numbers in an array that grows. */
class Rows {
  length = 0;
  private array = new Uint32Array(64);

  push(row: number): void {
    if (this.length === this.array.length) {
      const wider = new Uint32Array(this.array.length * 2);
      wider.set(this.array);
      this.array = wider;
    }
    this.array[this.length++] = row;
  }

  /** Of its own length, so that it can be handed to another thread. */
  all(): Uint32Array<ArrayBuffer> {
    return this.array.slice(0, this.length);
  }
}
