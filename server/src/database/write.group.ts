// One transaction of several works, each as if it were alone: they run in the order they came, and one that fails takes back
// its own changes and nobody else's.
import type { Id } from "./columns.js";
import { databaseFault } from "./fault.js";
import { AheadRows } from "./ahead.rows.js";
import type { Lane } from "./lane.js";
import { RowWriter, isStandIn } from "./row.writer.js";
import { DirectRows } from "./rows.js";
import { type Change, type Needs, NotReadAhead, type ReadAhead, Work } from "./work.js";

export interface Job {
  run(work: Work): Promise<unknown>;
  /** What to read ahead; without it the work sends its statements one by one. */
  needs?: Needs;
}

export type Outcome = { done: true; work: Work; value: unknown } | { done: false; error: unknown };

export class WriteGroup {
  readonly writer: RowWriter;
  private readonly rows: AheadRows;
  /** Whether what the next jobs need was read, and is still as it was. */
  private isRead = false;

  constructor(
    private readonly lane: Lane,
    private readonly projectId: Id,
    private readonly clock: () => Date,
  ) {
    this.writer = new RowWriter(lane);
    this.rows = new AheadRows(this.writer);
  }

  /** `ahead`: whether to read ahead at all. */
  async run(jobs: readonly Job[], ahead: boolean): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const [index, job] of jobs.entries()) {
      const isAhead = ahead && job.needs !== undefined;
      if (isAhead && !this.isRead) await this.read(jobs.slice(index));
      const outcome = isAhead ? await this.runAhead(job) : null;
      outcomes.push(outcome ?? (await this.runDirect(job)));
    }
    await this.rows.write();
    for (const outcome of outcomes) if (outcome.done) await this.settle(outcome.work);
    return outcomes;
  }

  /** Resolves when all that the works have made is there, and has its id. */
  async written(): Promise<void> {
    await this.writer.numbered();
    await this.lane.answered();
  }

  /** Reads what the jobs need from here on, as far as no other comes between that may change it. */
  private async read(jobs: readonly Job[]): Promise<void> {
    const next = jobs.findIndex(({ needs }) => !needs);
    const needs = (next === -1 ? jobs : jobs.slice(0, next)).flatMap((job) => job.needs ?? []);
    const { projectId, rows } = this;
    const { manager } = this.lane;
    const ahead = { manager, projectId, know: rows.know.bind(rows) };
    const byReader = new Map<ReadAhead<unknown>, unknown[]>();
    for (const { read, need } of needs) byReader.set(read, [...(byReader.get(read) ?? []), need]);
    for (const [read, all] of byReader) await read(ahead, all);
    this.isRead = true;
  }

  /** In memory; null when something was not read ahead, and nothing has happened then. */
  private async runAhead(job: Job): Promise<Outcome | null> {
    const { rows } = this;
    const work = new Work(this.projectId, null, rows, this.clock());
    rows.begin();
    try {
      const value = await job.run(work);
      rows.accept();
      return { done: true, work, value };
    } catch (error) {
      rows.takeBack();
      return error instanceof NotReadAhead ? null : { done: false, error };
    }
  }

  /** Statement by statement, in a savepoint. */
  private async runDirect(job: Job): Promise<Outcome> {
    const { manager } = this.lane;
    // It must find what those before it did, and those after it what it does.
    await this.rows.write();
    await this.writer.settleUp();
    await this.written();
    this.isRead = false;
    const work = new Work(this.projectId, manager, new DirectRows(manager), this.clock());
    await manager.query("SAVEPOINT work");
    try {
      const value = await job.run(work);
      await manager.query("RELEASE SAVEPOINT work");
      return { done: true, work, value };
    } catch (error) {
      // A fault of the database itself ends the whole transaction: nothing of it can be kept.
      if (databaseFault(error)) throw error;
      await manager.query("ROLLBACK TO SAVEPOINT work");
      return { done: false, error };
    }
  }

  private async settle({ changes, newcomers }: Work): Promise<void> {
    const { writer } = this;
    const isOpen = ({ visitorId, conversationId }: Change) =>
      isStandIn(visitorId) || isStandIn(conversationId);
    if (newcomers.length > 0 || changes.some(isOpen)) await writer.numbered();
    for (const change of changes) {
      if (change.visitorId) change.visitorId = writer.final(change.visitorId);
      if (change.conversationId) change.conversationId = writer.final(change.conversationId);
    }
  }
}
