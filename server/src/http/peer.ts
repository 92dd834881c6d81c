// The other end of a socket: what is written to it, whether it keeps up, and how it is let go.
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";

/** Bytes of answers (to pings, to what was asked wrongly) that a peer may leave unread. */
const UNREAD = 1024 * 1024;

/** Close codes: of the protocol (4…), and of WebSocket itself. */
export const CLOSE = {
  badRequest: [4400, "Invalid message received"],
  unauthorized: [4401, "Unauthorized"],
  forbidden: [4403, "Forbidden"],
  wrongProtocol: [4406, "Subprotocol not acceptable"],
  initTimeout: [4408, "Connection initialisation timeout"],
  idInUse: [4409, "A subscription with this id is open already"],
  tooManyInits: [4429, "Too many initialisation requests"],
  restart: [1012, "The server restarts"],
  tryLater: [1013, "Try again later"],
  tooManySockets: [1013, "Too many sockets are open; close one"],
} as const;
export type CloseCode = readonly [number, string];

export class Peer {
  private behind = false;
  private isAlive = true;
  /** Writes of frames that have not left. The library's own in between do not count: nobody tells when those have left. */
  private unsent = 0;
  private unread = 0;

  constructor(
    private readonly client: WebSocket,
    private readonly socket: Duplex,
    /** All that had to wait has left. */
    private readonly caughtUp: () => void,
  ) {
    client.on("pong", () => (this.isAlive = true));
  }

  get isOpen(): boolean {
    return this.client.readyState === this.client.OPEN;
  }

  get isBehind(): boolean {
    return this.behind;
  }

  close([code, reason]: CloseCode): void {
    this.client.close(code, reason);
  }

  /** Cuts a peer that did not answer the last ping; asks the others. */
  ping(): void {
    if (!this.isAlive) return this.client.terminate();
    this.isAlive = false;
    this.client.ping();
  }

  /**
   * Whole frames of ours, straight to the wire; the library writes whole frames of its own in between. Answers whether the
   * bytes have left: if not, they must stay as they are.
   */
  readonly sendFrames = (frames: Buffer): boolean => {
    if (!this.isOpen) return true;
    this.unsent++;
    this.socket.write(frames, this.flushed);
    if (this.socket.writableLength > 0) this.behind = true;
    return !this.behind;
  };

  say(message: object): void {
    if (!this.isOpen) return;
    const text = Buffer.from(JSON.stringify(message));
    this.unread += text.length;
    // Whoever asks and asks, and reads no answer, would fill the memory.
    if (this.unread > UNREAD) return this.client.terminate();
    this.client.send(text, { binary: false }, () => (this.unread -= text.length));
  }

  private readonly flushed = (error?: Error | null) => {
    this.unsent--;
    if (error || !this.behind || this.unsent > 0) return;
    this.behind = false;
    this.caughtUp();
  };
}
