/** How far the visitor has read, in any tab of this browser, and what has arrived. The server is told a moment later. */
import { MarkDeliveredDocument, MarkSeenDocument } from "./generated";
import type { Send } from "./http";
import type { SafeStorage } from "./storage";
import type { Store } from "./store";

/** A flow says several things at once: seen together, told once. */
const PAUSE_MS = 400;

export class ReadMark {
  readonly key: string;
  #disk: SafeStorage;
  #store: Store;
  #send: Send;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The server has not heard of it: the network was away. */
  #untold = false;
  #arrival: ReturnType<typeof setTimeout> | undefined;
  /** The last message of a person that the server knows to be here, and its conversation. */
  #delivered = "";

  constructor(key: string, disk: SafeStorage, store: Store, send: Send) {
    this.key = key;
    this.#disk = disk;
    this.#store = store;
    this.#send = send;
  }

  /** The last seq read of a conversation; 0 for one that was never on screen. */
  of(conversationId: string | null): number {
    const [known, seq] = (this.#disk.get(this.key) ?? "").split(":");
    return known === conversationId ? Number(seq) || 0 : 0;
  }

  /** Everything up to here has been on screen. */
  markAll(): void {
    const { messages, readSeq, conversationId } = this.#store.state;
    const seq = messages.at(-1)?.seq ?? 0;
    if (seq <= readSeq) return;
    this.#disk.set(this.key, `${conversationId}:${seq}`);
    this.#store.set({ readSeq: seq });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), PAUSE_MS);
  }

  /** Something came: people want to know that what they wrote is here, unless it is read at once, which says more. */
  arrived(): void {
    clearTimeout(this.#arrival);
    this.#arrival = setTimeout(() => {
      const { messages, readSeq, conversationId } = this.#store.state;
      const seq = messages.findLast((message) => message.author === "AGENT")?.seq ?? 0;
      const delivered = `${conversationId}:${seq}`;
      if (seq <= readSeq || delivered === this.#delivered) return;
      this.#send(MarkDeliveredDocument, { seq }).then(
        () => (this.#delivered = delivered),
        () => undefined,
      );
    }, PAUSE_MS);
  }

  /** The line is back: what could not be told is told now. */
  flush(): void {
    if (this.#untold) this.#tell();
    this.arrived();
  }

  #tell(): void {
    this.#untold = false;
    this.#send(MarkSeenDocument, { seq: this.#store.state.readSeq }).catch(() => (this.#untold = true));
  }

  /** Another tab has read on. */
  heard(): void {
    const { conversationId, readSeq } = this.#store.state;
    this.#store.set({ readSeq: Math.max(readSeq, this.of(conversationId)) });
  }

  forget(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#arrival);
    this.#untold = false;
    this.#disk.remove(this.key);
  }
}
