// The one door for every write of the product that a client may see. A work changes rows and says what it changed;
// the door takes the project's sequence, writes the change log, commits, and only then answers and tells the bus.
// Works that come in while a transaction is under way wait together and share the next one: one commit a burst.
import type { EntityManager } from "typeorm";
import type { Database } from "./data-source.js";
import { forUpdateSql } from "./data-source.js";
import type { Id } from "./columns.js";
import { databaseFault } from "./fault.js";

/** What a client may see to have changed. `before` and `after` hold what a filter can test; null: did not, does not exist. */
export interface Change {
  type: string;
  visitorId: Id | null;
  conversationId?: Id | null;
  messageSeq?: number | null;
  before: object | null;
  after: object | null;
  /** An erasure: what this transaction logged of the visitor before it carries no facts either. */
  erases?: true;
}

export class Work {
  readonly changes: Change[] = [];
  /** Who waits for the project's next visitor number. */
  readonly newcomers: ((number: number) => Promise<void>)[] = [];

  constructor(
    readonly projectId: Id,
    readonly manager: EntityManager,
    readonly now: Date,
  ) {}

  change(change: Change): void {
    this.changes.push(change);
  }

  /** Hands out the project's next visitor number, once the sequence is locked: numbers have no gap and no double. */
  numberNext(assign: (number: number) => Promise<void>): void {
    this.newcomers.push(assign);
  }
}

/** Derives what is kept beside the rows (counters) from the changes, in the same transaction, under the sequence's lock. */
export type ChangeKeeper = (
  manager: EntityManager,
  projectId: Id,
  changes: readonly Change[],
) => Promise<void>;

interface Waiting {
  run(work: Work): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

type Outcome = { done: true; work: Work; value: unknown } | { done: false; error: unknown };

const GROUP = 100;
const ATTEMPTS = 5;

export class WriteDoor {
  private readonly queues = new Map<Id, Waiting[]>();

  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    private readonly keepers: readonly ChangeKeeper[],
    private readonly announce: (projectId: Id, seq: number) => void,
    private readonly size = GROUP,
  ) {}

  /**
   * Runs `work` in a transaction of the project. It may run more than once (after a deadlock), so it changes nothing
   * but rows. Resolves after the commit. Rejects with what the work threw, or with UNAVAILABLE when the database fails.
   */
  write<T>(projectId: Id, run: (work: Work) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = { run, resolve: (value) => resolve(value as T), reject };
      const queue = this.queues.get(projectId);
      if (queue) {
        queue.push(waiting);
        return;
      }
      this.queues.set(projectId, [waiting]);
      void this.pump(projectId);
    });
  }

  private async pump(projectId: Id): Promise<void> {
    for (let queue = this.queues.get(projectId); queue && queue.length > 0;) {
      await this.group(projectId, queue.splice(0, this.size));
    }
    this.queues.delete(projectId);
  }

  private async group(projectId: Id, group: Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { outcomes, seq } = await this.transaction(projectId, group);
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome.done) {
            group[index]?.resolve(outcome.value);
          } else group[index]?.reject(outcome.error);
        }
        if (seq !== null) this.announce(projectId, seq);
        return;
      } catch (error) {
        const fault = databaseFault(error);
        if (fault === "conflict" && attempt < ATTEMPTS) continue;
        for (const waiting of group) waiting.reject(error);
        return;
      }
    }
  }

  private transaction(projectId: Id, group: Waiting[]) {
    const body = async (manager: EntityManager) => {
      const outcomes: Outcome[] = [];
      for (const waiting of group) outcomes.push(await this.attempt(projectId, manager, waiting));
      const works = outcomes.flatMap((outcome) => (outcome.done ? [outcome.work] : []));
      const changes = works.flatMap((work) => work.changes);
      const newcomers = works.flatMap((work) => work.newcomers);
      const seq = changes.length > 0 ? await this.log(projectId, manager, changes, newcomers) : null;
      return { outcomes, seq };
    };
    const { source, gate } = this.database;
    // READ COMMITTED: a work that waited for a lock must then see what the lock's holder wrote.
    return gate ? gate.within(() => source.transaction(body)) : source.transaction("READ COMMITTED", body);
  }

  /** One work in a savepoint: its failure takes back its own rows and nobody else's. */
  private async attempt(projectId: Id, manager: EntityManager, waiting: Waiting): Promise<Outcome> {
    const work = new Work(projectId, manager, this.clock());
    await manager.query("SAVEPOINT work");
    try {
      const value = await waiting.run(work);
      await manager.query("RELEASE SAVEPOINT work");
      return { done: true, work, value };
    } catch (error) {
      // A fault of the database itself ends the whole transaction: nothing of it can be kept.
      if (databaseFault(error)) throw error;
      await manager.query("ROLLBACK TO SAVEPOINT work");
      return { done: false, error };
    }
  }

  /**
   * The end of every transaction. The sequence's row lock comes before the counters' and is held until the commit:
   * one order of locks for all, so no deadlock at the hot rows, and commit order is seq order.
   */
  private async log(
    projectId: Id,
    manager: EntityManager,
    changes: Change[],
    newcomers: Work["newcomers"],
  ): Promise<number> {
    const rows: { seq: number | string; visitors: number }[] = await manager.query(
      `SELECT seq, visitors FROM project_sequence WHERE project_id = ?${forUpdateSql(manager)}`,
      [projectId],
    );
    if (!rows[0]) throw new Error(`project ${projectId} has no sequence`);
    let { visitors } = rows[0];
    for (const assign of newcomers) await assign(++visitors);
    for (const keep of this.keepers) await keep(manager, projectId, changes);
    const head = Number(rows[0].seq);
    const seq = head + changes.length;
    await manager.query("UPDATE project_sequence SET seq = ?, visitors = ? WHERE project_id = ?", [
      seq,
      visitors,
      projectId,
    ]);
    const erasedAt = new Map(
      changes.flatMap((change, index) => (change.erases ? [[change.visitorId, index]] : [])),
    );
    const known = (change: Change, index: number) => index >= (erasedAt.get(change.visitorId) ?? 0);
    const at = this.clock().getTime();
    const values = changes.flatMap((change, index) => [
      projectId,
      head + index + 1,
      change.type,
      change.visitorId,
      change.conversationId ?? null,
      change.messageSeq ?? null,
      change.before && known(change, index) ? JSON.stringify(change.before) : null,
      change.after && known(change, index) ? JSON.stringify(change.after) : null,
      at,
    ]);
    const marks = changes.map(() => "(?, ?, ?, ?, ?, ?, ?, ?, ?)").join(", ");
    await manager.query(
      `INSERT INTO project_change (project_id, seq, type, visitor_id, conversation_id, message_seq, before_facts, after_facts, at) VALUES ${marks}`,
      values,
    );
    return seq;
  }
}
