// How many rows of a file have come, told from the file itself while it comes.

export interface RowCounter {
  /** Rows that have come whole, without the headers; null where nobody can tell. */
  readonly rows: number | null;
  push(chunk: Uint8Array<ArrayBuffer>): void;
  /** Resolves when all that was pushed is counted. */
  end(): Promise<void>;
}

const quote = 0x22;
const lineFeed = 0x0a;

/** Lines of CSV, except for those inside quotes. */
export class CsvRows implements RowCounter {
  #lines = 0;
  #quoted = false;

  get rows(): number {
    return Math.max(0, this.#lines - 1);
  }

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === quote) this.#quoted = !this.#quoted;
      else if (byte === lineFeed && !this.#quoted) this.#lines++;
    }
  }

  async end(): Promise<void> {}
}

const headerSize = 30;
const flagsAt = 6;
const sizeAt = 18;
const nameLengthAt = 26;
const extraLengthAt = 28;
/** Its size stands behind an entry, not before it: the one that is written while it is sent, which is the sheet. */
const isStreamed = 0x08;
/** What follows the sheet in its archive is smaller, and must not be inflated with it: browsers take it for a fault. */
const longestTail = 4096;
const afterSheet = [0x50, 0x4b, 0x07, 0x08] as const;
const rowTag = [0x3c, 0x72, 0x6f, 0x77, 0x20] as const; // "<row "

/** Rows of a sheet inside a workbook: a ZIP whose streamed entry is inflated here just to be counted. */
export class SheetRows implements RowCounter {
  #found = 0;
  #matched = 0;
  /** What has come of the entries before the sheet. */
  #head: Uint8Array<ArrayBuffer> | null = new Uint8Array();
  #skip = 0;
  #sheet: WritableStreamDefaultWriter<BufferSource> | null = null;
  #tail: Uint8Array<ArrayBuffer> = new Uint8Array();
  #counted: Promise<void> = Promise.resolve();

  get rows(): number | null {
    return typeof DecompressionStream === "undefined" ? null : Math.max(0, this.#found - 1);
  }

  push(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.rows === null) return;
    if (this.#sheet) return this.#inflate(chunk);
    let head = join(this.#head ?? new Uint8Array(), chunk);
    for (;;) {
      const skipped = Math.min(this.#skip, head.length);
      this.#skip -= skipped;
      head = head.subarray(skipped);
      if (this.#skip > 0 || head.length < headerSize) break;
      const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
      const content = headerSize + view.getUint16(nameLengthAt, true) + view.getUint16(extraLengthAt, true);
      if (view.getUint16(flagsAt, true) & isStreamed) {
        if (head.length < content) break;
        this.#head = null;
        this.#open();
        return this.#inflate(head.subarray(content));
      }
      this.#skip = content + view.getUint32(sizeAt, true);
    }
    this.#head = head;
  }

  #open(): void {
    const stream = new DecompressionStream("deflate-raw");
    this.#sheet = stream.writable.getWriter();
    this.#counted = this.#read(stream.readable.getReader());
  }

  async end(): Promise<void> {
    const at = lastOf(afterSheet, this.#tail);
    await this.#write(at < 0 ? this.#tail : this.#tail.subarray(0, at));
    await this.#sheet?.close().catch(() => {});
    await this.#counted;
  }

  #inflate(chunk: Uint8Array<ArrayBuffer>): void {
    const bytes = join(this.#tail, chunk);
    const ready = Math.max(0, bytes.length - longestTail);
    void this.#write(bytes.subarray(0, ready));
    this.#tail = bytes.slice(ready);
  }

  /** A sheet that cannot be inflated is not counted on; the file itself is none the worse. */
  async #write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (bytes.length > 0) await this.#sheet?.write(bytes).catch(() => {});
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) this.#count(next.value);
    } catch {
      // See above.
    }
  }

  /** Texts in a sheet hold no "<", so each tag is one. */
  #count(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte !== rowTag[this.#matched]) this.#matched = byte === rowTag[0] ? 1 : 0;
      else if (++this.#matched === rowTag.length) {
        this.#found++;
        this.#matched = 0;
      }
    }
  }
}

function join(one: Uint8Array<ArrayBuffer>, other: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (one.length === 0) return other;
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

function lastOf(signature: readonly number[], bytes: Uint8Array): number {
  for (let at = bytes.length - signature.length; at >= 0; at--)
    if (signature.every((byte, index) => bytes[at + index] === byte)) return at;
  return -1;
}
