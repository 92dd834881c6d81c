// Lets go, every hour, of what nobody needs any more; the first time a little after the start, which it must not slow down.
const SOON = 60_000;
const EVERY = 3_600_000;

/** Ends early when the signal does: what is left is for the next time. */
export type Chore = (signal: AbortSignal) => Promise<unknown>;

export class Housekeeping {
  private timer: NodeJS.Timeout | null = null;
  private underWay: Promise<void> = Promise.resolve();
  private readonly ending = new AbortController();

  constructor(
    private readonly chores: readonly Chore[],
    private readonly onFault: (error: unknown) => void,
  ) {}

  start(): void {
    this.again(SOON);
  }

  /** Resolves when nothing is being done any more. */
  async stop(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.ending.abort();
    await this.underWay;
  }

  /** One after another: one that fails keeps no other from being done. */
  run(): Promise<void> {
    this.underWay = this.doAll(this.ending.signal);
    return this.underWay;
  }

  private async doAll(signal: AbortSignal): Promise<void> {
    for (const chore of this.chores) if (!signal.aborted) await chore(signal).catch(this.onFault);
  }

  private again(delay: number): void {
    this.timer = setTimeout(() => void this.run().finally(() => this.timer && this.again(EVERY)), delay);
    this.timer.unref();
  }
}
