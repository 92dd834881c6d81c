// Loads what is too much for a query to wait for: bit by bit, one project after the other, and everybody else in between.
import { setImmediate } from "node:timers/promises";

/** Does a bit; true when nothing is left to do. */
export type Step = () => Promise<boolean>;

export class Background {
  private readonly works = new Map<object, Map<string, Step>>();
  private running: Promise<void> | null = null;
  private isStopped = false;

  constructor(private readonly onFault: (error: unknown) => void) {}

  /** `key` tells one work of the owner from another; what is under way already is not begun again. */
  add(owner: object, key: string, step: Step): void {
    if (this.isStopped) return;
    const works = this.works.get(owner) ?? new Map<string, Step>();
    if (!works.has(key)) works.set(key, step);
    this.works.set(owner, works);
    this.running ??= this.run().finally(() => (this.running = null));
  }

  isBusyFor(owner: object): boolean {
    return this.works.has(owner);
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.idle();
  }

  private async run(): Promise<void> {
    for (;;) {
      const [next] = this.works;
      const [work] = next?.[1] ?? [];
      if (!next || !work || this.isStopped) break;
      const [owner, works] = next;
      // A fault ends it: the next search that needs it begins again.
      const done = await work[1]().catch((error: unknown) => {
        this.onFault(error);
        return true;
      });
      if (done) works.delete(work[0]);
      if (works.size === 0) this.works.delete(owner);
      await setImmediate();
    }
    this.works.clear();
  }
}
