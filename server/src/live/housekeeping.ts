// Lets go, every hour, of what nobody needs any more; the first time a little after the start, which it must not slow down.
const SOON = 60_000;
const EVERY = 3_600_000;

export class Housekeeping {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly chores: readonly (() => Promise<void>)[],
    private readonly onFault: (error: unknown) => void,
  ) {}

  start(): void {
    this.again(SOON);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  /** One after another: one that fails keeps no other from being done. */
  async run(): Promise<void> {
    for (const chore of this.chores) await chore().catch(this.onFault);
  }

  private again(delay: number): void {
    this.timer = setTimeout(() => void this.run().finally(() => this.timer && this.again(EVERY)), delay);
    this.timer.unref();
  }
}
