// The bus of several processes on one database, over one Redis channel. Redis is never needed for what counts: while it is
// away each process hears its own messages at once and learns of the others' at its next look into the database.
import { randomUUID } from "node:crypto";
import { type Bus, type Listener, MemoryBus, type Topic } from "./bus.js";
import { RedisConnection } from "./redis-connection.js";

/** Messages on the way to Redis: beyond it is not keeping up, and more are dropped. */
const UNDER_WAY = 1_000;

export interface BusLog {
  info(message: string): void;
  warn(facts: object, message: string): void;
}

interface Message {
  origin: string;
  topic: Topic;
  /** Left out: whoever sent this could not send what came before. */
  payload?: unknown;
}

const MISSED: Topic = "missed";

export class RedisBus implements Bus {
  private readonly local = new MemoryBus();
  private readonly missed = new Set<() => void>();
  private readonly origin = randomUUID();
  private readonly speaker: RedisConnection;
  private readonly listener: RedisConnection;
  private isDown = false;
  private hasDropped = false;
  private underWay = 0;

  /** Processes that name the same channel on the same Redis hear one another. */
  constructor(
    url: string,
    private readonly channel: string,
    private readonly log: BusLog,
  ) {
    const lost = (reason: string) => this.lost(reason);
    this.speaker = new RedisConnection(url, {
      prepare: async () => undefined,
      up: () => this.speaks(),
      lost,
    });
    this.listener = new RedisConnection(url, {
      prepare: (redis) => redis.subscribe(channel),
      up: () => this.listens(),
      lost,
    });
    this.listener.redis.on("message", (_channel, text) => this.hear(text));
  }

  start(): void {
    this.speaker.open();
    this.listener.open();
  }

  async stop(): Promise<void> {
    await Promise.all([this.speaker.close(), this.listener.close()]);
  }

  publish(topic: Topic, payload: unknown): void {
    this.local.publish(topic, payload);
    this.send({ origin: this.origin, topic, payload });
  }

  listen(topic: Topic, listener: Listener): () => void {
    return this.local.listen(topic, listener);
  }

  whenMissed(listener: () => void): () => void {
    this.missed.add(listener);
    return () => this.missed.delete(listener);
  }

  private send(message: Message): void {
    if (!this.speaker.isReady || this.underWay >= UNDER_WAY) {
      this.hasDropped = true;
      return;
    }
    this.underWay++;
    this.speaker.redis.publish(this.channel, JSON.stringify(message)).then(
      () => {
        if (--this.underWay === 0) this.tellMissed();
      },
      (error: Error) => {
        this.underWay--;
        this.hasDropped = true;
        this.lost(error.message);
      },
    );
  }

  /** The others cannot know that something was not sent to them. */
  private tellMissed(): void {
    if (!this.hasDropped) return;
    this.hasDropped = false;
    this.send({ origin: this.origin, topic: MISSED });
  }

  private speaks(): void {
    this.tellMissed();
    this.back();
  }

  private listens(): void {
    this.askAgain();
    this.back();
  }

  private hear(text: string): void {
    const message = parse(text);
    if (!message || message.origin === this.origin) return;
    if (message.topic === MISSED) this.askAgain();
    else this.local.publish(message.topic, message.payload);
  }

  private askAgain(): void {
    for (const listener of [...this.missed]) listener();
  }

  private lost(reason: string): void {
    if (this.isDown) return;
    this.isDown = true;
    this.log.warn(
      { reason },
      "Redis is away: what other processes do is seen late until it is back; nothing is lost",
    );
  }

  private back(): void {
    if (!this.isDown || !this.speaker.isReady || !this.listener.isReady) return;
    this.isDown = false;
    this.log.info("Redis is back");
  }
}

function parse(text: string): Message | null {
  try {
    const message = JSON.parse(text) as Partial<Message> | null;
    return typeof message?.origin === "string" && typeof message.topic === "string"
      ? (message as Message)
      : null;
  } catch {
    // Whoever else writes to the channel is nobody's business here.
    return null;
  }
}
