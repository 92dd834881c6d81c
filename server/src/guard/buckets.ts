// Who has taken how much of what may be taken: a bucket each, that fills again by itself. In this process's memory, so that
// asking costs a look into a map; what the busy ones take is told to the other processes a few times a second.

/** So much at once, and so much again in so many seconds. */
export interface Allowance {
  readonly count: number;
  readonly seconds: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** The oldest go first: a flood of made-up callers cannot fill the memory. */
const KEPT = 50_000;
/** Who takes less than this part is nobody's business but this process's. */
const TOLD_FROM = 1 / 8;
const TOLD_AT_ONCE = 1_000;
const HAIR = 1e-6;

export class Buckets {
  private readonly buckets = new Map<string, Bucket>();
  /** Taken here since the others were told, of those who have taken much. */
  private untold = new Map<string, number>();
  private readonly perMs: number;

  constructor(
    private readonly allowance: Allowance,
    /** In ms. */
    private readonly now: () => number,
  ) {
    this.perMs = allowance.count / (allowance.seconds * 1000);
  }

  /** Takes so much; answers 0, or in how many seconds it may be taken, and nothing has been taken then. */
  take(key: string, cost = 1): number {
    const { count, seconds } = this.allowance;
    const wanted = Math.min(cost, count);
    const bucket = this.of(key);
    const missing = wanted - bucket.left;
    // What is missing by a hair is there: parts of a call do not add up exactly.
    if (missing > HAIR) return Math.max(1, Math.ceil((missing * seconds) / count - HAIR));
    bucket.left -= wanted;
    if (count - bucket.left > count * TOLD_FROM) this.untold.set(key, (this.untold.get(key) ?? 0) + wanted);
    return 0;
  }

  /** Another process has given so much to these. */
  taken(told: readonly (readonly [string, number])[]): void {
    for (const [key, cost] of told) {
      const bucket = this.of(key);
      bucket.left = Math.max(0, bucket.left - cost);
    }
  }

  /** What the other processes should know, once. */
  tell(): [string, number][] {
    if (this.untold.size === 0) return [];
    const told = [...this.untold].slice(0, TOLD_AT_ONCE);
    this.untold = new Map([...this.untold].slice(TOLD_AT_ONCE));
    return told;
  }

  /** Lets go of those that are full again: they are as new ones. */
  sweep(): void {
    for (const key of this.buckets.keys()) {
      if (this.filled(this.buckets.get(key) as Bucket).left >= this.allowance.count) this.buckets.delete(key);
    }
  }

  get size(): number {
    return this.buckets.size;
  }

  private of(key: string): Bucket {
    const known = this.buckets.get(key);
    if (known) {
      this.buckets.delete(key);
      this.buckets.set(key, known);
      return this.filled(known);
    }
    const fresh = { left: this.allowance.count, at: this.now() };
    this.buckets.set(key, fresh);
    if (this.buckets.size > KEPT) {
      const [oldest] = this.buckets.keys();
      if (oldest !== undefined) this.buckets.delete(oldest);
    }
    return fresh;
  }

  private filled(bucket: Bucket): Bucket {
    const now = this.now();
    // A clock that was set back gives nothing and takes nothing.
    bucket.left = Math.min(this.allowance.count, bucket.left + Math.max(0, now - bucket.at) * this.perMs);
    bucket.at = now;
    return bucket;
  }
}
