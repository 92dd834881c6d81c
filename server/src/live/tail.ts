// The reader at the end of every project's log. It reads new changes once for all subscribers of this process and keeps
// the latest in memory; subscribers pull from it at their own pace, so a slow one holds back nobody and queues nothing.
import type { Id } from "../database/columns.js";
import { type Bus, type Topic, projectTopic } from "./bus.js";
import type { ChangeLog, LoggedChange } from "./change-log.js";
import { HEARTBEAT } from "./stream.js";

const KEPT = 500;
const BATCH = 200;

class ProjectTail {
  recent: LoggedChange[] = [];
  reading: Promise<void> | null = null;
  users = 0;
  stop: () => void = () => undefined;
  readonly wakers = new Set<() => void>();
  /** The newest seq that a hint has named: reading goes on until it is reached. */
  known = 0;
  /** The newest seq that has been read. */
  seq = 0;
  ready: Promise<void> = Promise.resolve();
}

export class Tails {
  private readonly tails = new Map<Id, ProjectTail>();

  constructor(
    private readonly log: ChangeLog,
    private readonly bus: Bus,
    /** Longest silence of a stream, in ms: then it sends a HEARTBEAT. */
    readonly heartbeat = HEARTBEAT,
  ) {}

  /** Follows a project from `seq` on, and wakes for `topics` too. Call `close` when done. */
  async follow<Facts>(projectId: Id, seq: number, topics: readonly Topic[] = []): Promise<Follower<Facts>> {
    const tail = this.tails.get(projectId) ?? this.open(projectId);
    // Counted before the first wait: a tail that is about to be used is never let go.
    tail.users++;
    try {
      await tail.ready;
    } catch (error) {
      this.release(projectId, tail);
      throw error;
    }
    const ears: (() => void)[] = [];
    const follower = new Follower<Facts>(
      seq,
      (after, check) => this.read(projectId, tail, after, check) as Promise<LoggedChange<Facts>[]>,
      (waker) => {
        tail.wakers.add(waker);
        return () => tail.wakers.delete(waker);
      },
      () => {
        for (const deaf of ears) deaf();
        this.release(projectId, tail);
      },
    );
    for (const topic of topics) ears.push(this.bus.listen(topic, () => follower.poke()));
    return follower;
  }

  private release(projectId: Id, tail: ProjectTail): void {
    if (--tail.users > 0) return;
    tail.stop();
    if (this.tails.get(projectId) === tail) this.tails.delete(projectId);
  }

  private open(projectId: Id): ProjectTail {
    const tail = new ProjectTail();
    // Listening begins before the head is read, so that no hint falls between the two.
    tail.stop = this.bus.listen(projectTopic(projectId), (seq) => {
      tail.known = Math.max(tail.known, Number(seq));
      for (const wake of [...tail.wakers]) wake();
    });
    tail.ready = this.log.head(projectId).then(({ seq }) => {
      tail.seq = seq;
      tail.known = Math.max(tail.known, seq);
    });
    this.tails.set(projectId, tail);
    return tail;
  }

  /** `check` asks the database even when no hint came: a hint may be lost, a commit is not. */
  private async read(
    projectId: Id,
    tail: ProjectTail,
    after: number,
    check: boolean,
  ): Promise<LoggedChange[]> {
    for (let ask = check; ask || tail.seq < tail.known; ask = false) {
      tail.reading ??= this.load(projectId, tail);
      await tail.reading;
    }
    if (after >= tail.seq) return [];
    const first = tail.recent[0];
    if (first && first.seq <= after + 1)
      return tail.recent.filter((change) => change.seq > after).slice(0, BATCH);
    return this.log.after<object>(projectId, after, BATCH);
  }

  private async load(projectId: Id, tail: ProjectTail): Promise<void> {
    try {
      const known = tail.known;
      const fresh = await this.log.after<object>(projectId, tail.seq, BATCH);
      tail.recent = [...tail.recent, ...fresh].slice(-KEPT);
      tail.seq = fresh.at(-1)?.seq ?? Math.max(tail.seq, known);
      tail.known = Math.max(tail.known, tail.seq);
    } finally {
      tail.reading = null;
    }
  }
}

export class Follower<Facts> {
  private woken = false;
  private wake: () => void = () => undefined;
  private readonly forget: () => void;

  constructor(
    public seq: number,
    private readonly read: (after: number, check: boolean) => Promise<LoggedChange<Facts>[]>,
    listen: (waker: () => void) => () => void,
    private readonly leave: () => void,
  ) {
    this.forget = listen(() => {
      this.woken = true;
      this.wake();
    });
  }

  /** New changes in order, or an empty list when `milliseconds` passed without any, or `poke` was called. */
  async next(milliseconds: number, signal: AbortSignal): Promise<LoggedChange<Facts>[]> {
    this.woken = false;
    const changes = await this.read(this.seq, false);
    if (changes.length > 0 || signal.aborted) return this.take(changes);
    if (!this.woken) await this.rest(milliseconds, signal);
    return signal.aborted ? [] : this.take(await this.read(this.seq, !this.woken));
  }

  poke(): void {
    this.woken = true;
    this.wake();
  }

  close(): void {
    this.forget();
    this.leave();
  }

  private take(changes: LoggedChange<Facts>[]) {
    this.seq = changes.at(-1)?.seq ?? this.seq;
    return changes;
  }

  private rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener("abort", done);
      this.wake = done;
    });
  }
}
