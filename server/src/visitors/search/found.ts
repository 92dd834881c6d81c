// What the index found for a filter: counts, and the visitors in the order of the list, newest first. It stays as it was
// found, whatever becomes of the index.
import type { Id } from "../../database/columns.js";
import { type Columns, DAY } from "./columns.js";
import type { Place } from "./segment.js";

/** Visitors of one day who match, by their rows, oldest first. */
export interface Part {
  day: number;
  columns: Columns;
  rows: Uint32Array<ArrayBuffer>;
}

export class Found {
  /** Visitors under the whole filter. */
  readonly total: number;
  /** The newest day first. */
  private readonly parts: readonly Part[];

  constructor(
    /** Under the filter less its status: per status, in the order of STATUSES. */
    readonly counts: readonly number[],
    parts: readonly Part[],
  ) {
    this.parts = parts.filter(({ rows }) => rows.length > 0).sort((a, b) => b.day - a.day);
    this.total = this.parts.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  /** Ids of at most `size` visitors in the order of the list, from the offset `first` on. */
  page(first: number, size: number): Id[] {
    const ids: Id[] = [];
    let skip = Math.max(first, 0);
    const end = size - Math.max(-first, 0);
    for (const { rows, columns } of this.parts) {
      if (ids.length >= end) break;
      for (let at = rows.length - 1 - skip; at >= 0 && ids.length < end; at--)
        ids.push(String(columns.ids[rows[at] ?? 0]));
      skip = Math.max(skip - rows.length, 0);
    }
    return ids;
  }

  /** How many stand before a place: the offset of whoever stands at it. */
  before(place: Place): number {
    return this.count(place, false);
  }

  /** The offset of the first one behind a place: for those after a cursor. */
  behind(place: Place): number {
    return this.count(place, true);
  }

  /** All of them in the order of the list. */
  *ids(): Generator<Id> {
    for (const { rows, columns } of this.parts)
      for (let at = rows.length - 1; at >= 0; at--) yield String(columns.ids[rows[at] ?? 0]);
  }

  private count({ startedAt, id }: Place, withItself: boolean): number {
    const day = Math.floor(startedAt / DAY);
    const time = startedAt - day * DAY;
    let count = 0;
    for (const part of this.parts) {
      if (part.day < day) break;
      const { rows, columns } = part;
      if (part.day > day) {
        count += rows.length;
        continue;
      }
      let low = 0;
      for (let high = rows.length; low < high;) {
        const middle = (low + high) >> 1;
        const row = rows[middle] ?? 0;
        const order = (columns.times[row] ?? 0) - time || (columns.ids[row] ?? 0) - id;
        if (order < 0 || (order === 0 && !withItself)) low = middle + 1;
        else high = middle;
      }
      count += rows.length - low;
    }
    return count;
  }
}
