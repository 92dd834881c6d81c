// The load: lets the senders work, holds them while things come to rest, and counts their answers.
import type { Random } from "../../src/demo/random.js";
import { type Bell, lasting } from "./bell.js";

export class Load {
  answers = 0;
  private running = false;
  private over = false;
  private working = 0;
  /** Of those who are held. */
  private waiting: (() => void)[] = [];
  /** Longest pause between two things that one sender does, in ms. */
  pace = 50;

  constructor(private readonly bell: Bell) {}

  /** Before each thing a sender does. False: it is over. */
  async turn(random: Random): Promise<boolean> {
    await lasting(random.between(0, this.pace));
    while (!this.running && !this.over) {
      this.working--;
      this.bell.ring();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      this.working++;
    }
    return !this.over;
  }

  /** A sender's whole life. */
  async employ(work: () => Promise<void>): Promise<void> {
    this.working++;
    try {
      await work();
    } finally {
      this.working--;
      this.bell.ring();
    }
  }

  done(kind: "answered" | "refused" | "silent"): void {
    if (kind === "answered") this.answers++;
    this.bell.ring();
  }

  go(): void {
    this.running = true;
    for (const resume of this.waiting.splice(0)) resume();
  }

  /** Resolves when `count` more were answered. */
  async until(count: number, ms: number): Promise<void> {
    const wanted = this.answers + count;
    await this.bell.until(
      () => `${count} answers (${wanted - this.answers} are missing)`,
      ms,
      () => this.answers >= wanted,
    );
  }

  /** Resolves when everybody has finished what was under way, retries and all. */
  async hold(ms: number): Promise<void> {
    this.running = false;
    await this.bell.until(
      () => `${this.working} senders to finish`,
      ms,
      () => this.working === 0,
    );
  }

  end(): void {
    this.over = true;
    for (const resume of this.waiting.splice(0)) resume();
  }
}
