// What is done once a night, by one process: whichever looks first after three o'clock on its own clock. A night that was
// missed, because nothing ran, is made up for after the next start, and one that a stop or a crash cut short by whoever looks next.
import { type Database, unlessUnderWay } from "../database/data-source.js";
import { readFact, writeFact } from "../database/installation.entity.js";

const FACT = "night";
const SOON = 60_000;
const EVERY = 10 * 60_000;
const BEGINS = 3 * 3_600_000;
const DAY = 24 * 3_600_000;
/** Clocks and zones of several processes may differ by so many nights. What is further ahead was a clock that went wrong. */
const AHEAD = 2;

export class Night {
  private timer: NodeJS.Timeout | null = null;
  private underWay: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    /** False: it was not done to its end. */
    private readonly work: () => Promise<boolean>,
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
    if (isOver(await readFact(manager, FACT), tonight)) return false;
    let isDone = false;
    await unlessUnderWay(this.database, FACT, async () => {
      if (isOver(await readFact(manager, FACT), tonight) || !(await this.work())) return;
      await writeFact(manager, FACT, tonight);
      isDone = true;
    });
    return isDone;
  }

  /** The day that it began on, by this process's clock and zone. */
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

function isOver(done: string | null, tonight: string): boolean {
  if (done === null) return false;
  const ahead = daysOf(done) - daysOf(tonight);
  return ahead >= 0 && ahead <= AHEAD;
}

function daysOf(night: string): number {
  const [year = 0, month = 0, day = 0] = night.split("-").map(Number);
  return Date.UTC(year, month - 1, day) / DAY;
}
