// Rows that were read ahead for a whole group of works. They run in memory one after another, each with an undo; what all of
// them have changed is written at the end (row.writer.ts).
import type { Id } from "./columns.js";
import { type RowWriter, isStandIn, standIn } from "./row.writer.js";
import type { Columns, Rows, Shelf } from "./rows.js";
import { type RowClass, Table } from "./table.js";

export class AheadRows implements Rows {
  private readonly shelves = new Map<Shelf<unknown>, Map<string, unknown>>();
  private readonly inserts = new Map<RowClass<object>, { id: Id }[]>();
  private readonly puts = new Map<RowClass<object>, Map<string, object>>();
  private readonly updates = new Map<RowClass<object>, Set<object>>();
  /** What rows were when they were read. */
  private readonly origins = new Map<object, object>();
  private made = 0;

  /** What takes back the present work, the latest step last. */
  private readonly undo: (() => void)[] = [];
  /** Rows that the present work was given, as they were; and those that it has said to have changed. */
  private readonly lent = new Map<object, object>();
  private readonly noted = new Set<object>();

  constructor(private readonly writer: RowWriter) {}

  known<V>(shelf: Shelf<V>, key: string): V | undefined {
    const value = this.shelves.get(shelf)?.get(key) as V | undefined;
    if (value && typeof value === "object" && !Array.isArray(value)) this.lend(value);
    return value;
  }

  know<V>(shelf: Shelf<V>, key: string, value: V): void {
    const values = this.shelves.get(shelf) ?? new Map<string, unknown>();
    this.shelves.set(shelf, values);
    const [was, before] = [values.has(key), values.get(key)];
    this.undo.push(() => void (was ? values.set(key, before) : values.delete(key)));
    values.set(key, value);
  }

  async insert<T extends { id: Id }>(entity: RowClass<T>, values: Columns<T>): Promise<T> {
    const row = Object.assign(new entity(), values);
    row.id = standIn(++this.made);
    const rows = this.inserts.get(entity) ?? [];
    this.inserts.set(entity, rows);
    rows.push(row);
    this.undo.push(() => void rows.pop());
    return row;
  }

  async update<T extends { id: Id }>(entity: RowClass<T>, ...rows: readonly T[]): Promise<void> {
    const updates = this.updates.get(entity) ?? new Set<object>();
    this.updates.set(entity, updates);
    for (const row of rows) {
      this.noted.add(row);
      // A row that is still to be inserted is inserted as it is then.
      if (isStandIn(row.id) || updates.has(row)) continue;
      updates.add(row);
      this.undo.push(() => void updates.delete(row));
    }
  }

  async put<T extends object>(entity: RowClass<T>, ...rows: readonly T[]): Promise<void> {
    const puts = this.puts.get(entity) ?? new Map<string, object>();
    this.puts.set(entity, puts);
    const table = Table.of(this.writer.lane.manager, entity);
    for (const row of rows) {
      this.noted.add(row);
      const key = table.keyOf(row);
      const before = puts.get(key);
      this.undo.push(() => void (before ? puts.set(key, before) : puts.delete(key)));
      puts.set(key, row);
    }
  }

  isUnwritten(id: unknown): boolean {
    return isStandIn(id);
  }

  /** From here on a new work runs; what those before it did stays. */
  begin(): void {
    this.undo.length = 0;
    this.lent.clear();
    this.noted.clear();
  }

  /** The present work is done: what it changed without saying so is not written, and nobody after it may see it. */
  accept(): void {
    for (const [row, copy] of this.lent) if (!this.noted.has(row)) Object.assign(row, copy);
    this.begin();
  }

  /** The present work has failed: everything is as it was before it. */
  takeBack(): void {
    for (const step of this.undo.splice(0).reverse()) step();
    this.begin();
  }

  /** Sends what was noted on its way, and forgets what was read: whatever happens now may change it. */
  async write(): Promise<void> {
    const { inserts, updates, puts, origins } = this;
    await this.writer.write({ inserts, updates, puts, origins });
    for (const kept of [inserts, updates, puts, origins, this.shelves]) kept.clear();
    this.begin();
  }

  /** Whoever gets a row may change it: a copy tells what it was. */
  private lend(row: object): void {
    if (this.lent.has(row)) return;
    const copy = { ...row };
    this.lent.set(row, copy);
    if (!this.origins.has(row)) this.origins.set(row, copy);
    this.undo.push(() => void Object.assign(row, copy));
  }
}
