// One subscriber of a group. What it cannot take at once waits in a bounded queue; when that is full it is dropped, and the
// subscriber is told to query afresh as soon as it reads again. So a slow one costs little and holds back nobody.
import type { Permit } from "./feed.js";

/** What is sent to subscribers in one go: serialised once, however many they are. */
export class Batch {
  readonly bytes: number;
  /** What wires have made of it, by the length of the subscription's id. */
  readonly forms = new Map<number, unknown>();

  constructor(
    readonly payloads: readonly Buffer[],
    /** Which of its group's readings told it; 0 for what is one subscriber's alone. */
    readonly order = 0,
  ) {
    this.bytes = payloads.reduce((sum, { length }) => sum + length, 0);
  }
}

/** Where a subscriber's items go out. */
export interface Wire {
  /** Something of what was sent is still on this side. */
  readonly behind: boolean;
  next(batch: Batch): void;
  error(error: Error): void;
  complete(): void;
}

const QUEUED_ITEMS = 200;
const QUEUED_BYTES = 1024 * 1024;

export class Member {
  private queue: Batch[] = [];
  private items = 0;
  private bytes = 0;
  private dropped = false;
  /** What the group told up to this reading is in a resync already. */
  private knows = 0;
  /** Items from elsewhere (a replay, a resync) go first; what the group says meanwhile waits. */
  private arriving = false;
  private isOver = false;
  private isEnding = false;
  private drained: () => void = () => undefined;
  private readonly deaf: () => void;

  constructor(
    private readonly wire: Wire,
    private readonly permit: Permit | null,
    /** What a subscriber is told who missed something, as of the group's latest reading. */
    private readonly resync: () => { order: number; batch: Promise<Batch> },
    private readonly leave: () => void,
  ) {
    this.deaf = permit?.whenLost(() => this.mayGoOn()) ?? (() => undefined);
  }

  get over(): boolean {
    return this.isOver;
  }

  /** The group tells what happened. Every delivery asks whether the caller may still hear it. */
  offer(batch: Batch): void {
    if (this.isOver || this.dropped || batch.order <= this.knows || !this.mayGoOn()) return;
    if (!this.arriving && this.queue.length === 0 && !this.wire.behind) return this.wire.next(batch);
    this.queue.push(batch);
    this.items += batch.payloads.length;
    this.bytes += batch.bytes;
    if (this.items <= QUEUED_ITEMS && this.bytes <= QUEUED_BYTES) return;
    this.empty();
    this.dropped = true;
  }

  /** Sends what brings the subscriber to where the group stood when this was called; then goes on with the group. */
  async arrive(batches: AsyncIterable<Batch> | Iterable<Batch>): Promise<void> {
    this.arriving = true;
    for await (const batch of batches) {
      while (this.wire.behind && !this.isOver) await new Promise<void>((resolve) => (this.drained = resolve));
      if (this.isOver || !this.mayGoOn()) return;
      this.wire.next(batch);
    }
    this.arriving = false;
    this.flush();
  }

  /** The wire has sent everything. */
  flushed(): void {
    this.drained();
    this.flush();
  }

  /** Nothing more comes: what waits is still sent. */
  end(): void {
    this.isEnding = true;
    this.flush();
  }

  fail(error: Error): void {
    if (this.isOver) return;
    this.stop();
    this.wire.error(error);
  }

  /** The subscriber has gone. */
  stop(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.empty();
    this.deaf();
    this.drained();
    this.permit?.release();
    this.leave();
  }

  private flush(): void {
    while (!this.arriving && !this.wire.behind && this.queue.length > 0) {
      if (this.isOver || !this.mayGoOn()) return;
      const batch = this.queue.shift() as Batch;
      this.items -= batch.payloads.length;
      this.bytes -= batch.bytes;
      this.wire.next(batch);
    }
    if (this.isOver || this.arriving || this.wire.behind) return;
    if (this.dropped) {
      this.dropped = false;
      const { order, batch } = this.resync();
      this.knows = order;
      this.arrive(once(batch)).catch((error: unknown) => this.fail(error as Error));
    } else if (this.isEnding) {
      this.stop();
      this.wire.complete();
    }
  }

  private mayGoOn(): boolean {
    if (!this.permit?.lost) return true;
    this.fail(this.permit.lost);
    return false;
  }

  private empty(): void {
    this.queue = [];
    this.items = 0;
    this.bytes = 0;
  }
}

async function* once<T>(value: Promise<T>): AsyncGenerator<T, void> {
  yield await value;
}
