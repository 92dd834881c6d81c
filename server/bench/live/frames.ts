// Cuts what a server sends into WebSocket frames, and makes a client's. By hand, because thousands of sockets must be read
// for less than it costs to write to them: else the benchmark would measure itself.
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const EMPTY = Buffer.alloc(0);

export interface FrameListener {
  /** A message stands in `bytes` from `start` to `end`, and only until this returns. */
  text(bytes: Buffer, start: number, end: number): void;
  ping(payload: Buffer): void;
  closed(code: number, reason: string): void;
}

export class FrameReader {
  private readonly listener: FrameListener;
  private rest = EMPTY;

  constructor(listener: FrameListener) {
    this.listener = listener;
  }

  read(chunk: Buffer): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = 0;
    for (;;) {
      const body = bodyOf(bytes, at);
      if (!body || body.end > bytes.length) break;
      this.frame((bytes[at] ?? 0) & 15, bytes, body.start, body.end);
      at = body.end;
    }
    // Copied: the chunk's memory is used again for the next socket.
    this.rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : EMPTY;
  }

  private frame(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === TEXT) this.listener.text(bytes, start, end);
    else if (opcode === PING) this.listener.ping(bytes.subarray(start, end));
    else if (opcode === CLOSE) {
      const code = end - start >= 2 ? bytes.readUInt16BE(start) : 1005;
      this.listener.closed(code, bytes.toString("utf8", start + 2, end));
    }
  }
}

/** Where the payload of the frame at `at` stands; null while its header is not all there. Servers do not mask. */
function bodyOf(bytes: Buffer, at: number): { start: number; end: number } | null {
  if (bytes.length < at + 2) return null;
  const short = (bytes[at + 1] ?? 0) & 127;
  if (short < 126) return { start: at + 2, end: at + 2 + short };
  const long = short === 127;
  const start = at + (long ? 10 : 4);
  if (bytes.length < start) return null;
  return { start, end: start + (long ? Number(bytes.readBigUInt64BE(at + 2)) : bytes.readUInt16BE(at + 2)) };
}

/** A client's frames are masked; nobody says that the mask may not be zeros. */
function masked(opcode: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([128 | opcode, 128 | payload.length])
      : Buffer.from([128 | opcode, 128 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

export const textFrame = (text: string) => masked(TEXT, Buffer.from(text));
export const pongFrame = (payload: Buffer) => masked(PONG, payload);

/** A server's text frame: what a bare broadcast writes. */
export function serverFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([128 | TEXT, payload.length])
      : Buffer.from([128 | TEXT, 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, payload]);
}
