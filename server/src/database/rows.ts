// How a work reads and writes rows. Two ways with one meaning:
// DirectRows sends a statement at once, and the work stands in a savepoint;
// AheadRows (ahead.rows.ts) lets works run in memory, and writes what all of them have changed in a few statements.
import type { EntityManager } from "typeorm";
import type { Id } from "./columns.js";
import { Lane } from "./lane.js";
import { type RowClass, Table } from "./table.js";

/** A kind of thing that may be read ahead, by its key. Each room has its own, and nobody else knows it. */
export class Shelf<_Value> {
  constructor(readonly name: string) {}
}

export type Columns<T> = Omit<T, "id">;

export interface Rows {
  /** What was read ahead or left here by an earlier work; undefined: ask the database. What comes from here may be changed. */
  known<V>(shelf: Shelf<V>, key: string): V | undefined;
  /** Leaves something for the works that come after. */
  know<V>(shelf: Shelf<V>, key: string, value: V): void;
  /** Adds a row. Its id is good for other rows at once, and final when the work's answer is. */
  insert<T extends { id: Id }>(entity: RowClass<T>, values: Columns<T>): Promise<T>;
  /** Writes rows that were changed. */
  update<T extends { id: Id }>(entity: RowClass<T>, ...rows: readonly T[]): Promise<void>;
  /** Writes rows that may not be there yet; their keys are their own. */
  put<T extends object>(entity: RowClass<T>, ...rows: readonly T[]): Promise<void>;
  /** Whether the row is still to be written: then nothing in the database can belong to it. */
  isUnwritten(id: Id): boolean;
}

export class DirectRows implements Rows {
  private readonly lane: Lane;

  constructor(manager: EntityManager) {
    this.lane = new Lane(manager);
  }

  known(): undefined {
    return undefined;
  }

  know(): void {
    // The next work asks the database.
  }

  async insert<T extends { id: Id }>(entity: RowClass<T>, values: Columns<T>): Promise<T> {
    const row = Object.assign(new entity(), values);
    const [id] = await this.table(entity).insert(this.lane, [row]);
    row.id = id as Id;
    return row;
  }

  async update<T extends { id: Id }>(entity: RowClass<T>, ...rows: readonly T[]): Promise<void> {
    await this.table(entity).patch(this.lane, rows);
    await this.lane.answered();
  }

  async put<T extends object>(entity: RowClass<T>, ...rows: readonly T[]): Promise<void> {
    await this.table(entity).put(this.lane, rows);
    await this.lane.answered();
  }

  isUnwritten(): boolean {
    return false;
  }

  private table<T extends object>(entity: RowClass<T>): Table<T> {
    return Table.of(this.lane.manager, entity);
  }
}
