// How the rows of a segment lie in memory: a column each, in one buffer that threads can share. The worker reads this file
// as it stands, so it holds nothing that needs compiling, and imports nothing.

export interface Columns {
  buffer: SharedArrayBuffer;
  capacity: number;
  ids: Float64Array<SharedArrayBuffer>;
  /** When the visitor started, in ms since the day began. */
  times: Uint32Array<SharedArrayBuffer>;
  /** Where the row's text ends: the place of its separator. The next row's text begins behind it. */
  ends: Uint32Array<SharedArrayBuffer>;
  flags: Uint8Array<SharedArrayBuffer>;
}

const ROW_BYTES = 8 + 4 + 4 + 1;

export const columnBytes = (capacity: number) => capacity * ROW_BYTES;

export function columnsOf(buffer: SharedArrayBuffer): Columns {
  const capacity = Math.floor(buffer.byteLength / ROW_BYTES);
  return {
    buffer,
    capacity,
    ids: new Float64Array(buffer, 0, capacity),
    times: new Uint32Array(buffer, capacity * 8, capacity),
    ends: new Uint32Array(buffer, capacity * 12, capacity),
    flags: new Uint8Array(buffer, capacity * 16, capacity),
  };
}

/** The lowest bits hold the status, by its code. */
export const STATUS = 7;
export const ENGAGED = 8;
export const ONLINE = 16;
export const ATTENTION = 32;
/** The row stands for nobody any more: its visitor is erased, or stands in a later row. */
export const DEAD = 128;

export const DAY = 86_400_000;
