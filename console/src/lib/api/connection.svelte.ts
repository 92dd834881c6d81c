// What the live connection is doing, as people understand it: live, reconnecting, or offline.
import { SvelteSet } from "svelte/reactivity";
import { ageOf, isDead, livenessOf, type Liveness, type Stream } from "./liveness.ts";

/** One subscription, as far as the connection's mark goes. */
export interface StreamMark {
  /** Something came: what it keeps is exact as of now. */
  heard(): void;
  /** It follows no more, and will be asked for again. */
  lost(): void;
  /** Nobody wants it any more: that is no fault. */
  close(): void;
}

class Connection {
  readonly #streams = new SvelteSet<Stream>();
  #now = $state(Date.now());
  #online = $state(globalThis.navigator?.onLine ?? true);
  #wasLive = $state(false);
  #onDead: () => void = () => {};

  readonly state: Liveness = $derived.by(() =>
    livenessOf(this.#streams, this.#now, { online: this.#online, wasLive: this.#wasLive }),
  );

  /** Milliseconds since everything on the screen was last known to be exact. */
  readonly age = $derived(ageOf(this.#streams, this.#now));

  open(): StreamMark {
    const now = Date.now();
    const stream: Stream = $state({ exactAt: now, downSince: now, fresh: true });
    this.#now = now;
    this.#streams.add(stream);
    return {
      heard: () => {
        stream.exactAt = Date.now();
        stream.downSince = null;
        stream.fresh = false;
        this.#wasLive = true;
      },
      lost: () => this.#lose(stream),
      close: () => this.#streams.delete(stream),
    };
  }

  /** The socket is gone, and every stream with it; or the server says that it cannot know. Until the next word of each. */
  lost(): void {
    for (const stream of this.#streams) this.#lose(stream);
  }

  /** Called when a line must be dead without knowing it, as after a laptop's sleep. */
  whenDead(act: () => void): void {
    this.#onDead = act;
  }

  #lose(stream: Stream): void {
    this.#now = Date.now();
    stream.downSince ??= this.#now;
    stream.fresh = false;
  }

  #tick = () => {
    this.#now = Date.now();
    if ([...this.#streams].some((stream) => isDead(stream, this.#now))) this.#onDead();
  };

  /** Follows the browser's own idea of being online, and the clock. */
  watch(): () => void {
    const tick = setInterval(this.#tick, 1000);
    const changed = () => {
      this.#online = navigator.onLine;
      this.#tick();
    };
    addEventListener("online", changed);
    addEventListener("offline", changed);
    return () => {
      clearInterval(tick);
      removeEventListener("online", changed);
      removeEventListener("offline", changed);
    };
  }
}

export const connection = new Connection();
