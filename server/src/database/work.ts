// What runs behind the door for writes: a work changes rows and says what it changed.
import type { EntityManager } from "typeorm";
import type { Id } from "./columns.js";
import type { Lane } from "./lane.js";
import type { Rows } from "./rows.js";
import type { RowClass } from "./table.js";

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

/** A row that waits for the project's next visitor number. */
export interface Newcomer {
  id: Id;
  number: number;
}

/** Thrown inside a work that runs ahead and needs what was not read ahead: the door runs it again, with a manager. */
export class NotReadAhead extends Error {}

export class Work {
  readonly changes: Change[] = [];
  readonly newcomers: [RowClass<Newcomer>, Newcomer][] = [];
  readonly told: (() => void)[] = [];

  constructor(
    readonly projectId: Id,
    /** Null for a work that runs ahead: it has only `rows`. */
    private readonly direct: EntityManager | null,
    readonly rows: Rows,
    readonly now: Date,
  ) {}

  /** For what `rows` cannot do. A work that was read ahead and yet comes here begins again as one that was not. */
  get manager(): EntityManager {
    if (!this.direct) throw new NotReadAhead();
    return this.direct;
  }

  change(change: Change): void {
    this.changes.push(change);
  }

  /** What is told, in this process, once the work is written; not at all when it is not. */
  afterwards(tell: () => void): void {
    this.told.push(tell);
  }

  /** Hands out the project's next visitor number, once the sequence is locked: numbers have no gap and no double. */
  numberNext(entity: RowClass<Newcomer>, row: Newcomer): void {
    this.newcomers.push([entity, row]);
  }
}

/** Where what is read ahead for a group of works goes. */
export interface Ahead {
  readonly manager: EntityManager;
  readonly projectId: Id;
  know: Rows["know"];
}

/** Reads in a few statements what all of these works will need, and locks it in the one order. */
export type ReadAhead<Need> = (ahead: Ahead, needs: readonly Need[]) => Promise<void>;

/** What one work will need. Whatever is forgotten here costs time and nothing else. */
export interface Needs<Need = unknown> {
  read: ReadAhead<Need>;
  need: Need;
}

/** Derives what is kept beside the rows (counters) from the changes, in the same transaction, under the sequence's lock. */
export type ChangeKeeper = (lane: Lane, projectId: Id, changes: readonly Change[]) => void;
