// WebSocket frames with a "next" message of graphql-transport-ws in each. All but the subscription's id is the same for every
// subscriber of a batch: it is written once, with a hole where each one's id goes.
import type { Batch } from "../live/member.js";

interface Form {
  bytes: Buffer;
  /** Where the id goes. */
  holes: number[];
}

const BEFORE_ID = Buffer.from('{"id":');
const BEFORE_PAYLOAD = Buffer.from(',"type":"next","payload":');
const END = Buffer.from("}");
const FINAL_TEXT = 0x81;

/** The frames of a batch for one subscription; `id` is its id as JSON. */
export function nextFrames(batch: Batch, id: Buffer): Buffer {
  let form = batch.forms.get(id.length) as Form | undefined;
  if (!form) {
    form = formOf(batch, id.length);
    batch.forms.set(id.length, form);
  }
  const frames = Buffer.allocUnsafe(form.bytes.length);
  frames.set(form.bytes);
  for (const hole of form.holes) frames.set(id, hole);
  return frames;
}

function formOf(batch: Batch, idLength: number): Form {
  const parts: Buffer[] = [];
  const holes: number[] = [];
  const id = Buffer.alloc(idLength);
  let length = 0;
  for (const payload of batch.payloads) {
    const inside = BEFORE_ID.length + idLength + BEFORE_PAYLOAD.length + payload.length + END.length;
    const header = headerOf(inside);
    holes.push(length + header.length + BEFORE_ID.length);
    parts.push(header, BEFORE_ID, id, BEFORE_PAYLOAD, payload, END);
    length += header.length + inside;
  }
  return { bytes: Buffer.concat(parts, length), holes };
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
