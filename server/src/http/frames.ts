// WebSocket frames with a "next" message of graphql-transport-ws in each. All but the subscription's id is the same for every
// subscriber of a batch: it is written once, with a hole where each one's id goes.
import type { Batch } from "../live/member.js";

const BEFORE_ID = Buffer.from('{"id":');
const BEFORE_PAYLOAD = Buffer.from(',"type":"next","payload":');
const END = Buffer.from("}");
const FINAL_TEXT = 0x81;

/** The frames of a batch for subscriptions whose ids are of one length. */
export class Frames {
  private bytes: Buffer;
  /** Where the id goes. */
  private readonly holes: number[] = [];

  static of(batch: Batch, idLength: number): Frames {
    let frames = batch.forms.get(idLength) as Frames | undefined;
    if (!frames) {
      frames = new Frames(batch, idLength);
      batch.forms.set(idLength, frames);
    }
    return frames;
  }

  private constructor(batch: Batch, idLength: number) {
    const parts: Buffer[] = [];
    const id = Buffer.alloc(idLength);
    let length = 0;
    for (const payload of batch.payloads) {
      const inside = BEFORE_ID.length + idLength + BEFORE_PAYLOAD.length + payload.length + END.length;
      const header = headerOf(inside);
      this.holes.push(length + header.length + BEFORE_ID.length);
      parts.push(header, BEFORE_ID, id, BEFORE_PAYLOAD, payload, END);
      length += header.length + inside;
    }
    this.bytes = Buffer.concat(parts, length);
  }

  /**
   * Sends them to one subscription; `id` is its id as JSON. `send` answers whether the bytes are wholly on their way: then
   * the next subscription's id is written over this one's, and nothing is copied however many there are.
   */
  send(id: Buffer, send: (bytes: Buffer) => boolean): void {
    const { bytes } = this;
    for (const hole of this.holes) bytes.set(id, hole);
    if (!send(bytes)) this.bytes = Buffer.from(bytes);
  }
}

/** Of a frame from the server: final, text, not masked. */
function headerOf(length: number): Buffer {
  if (length < 126) return Buffer.from([FINAL_TEXT, length]);
  if (length < 65_536) return Buffer.from([FINAL_TEXT, 126, length >> 8, length & 255]);
  const header = Buffer.alloc(10);
  header[0] = FINAL_TEXT;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
