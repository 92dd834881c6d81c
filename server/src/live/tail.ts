// The reader at the end of a project's log. It reads new changes once for all subscribers of this process, when the bus
// hints at them and at least once a heartbeat without a hint: a hint may be lost, a commit is not.
import { databaseFault } from "../database/fault.js";
import type { Id } from "../database/columns.js";
import { LoaderScope } from "../graphql/loader.js";
import { type Bus, projectTopic } from "./bus.js";
import type { ChangeLog, LoggedChange } from "./change-log.js";
import { pause } from "./feed.js";

const KEPT = 500;
const BATCH = 200;
const LONGEST_PAUSE = 2_000;

/** Changes in order, each behind the last; a gap says that some in between are gone: start afresh. */
export interface Reading<Facts> {
  rows: readonly LoggedChange<Facts>[];
  scope: LoaderScope;
  gap: boolean;
}

export type Waker = (rows: readonly LoggedChange[], gap: boolean) => void;

export class Tail {
  users = 0;
  /** The newest seq that has been read. */
  seq = 0;
  /** When the database was last asked for more, with success. */
  checkedAt = 0;
  readonly ready: Promise<void>;
  private recent: LoggedChange[] = [];
  private latest = { from: 0, scope: new LoaderScope() };
  /** The newest seq that a hint has named since the latest reading began: what that one reads may be older than the hint. */
  private known = 0;
  private wantsCheck = false;
  private isReading = false;
  private isFailing = false;
  private checkers: (() => void)[] = [];
  private readonly wide = new Set<Waker>();
  private readonly narrow = new Map<Id, Set<Waker>>();
  private readonly end = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly deaf: () => void;

  constructor(
    readonly projectId: Id,
    private readonly log: ChangeLog,
    bus: Bus,
    private readonly heartbeat: number,
    private readonly onFault: (error: unknown) => void,
  ) {
    // Listening begins before the head is read, so that no hint falls between the two.
    this.deaf = bus.listen(projectTopic(projectId), (seq) => this.hint(Number(seq)));
    this.timer = setInterval(() => this.check(), heartbeat);
    this.timer.unref();
    this.ready = log.head(projectId).then(({ seq }) => {
      this.seq = seq;
      this.checkedAt = Date.now();
      this.latest.from = seq + 1;
      this.read();
    });
    this.ready.catch(() => undefined);
  }

  hint(seq: number): void {
    this.known = Math.max(this.known, seq);
    this.read();
  }

  check(): void {
    this.wantsCheck = true;
    this.read();
  }

  listen(waker: Waker, visitorId?: Id): () => void {
    const wakers = visitorId === undefined ? this.wide : (this.narrow.get(visitorId) ?? new Set<Waker>());
    wakers.add(waker);
    if (visitorId !== undefined) this.narrow.set(visitorId, wakers);
    return () => {
      wakers.delete(waker);
      if (visitorId !== undefined && wakers.size === 0) this.narrow.delete(visitorId);
    };
  }

  /** Whether the database was asked within the length of a heartbeat, and answers. */
  get isFresh(): boolean {
    return !this.isFailing && Date.now() - this.checkedAt <= this.heartbeat;
  }

  /** Resolves when the database has answered. */
  checked(): Promise<void> {
    this.check();
    return new Promise((resolve) => this.checkers.push(resolve));
  }

  /** What came after a place: from memory when it is recent, else from the log. */
  async after(seq: number): Promise<Reading<object>> {
    const first = this.recent[0];
    const rows =
      first && first.seq <= seq + 1
        ? this.recent.slice(seq + 1 - first.seq).slice(0, BATCH)
        : await this.log.after<object>(this.projectId, seq, BATCH);
    return { rows, scope: this.scopeOf(rows), gap: rows[0]?.seq !== seq + 1 };
  }

  /** Rows of the latest reading share what is loaded for them, however many followers ask. */
  scopeOf(rows: readonly LoggedChange[]): LoaderScope {
    return rows.length > 0 && (rows[0]?.seq ?? 0) >= this.latest.from ? this.latest.scope : new LoaderScope();
  }

  close(): void {
    this.end.abort();
    clearInterval(this.timer);
    this.deaf();
    for (const resolve of this.checkers.splice(0)) resolve();
  }

  private read(): void {
    if (this.isReading || this.end.signal.aborted || this.checkedAt === 0) return;
    this.isReading = true;
    void this.readOn();
  }

  /** A database that is away makes the tail late; whoever follows it goes on waiting. */
  private async readOn(): Promise<void> {
    const { signal } = this.end;
    for (let tries = 0; !signal.aborted && (this.wantsCheck || this.seq < this.known);) {
      this.wantsCheck = false;
      this.known = 0;
      try {
        this.take(await this.log.after<object>(this.projectId, this.seq, BATCH));
        tries = 0;
        this.isFailing = false;
      } catch (error) {
        this.wantsCheck = true;
        this.isFailing = true;
        if (!databaseFault(error)) this.onFault(error);
        await pause(Math.random() * Math.min(LONGEST_PAUSE, 100 * 2 ** tries++), signal);
      }
    }
    // In the same step as the last look at what hints have said: none falls between the two.
    this.isReading = false;
  }

  private take(fresh: LoggedChange[]): void {
    this.checkedAt = Date.now();
    for (const resolve of this.checkers.splice(0)) resolve();
    const last = fresh.at(-1);
    if (!last) return;
    if (fresh.length === BATCH) this.wantsCheck = true;
    const gap = fresh[0]?.seq !== this.seq + 1;
    this.recent = gap ? fresh : [...this.recent, ...fresh].slice(-KEPT);
    this.latest = { from: fresh[0]?.seq ?? 0, scope: new LoaderScope() };
    this.seq = last.seq;
    for (const wake of [...this.wide]) wake(fresh, gap);
    this.wakeNarrow(fresh, gap);
  }

  private wakeNarrow(fresh: readonly LoggedChange[], gap: boolean): void {
    if (this.narrow.size === 0) return;
    const rows = new Map<Id, LoggedChange[]>(gap ? [...this.narrow.keys()].map((id) => [id, []]) : []);
    for (const row of fresh) {
      if (row.visitorId === null || !this.narrow.has(row.visitorId)) continue;
      rows.set(row.visitorId, [...(rows.get(row.visitorId) ?? []), row]);
    }
    for (const [visitorId, theirs] of rows)
      for (const wake of [...(this.narrow.get(visitorId) ?? [])]) wake(theirs, gap);
  }
}
