// What is done once a night, by one process: whichever looks first after three o'clock on its own clock. A night that was
// missed, because nothing ran, is made up for after the next start.
import { type Database, unlessUnderWay } from "../database/data-source.js";
import { readFact, writeFact } from "../database/installation.entity.js";

const FACT = "night";
const SOON = 60_000;
const EVERY = 10 * 60_000;
const BEGINS = 3 * 3_600_000;

export class Night {
  private timer: NodeJS.Timeout | null = null;
  private underWay: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    private readonly work: () => Promise<void>,
    private readonly onFault: (error: unknown) => void,
  ) {}

  start(): void {
    this.again(SOON);
  }

  async stop(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.underWay;
  }

  /** Does the night's work unless it was done; answers whether it was done now. */
  async look(): Promise<boolean> {
    const tonight = this.tonight;
    const { manager } = this.database.source;
    if ((await readFact(manager, FACT)) === tonight) return false;
    let isDone = false;
    await unlessUnderWay(this.database, FACT, async () => {
      if ((await readFact(manager, FACT)) === tonight) return;
      await this.work();
      await writeFact(manager, FACT, tonight);
      isDone = true;
    });
    return isDone;
  }

  private get tonight(): string {
    const began = new Date(this.clock().getTime() - BEGINS);
    return `${began.getFullYear()}-${began.getMonth() + 1}-${began.getDate()}`;
  }

  private again(delay: number): void {
    this.timer = setTimeout(() => {
      this.underWay = this.look()
        .catch(this.onFault)
        .finally(() => this.timer && this.again(EVERY));
    }, delay);
    this.timer.unref();
  }
}
