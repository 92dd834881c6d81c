// One connection to Redis that comes back for ever, and notices when the other end has gone without a word.
import { Redis } from "ioredis";

/** A connection that says nothing for so long, asked every half of it, is broken and made anew. */
const SILENCE = 8_000;
const LONGEST_PAUSE = 5_000;

export interface ConnectionHandlers {
  /** What makes a new connection usable. */
  prepare(redis: Redis): Promise<unknown>;
  up(): void;
  lost(reason: string): void;
}

export class RedisConnection {
  /** Connected and prepared. */
  isReady = false;
  readonly redis: Redis;
  private reason = "";
  private heardAt = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    url: string,
    private readonly handlers: ConnectionHandlers,
  ) {
    this.redis = new Redis(url, {
      lazyConnect: true,
      // Nothing waits for Redis to come back: what cannot be sent now is dropped.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      connectTimeout: SILENCE,
      disableClientInfo: true,
      retryStrategy: (times) => 50 + Math.random() * Math.min(LONGEST_PAUSE, 100 * 2 ** times),
    });
    this.redis.on("error", (error) => this.failed(error));
    this.redis.on("connect", () => (this.heardAt = Date.now()));
    this.redis.on("ready", () => void this.prepare());
    this.redis.on("close", () => this.closed());
  }

  open(): void {
    this.redis.connect().catch(() => undefined);
    this.timer = setInterval(() => this.probe(), SILENCE / 2);
    this.timer.unref();
  }

  async close(): Promise<void> {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.isReady = false;
    const { status } = this.redis;
    const ended = new Promise<void>((resolve) => this.redis.once("end", resolve));
    this.redis.disconnect();
    // Between two tries nothing is open, and no end is told.
    if (status !== "end" && status !== "reconnecting") await ended;
  }

  private async prepare(): Promise<void> {
    try {
      await this.handlers.prepare(this.redis);
    } catch (error) {
      this.failed(error as Error);
      this.redis.disconnect(true);
      return;
    }
    if (!this.timer || this.redis.status !== "ready") return;
    this.isReady = true;
    this.reason = "";
    this.handlers.up();
  }

  private failed(error: Error): void {
    this.reason = error.message || (error as { code?: string }).code || String(error);
  }

  private closed(): void {
    this.isReady = false;
    // Not when it was closed on purpose.
    if (this.timer) this.handlers.lost(this.reason || "the connection was closed");
  }

  private probe(): void {
    const { status } = this.redis;
    if (status !== "connect" && status !== "ready") return;
    if (Date.now() - this.heardAt > SILENCE) {
      this.failed(new Error("no answer to a ping"));
      this.redis.disconnect(true);
    } else if (status === "ready")
      this.redis.ping().then(
        () => (this.heardAt = Date.now()),
        () => undefined,
      );
  }
}
