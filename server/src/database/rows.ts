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
    return this.put(entity, row);
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
  private readonly changed = new Map<RowClass<object>, Map<string, object>>();
  /** Ids that rows had before they were written. */
  private readonly written = new Map<Id, Id>();
  private made = 0;

  /** What takes back the present work, the latest step last. */
  private readonly undo: (() => void)[] = [];
  private readonly lent = new Set<object>();

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
    // A row that is still to be inserted is inserted as it is then.
    if (!this.isUnwritten(row.id)) await this.put(entity, row);
  }

  async put<T extends object>(entity: RowClass<T>, row: T): Promise<void> {
    const rows = this.changed.get(entity) ?? new Map<string, object>();
    this.changed.set(entity, rows);
    const key = Table.of(this.manager, entity).keyOf(row);
    const before = rows.get(key);
    this.undo.push(() => void (before ? rows.set(key, before) : rows.delete(key)));
    rows.set(key, row);
  }

  isUnwritten(id: Id): boolean {
    return id.startsWith(UNWRITTEN);
  }

  /** The id that a row has in the database, once it is written. */
  final(id: Id): Id {
    return this.written.get(id) ?? id;
  }

  /** From here on a new work runs; what those before it did stays. */
  begin(): void {
    this.undo.length = 0;
    this.lent.clear();
  }

  /** The present work has failed: everything is as it was before it. */
  takeBack(): void {
    for (const step of this.undo.splice(0).reverse()) step();
    this.lent.clear();
  }

  /** Writes everything, and forgets what was read: whatever happens now may change it. */
  async write(): Promise<void> {
    const inserted = await this.insertAll();
    for (const { entity, rows } of inserted) for (const row of rows) this.settle(entity, row);
    for (const { entity, late } of inserted) {
      const table = Table.of(this.manager, entity);
      for (const [property, rows] of late) await table.patch(this.manager, rows, property as never);
    }
    for (const [entity, rows] of this.changed) {
      for (const row of rows.values()) this.settle(entity, row);
      await Table.of(this.manager, entity).put(this.manager, [...rows.values()]);
    }
    this.changed.clear();
    this.shelves.clear();
    this.begin();
  }

  /** Tables go in an order in which a row's references stand before it; those that go in a circle are patched in later. */
  private async insertAll() {
    const done: { entity: RowClass<object>; rows: object[]; late: Map<string, object[]> }[] = [];
    const left = new Map([...this.inserts].filter(([, rows]) => rows.length > 0));
    this.inserts.clear();
    while (left.size > 0) {
      const ready = [...left].find(([entity, rows]) =>
        rows.every((row) => this.open(entity, row).length === 0),
      );
      const [entity, rows] = ready ?? ([...left][0] as [RowClass<object>, { id: Id }[]]);
      left.delete(entity);
      const late = new Map<string, object[]>();
      const now = rows.map((row) => {
        this.settle(entity, row);
        const open = this.open(entity, row);
        for (const property of open) late.set(property, [...(late.get(property) ?? []), row]);
        return open.length === 0 ? row : { ...row, ...Object.fromEntries(open.map((each) => [each, null])) };
      });
      const ids = await Table.of(this.manager, entity).insert(this.manager, now);
      for (const [place, row] of rows.entries()) {
        this.written.set(row.id, ids[place] as Id);
        row.id = ids[place] as Id;
      }
      done.push({ entity, rows, late });
    }
    return done;
  }

  /** The properties that refer to rows which are still to be written. */
  private open(entity: RowClass<object>, row: object): string[] {
    return Table.of(this.manager, entity)
      .referencesOf(row)
      .filter(([, id]) => this.isUnwritten(this.final(id)))
      .map(([property]) => property);
  }

  private settle(entity: RowClass<object>, row: object): void {
    for (const [property, id] of Table.of(this.manager, entity).referencesOf(row))
      if (this.isUnwritten(id)) Object.assign(row, { [property]: this.final(id) });
  }

  /** Whoever gets a row may change it: a copy tells what it was. */
  private lend(row: object): void {
    if (this.lent.has(row)) return;
    this.lent.add(row);
    const copy = { ...row };
    this.undo.push(() => void Object.assign(row, copy));
  }
}
