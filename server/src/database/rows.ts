// How a work reads and writes rows. Two ways with one meaning:
// DirectRows sends a statement at once, and the work stands in a savepoint;
// AheadRows holds what was read ahead for a whole group of works, lets them run in memory one after another, each with an
// undo, and writes what all of them have changed in a few statements.
import type { EntityManager } from "typeorm";
import type { Id } from "./columns.js";
import { type RowClass, Table } from "./table.js";

/** A kind of thing that may be read ahead, by its key. Each room has its own, and nobody else knows it. */
export class Shelf<_Value> {
  constructor(readonly name: string) {}
}

type Columns<T> = Omit<T, "id">;

export interface Rows {
  /** What was read ahead or left here by an earlier work; undefined: ask the database. What comes from here may be changed. */
  known<V>(shelf: Shelf<V>, key: string): V | undefined;
  /** Leaves something for the works that come after. */
  know<V>(shelf: Shelf<V>, key: string, value: V): void;
  /** Adds a row. Its id is good for other rows at once, and final when the work's answer is. */
  insert<T extends { id: Id }>(entity: RowClass<T>, values: Columns<T>): Promise<T>;
  /** Writes a row that was changed. */
  update<T extends { id: Id }>(entity: RowClass<T>, row: T): Promise<void>;
  /** Writes a row that may not be there yet; its key is its own. */
  put<T extends object>(entity: RowClass<T>, row: T): Promise<void>;
  /** Whether the row is still to be written: then nothing in the database can belong to it. */
  isUnwritten(id: Id): boolean;
}

export class DirectRows implements Rows {
  constructor(private readonly manager: EntityManager) {}

  known(): undefined {
    return undefined;
  }

  know(): void {
    // The next work asks the database.
  }

  async insert<T extends { id: Id }>(entity: RowClass<T>, values: Columns<T>): Promise<T> {
    const row = Object.assign(new entity(), values);
    const [id] = await Table.of(this.manager, entity).insert(this.manager, [row]);
    row.id = id as Id;
    return row;
  }

  update<T extends { id: Id }>(entity: RowClass<T>, row: T): Promise<void> {
    return Table.of(this.manager, entity).patch(this.manager, [row]);
  }

  put<T extends object>(entity: RowClass<T>, row: T): Promise<void> {
    return Table.of(this.manager, entity).put(this.manager, [row]);
  }

  isUnwritten(): boolean {
    return false;
  }
}

const UNWRITTEN = "unwritten ";

export class AheadRows implements Rows {
  private readonly shelves = new Map<Shelf<unknown>, Map<string, unknown>>();
  private readonly inserts = new Map<RowClass<object>, { id: Id }[]>();
  private readonly puts = new Map<RowClass<object>, Map<string, object>>();
  private readonly updates = new Map<RowClass<object>, Set<object>>();
  /** What rows were when they were read. */
  private readonly origins = new Map<object, object>();
  /** Ids that rows had before they were written. */
  private readonly written = new Map<Id, Id>();
  private made = 0;

  /** What takes back the present work, the latest step last. */
  private readonly undo: (() => void)[] = [];
  /** Rows that the present work was given, as they were; and those that it has said to have changed. */
  private readonly lent = new Map<object, object>();
  private readonly noted = new Set<object>();

  constructor(private readonly manager: EntityManager) {}

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
    row.id = `${UNWRITTEN}${++this.made}`;
    const rows = this.inserts.get(entity) ?? [];
    this.inserts.set(entity, rows);
    rows.push(row);
    this.undo.push(() => void rows.pop());
    return row;
  }

  async update<T extends { id: Id }>(entity: RowClass<T>, row: T): Promise<void> {
    this.noted.add(row);
    // A row that is still to be inserted is inserted as it is then.
    if (this.isUnwritten(row.id)) return;
    const rows = this.updates.get(entity) ?? new Set<object>();
    this.updates.set(entity, rows);
    if (rows.has(row)) return;
    rows.add(row);
    this.undo.push(() => void rows.delete(row));
  }

  async put<T extends object>(entity: RowClass<T>, row: T): Promise<void> {
    this.noted.add(row);
    const rows = this.puts.get(entity) ?? new Map<string, object>();
    this.puts.set(entity, rows);
    const key = Table.of(this.manager, entity).keyOf(row);
    const before = rows.get(key);
    this.undo.push(() => void (before ? rows.set(key, before) : rows.delete(key)));
    rows.set(key, row);
  }

  isUnwritten(id: unknown): boolean {
    return typeof id === "string" && id.startsWith(UNWRITTEN);
  }

  /** The id that a row has in the database, once it is written. */
  final(id: Id): Id {
    return this.written.get(id) ?? id;
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

  /** Writes everything, and forgets what was read: whatever happens now may change it. */
  async write(): Promise<void> {
    const { manager } = this;
    const inserted = await this.insertAll();
    for (const { table, rows, late } of inserted) {
      for (const row of rows) this.settle(table, row);
      await table.patch(manager, rows, late);
    }
    for (const [entity, rows] of this.updates) {
      const table = Table.of(manager, entity);
      for (const row of rows) this.settle(table, row);
      await table.patch(manager, [...rows], this.touched(table, rows));
    }
    for (const [entity, rows] of this.puts) {
      const table = Table.of(manager, entity);
      for (const row of rows.values()) this.settle(table, row);
      await table.put(manager, [...rows.values()]);
    }
    for (const kept of [this.updates, this.puts, this.origins, this.shelves]) kept.clear();
    this.begin();
  }

  /**
   * Tables go in an order in which what a row refers to stands before it. Where they go in a circle, the one begins that can
   * stand without the other; what it leaves out comes `late`.
   */
  private async insertAll() {
    const done: { table: Table<object>; rows: object[]; late: Set<never> }[] = [];
    const left = [...this.inserts].flatMap(([entity, rows]) =>
      rows.length > 0 ? [{ table: Table.of(this.manager, entity), rows }] : [],
    );
    this.inserts.clear();
    while (left.length > 0) {
      const next =
        left.find(({ table, rows }) => rows.every((row) => this.isReady(table, row, false))) ??
        left.find(({ table, rows }) => rows.every((row) => this.isReady(table, row, true))) ??
        left[0];
      if (!next) break;
      const { table, rows } = next;
      left.splice(left.indexOf(next), 1);
      const late = new Set<never>();
      const now = rows.map((row) => {
        this.settle(table, row);
        const open = table.references.filter(({ property }) => this.isUnwritten(row[property]));
        for (const { property } of open) late.add(property);
        return open.length === 0
          ? row
          : Object.assign({ ...row }, ...open.map(({ property }) => ({ [property]: null })));
      });
      const ids = await table.insert(this.manager, now);
      for (const [place, row] of rows.entries()) {
        this.written.set(row.id, ids[place] as Id);
        row.id = ids[place] as Id;
      }
      done.push({ table, rows, late });
    }
    return done;
  }

  /** What has changed in any of the rows: an index of what has not need not be written. */
  private touched(table: Table<object>, rows: ReadonlySet<object>): Set<never> {
    const touched = new Set<never>();
    for (const row of rows)
      for (const property of table.difference(row, this.origins.get(row) ?? {})) touched.add(property);
    return touched;
  }

  /** Whether all that the row refers to is written, but for what it can do without. */
  private isReady(table: Table<object>, row: object, canWait: boolean): boolean {
    return table.references.every(({ property, isNullable }) => {
      const id: Id | null = row[property];
      return !id || !this.isUnwritten(id) || this.written.has(id) || (canWait && isNullable);
    });
  }

  private settle(table: Table<object>, row: object): void {
    for (const { property } of table.references) {
      const id: Id | null = row[property];
      if (id && this.isUnwritten(id)) Object.assign(row, { [property]: this.final(id) });
    }
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
