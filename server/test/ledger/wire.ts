// A wire between clients and servers that breaks as real ones do: cut with a reset, swallowing all in silence, or with a
// client at its end that stops reading.
import { once } from "node:events";
import { type Server, type Socket, connect, createServer } from "node:net";

interface Pair {
  near: Socket;
  far: Socket | null;
  swallowed: boolean;
}

export class Wire {
  private readonly pairs = new Set<Pair>();
  private isHole = false;
  private isStalled = false;
  private server: Server | null = null;
  port = 0;
  /** Connections so far. */
  opened = 0;

  /** `target` is asked at each connection: the port of a server that lives, or null. */
  constructor(private readonly target: () => number | null) {}

  async open(): Promise<this> {
    this.server = createServer((near) => this.join(near)).listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const address = this.server.address();
    this.port = typeof address === "object" && address ? address.port : 0;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resets what is open. Whoever connects again is let through. */
  cut(): void {
    for (const { near, far } of this.pairs) {
      near.resetAndDestroy();
      far?.resetAndDestroy();
    }
  }

  /** What is open, and what comes, is swallowed both ways and never closed. */
  blackHole(): void {
    this.isHole = true;
    for (const pair of this.pairs) swallow(pair);
  }

  /** What is open still carries every request, and no answer. */
  loseAnswers(): void {
    for (const { near, far } of this.pairs) {
      far?.unpipe(near);
      far?.resume();
    }
  }

  /** Nothing more is read from the servers: the client at the end has stopped. */
  stall(): void {
    this.isStalled = true;
    for (const { near, far } of this.pairs) {
      far?.unpipe(near);
      far?.pause();
    }
  }

  /** What is opened from now on is whole; what stalled flows again; what was swallowed stays dead until its client notices. */
  mend(): void {
    this.isHole = false;
    if (this.isStalled) for (const { near, far, swallowed } of this.pairs) if (!swallowed) far?.pipe(near);
    this.isStalled = false;
  }

  async close(): Promise<void> {
    for (const { near, far } of this.pairs) {
      near.destroy();
      far?.destroy();
    }
    if (!this.server) return;
    this.server.close();
    await once(this.server, "close");
  }

  private join(near: Socket): void {
    this.opened++;
    const port = this.target();
    if (port === null && !this.isHole) return void near.resetAndDestroy();
    const far = this.isHole || port === null ? null : connect(port, "127.0.0.1");
    const pair: Pair = { near, far, swallowed: false };
    this.pairs.add(pair);
    for (const socket of [near, far]) {
      socket?.setNoDelay(true);
      socket?.on("error", () => socket.destroy());
      socket?.on("close", () => {
        this.pairs.delete(pair);
        near.destroy();
        far?.destroy();
      });
    }
    if (!far) return swallow(pair);
    near.pipe(far);
    if (this.isStalled) far.pause();
    else far.pipe(near);
  }
}

function swallow(pair: Pair): void {
  pair.swallowed = true;
  const { near, far } = pair;
  if (far) {
    near.unpipe(far);
    far.unpipe(near);
    far.resume();
  }
  near.resume();
}
