/** How far the visitor has read, in any tab of this browser. The server is told a moment later. */
import { MarkSeenDocument } from "./generated";
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

  /** The line is back: what could not be told is told now. */
  flush(): void {
    if (this.#untold) this.#tell();
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
    this.#untold = false;
    this.#disk.remove(this.key);
  }
}
