// Somebody who follows a project's log, or what happens to one visitor in it, at a pace of its own.
import type { Id } from "../database/columns.js";
import { LoaderScope } from "../graphql/loader.js";
import type { LoggedChange } from "./change-log.js";
import { persist } from "./feed.js";
import type { Reading, Tail, Waker } from "./tail.js";

/** How long to wait for a database that is away before it is asked again, in ms. */
const PATIENCE = 2_000;

export class Follower<Facts> {
  private woken = false;
  private wake: () => void = () => undefined;
  /** A visitor's follower is handed its rows; a project's pulls them at its own pace. */
  private handed: LoggedChange[] = [];
  private gap = false;
  private readonly forget: () => void;

  constructor(
    private readonly tail: Tail,
    private readonly visitorId: Id | null,
    public seq: number,
    private readonly leave: () => void,
  ) {
    const waker: Waker = (rows, gap) => {
      if (visitorId !== null) {
        this.handed.push(...rows);
        this.gap ||= gap;
      }
      this.poke();
    };
    this.forget = tail.listen(waker, visitorId ?? undefined);
  }

  /**
   * New changes in order; none of them when `poke` was called; null when `milliseconds` passed without any and the
   * database was asked. While the database is away it goes on waiting.
   */
  async next(milliseconds: number, signal: AbortSignal): Promise<Reading<Facts> | null> {
    for (const deadline = Date.now() + milliseconds; ;) {
      const poked = this.woken;
      this.woken = false;
      const reading = await persist(signal, () => this.take());
      if (reading) return reading as Reading<Facts>;
      if (signal.aborted || poked) return { rows: [], scope: new LoaderScope(), gap: false };
      const patience = deadline - Date.now();
      if (patience > 0) await this.rest(patience, signal);
      else if (this.tail.isFresh) return null;
      else await Promise.race([this.tail.checked(), this.rest(PATIENCE, signal)]);
    }
  }

  poke(): void {
    this.woken = true;
    this.wake();
  }

  close(): void {
    this.forget();
    this.leave();
  }

  private async take(): Promise<Reading<object> | null> {
    if (this.visitorId !== null) {
      const { handed: rows, gap } = this;
      if (rows.length === 0 && !gap) return null;
      this.handed = [];
      this.gap = false;
      return { rows, scope: this.tail.scopeOf(rows), gap };
    }
    if (this.seq >= this.tail.seq) return null;
    const reading = await this.tail.after(this.seq);
    this.seq = reading.rows.at(-1)?.seq ?? this.seq;
    return reading;
  }

  private rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.woken || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        if (this.wake === done) this.wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener("abort", done);
      this.wake = done;
    });
  }
}
