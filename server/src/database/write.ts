// The one door for every write of the product that a client may see. A work changes rows and says what it changed;
// the door takes the project's sequence, writes the change log, commits, and only then answers and tells the bus.
// Works that come in while a transaction is under way wait together and share the next one: one commit a burst.
import { setImmediate as turn } from "node:timers/promises";
import type { EntityManager } from "typeorm";
import { writeChanges } from "./change.writer.js";
import type { Id } from "./columns.js";
import type { Database } from "./data-source.js";
import { databaseFault } from "./fault.js";
import { Lane } from "./lane.js";
import type { ChangeKeeper, Needs, Work } from "./work.js";
import { type Job, WriteGroup } from "./write.group.js";

export type { Work } from "./work.js";

interface Waiting extends Job {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export interface DoorOptions {
  /** How many works may share a transaction. */
  group?: number;
  /** Whether works share statements too: only to compare with, and to measure. */
  ahead?: boolean;
}

const GROUP = 200;
const ATTEMPTS = 5;

export class WriteDoor {
  private readonly queues = new Map<Id, Waiting[]>();

  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    private readonly keepers: readonly ChangeKeeper[],
    private readonly announce: (projectId: Id, seq: number) => void,
    private readonly options: DoorOptions = {},
  ) {}

  /**
   * Runs `work` in a transaction of the project. It may run more than once (after a deadlock), so it changes nothing
   * but rows. Resolves after the commit. Rejects with what the work threw, or with UNAVAILABLE when the database fails.
   * `needs` says what to read ahead, so that many works share their statements too.
   */
  write<T, Need>(projectId: Id, run: (work: Work) => Promise<T>, needs?: Needs<Need>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        run,
        needs: needs as Needs | undefined,
        resolve: (value) => resolve(value as T),
        reject,
      };
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
    for (;;) {
      // Whoever was just answered, or comes in the same turn, goes along: otherwise the first of a burst would go alone.
      await turn();
      const group = this.queues.get(projectId)?.splice(0, this.options.group ?? GROUP) ?? [];
      if (group.length === 0) break;
      await this.group(projectId, group);
    }
    this.queues.delete(projectId);
  }

  private async group(projectId: Id, group: Waiting[]): Promise<void> {
    let { ahead = true } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        const { outcomes, seq } = await this.transaction(projectId, group, ahead);
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome.done) {
            group[index]?.resolve(outcome.value);
            for (const tell of outcome.work.told) tell();
          } else group[index]?.reject(outcome.error);
        }
        if (seq !== null) this.announce(projectId, seq);
        return;
      } catch (error) {
        const fault = databaseFault(error);
        if (fault === "conflict" && attempt < ATTEMPTS) continue;
        if (!fault && ahead) {
          // A statement for many was refused, and nobody can tell for whose sake: each goes by itself, and one fails.
          ahead = false;
          continue;
        }
        for (const waiting of group) waiting.reject(error);
        return;
      }
    }
  }

  private transaction(projectId: Id, group: readonly Waiting[], ahead: boolean) {
    const works = async (lane: Lane) => {
      const writing = new WriteGroup(lane, projectId, this.clock);
      const outcomes = await writing.run(group, ahead);
      const done = outcomes.flatMap((outcome) => (outcome.done ? [outcome.work] : []));
      const seq = await writeChanges(writing.writer, projectId, done, this.keepers, this.clock());
      await writing.written();
      return { outcomes, seq };
    };
    const body = (manager: EntityManager) => Lane.within(manager, works);
    const { source, gate } = this.database;
    // READ COMMITTED: a work that waited for a lock must then see what the lock's holder wrote.
    return gate ? gate.within(() => source.transaction(body)) : source.transaction("READ COMMITTED", body);
  }
}
