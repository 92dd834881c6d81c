// Rows that were read ahead for a whole group of works. They run in memory one after another, each with an undo; what all of
// them have changed is written at the end, a statement a table.
import type { Id } from "./columns.js";
import type { Lane } from "./lane.js";
import type { Columns, Rows, Shelf } from "./rows.js";
import { type RowClass, Table } from "./table.js";

const UNWRITTEN = "unwritten ";

export class AheadRows implements Rows {
  private readonly shelves = new Map<Shelf<unknown>, Map<string, unknown>>();
  private readonly inserts = new Map<RowClass<object>, { id: Id }[]>();
  private readonly puts = new Map<RowClass<object>, Map<string, object>>();
  private readonly updates = new Map<RowClass<object>, Set<object>>();
  private readonly owed = new Map<RowClass<object>, Map<object, Set<never>>>();
  /** What rows were when they were read. */
  private readonly origins = new Map<object, object>();
  /** Stand-ins of rows that are on their way, and of those that have come there, with their ids. */
  private readonly sent = new Set<Id>();
  private readonly written = new Map<Id, Id>();
  private readonly pending: Promise<void>[] = [];
  private made = 0;

  /** What takes back the present work, the latest step last. */
  private readonly undo: (() => void)[] = [];
  /** Rows that the present work was given, as they were; and those that it has said to have changed. */
  private readonly lent = new Map<object, object>();
  private readonly noted = new Set<object>();

  constructor(readonly lane: Lane) {}

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

  async update<T extends { id: Id }>(entity: RowClass<T>, ...rows: readonly T[]): Promise<void> {
    const updates = this.updates.get(entity) ?? new Set<object>();
    this.updates.set(entity, updates);
    for (const row of rows) {
      this.noted.add(row);
      // A row that is still to be inserted is inserted as it is then.
      if (this.isUnwritten(row.id) || updates.has(row)) continue;
      updates.add(row);
      this.undo.push(() => void updates.delete(row));
    }
  }

  async put<T extends object>(entity: RowClass<T>, ...rows: readonly T[]): Promise<void> {
    const puts = this.puts.get(entity) ?? new Map<string, object>();
    this.puts.set(entity, puts);
    const table = this.table(entity);
    for (const row of rows) {
      this.noted.add(row);
      const key = table.keyOf(row);
      const before = puts.get(key);
      this.undo.push(() => void (before ? puts.set(key, before) : puts.delete(key)));
      puts.set(key, row);
    }
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

  /**
   * Sends everything on its way but what is owed, and forgets what was read: whatever happens now may change it.
   */
  async write(): Promise<void> {
    const { lane } = this;
    await this.insertAll();
    for (const [entity, rows] of this.updates) {
      const table = await this.ready(entity, rows);
      await table.patch(lane, [...rows], this.touched(table, rows));
      await lane.turn();
    }
    for (const [entity, rows] of this.puts) {
      const all = [...rows.values()];
      const table = await this.ready(entity, all);
      await table.put(lane, all);
      await lane.turn();
    }
    for (const kept of [this.updates, this.puts, this.origins, this.shelves]) kept.clear();
    this.begin();
  }

  /** Says that a row was written without this property, and has it now. */
  owe<T extends object>(entity: RowClass<T>, row: T, property: keyof T): void {
    const rows = this.owed.get(entity) ?? new Map<object, Set<never>>();
    this.owed.set(entity, rows);
    rows.set(row, (rows.get(row) ?? new Set()).add(property as never));
  }

  /** Writes what is owed and nothing else of these rows: others may have changed them since they were made. */
  async settleUp(): Promise<void> {
    if (this.owed.size > 0) await this.numbered();
    for (const [entity, owing] of this.owed) {
      const table = await this.ready(entity, owing.keys());
      const alike = Map.groupBy(owing, ([, properties]) => [...properties].join(" "));
      for (const some of alike.values()) {
        const properties = some[0]?.[1];
        await table.patch(
          this.lane,
          some.map(([row]) => row),
          properties,
        );
        await this.lane.turn();
      }
    }
    this.owed.clear();
  }

  /** Resolves when every row that was sent has its id. */
  async numbered(): Promise<void> {
    await Promise.all(this.pending);
    this.pending.length = 0;
  }

  /**
   * Tables go in an order in which what a row refers to stands before it. Where they go in a circle, the one begins that can
   * stand without the other, and what it leaves out is owed.
   */
  private async insertAll(): Promise<void> {
    const left = [...this.inserts].filter(([, rows]) => rows.length > 0);
    this.inserts.clear();
    while (left.length > 0) {
      const isReady = (canWait: boolean) =>
        left.find(([entity, rows]) => rows.every((row) => this.isReady(this.table(entity), row, canWait)));
      const next = isReady(false) ?? isReady(true) ?? left[0];
      if (!next) break;
      const [entity, rows] = next;
      left.splice(left.indexOf(next), 1);
      const table = await this.ready(entity, rows);
      const now = rows.map((row) => {
        const open = table.references.filter(({ property }) => this.isUnwritten(row[property]));
        for (const { property } of open) this.owe(entity, row as object, property);
        return open.length === 0
          ? row
          : Object.assign({ ...row }, ...open.map(({ property }) => ({ [property]: null })));
      });
      for (const { id } of rows) this.sent.add(id);
      const numbered = table.insert(this.lane, now).then((ids) => this.number(rows, ids));
      numbered.catch(() => undefined);
      this.pending.push(numbered);
      await this.lane.turn();
    }
  }

  private number(rows: readonly { id: Id }[], ids: readonly Id[]): void {
    for (const [place, row] of rows.entries()) {
      this.written.set(row.id, ids[place] as Id);
      row.id = ids[place] as Id;
    }
  }

  /** What has changed in any of the rows: an index of what has not need not be written. */
  private touched(table: Table<object>, rows: ReadonlySet<object>): Set<never> {
    const touched = new Set<never>();
    for (const row of rows)
      for (const property of table.difference(row, this.origins.get(row) ?? {})) touched.add(property);
    return touched;
  }

  /** Whether all that the row refers to is on its way, but for what it can do without. */
  private isReady(table: Table<object>, row: object, canWait: boolean): boolean {
    return table.references.every(({ property, isNullable }) => {
      const id: Id | null = row[property];
      return !id || !this.isUnwritten(id) || this.sent.has(id) || (canWait && isNullable);
    });
  }

  /** The entity's table, once all that these rows refer to has its id. */
  private async ready(entity: RowClass<object>, of: Iterable<object>): Promise<Table<object>> {
    const table = this.table(entity);
    const rows = [...of];
    for (const row of rows) {
      const isOpen = ({ property }: { property: never }) => {
        const id: Id | null = row[property];
        return id !== null && this.sent.has(id) && !this.written.has(id);
      };
      if (!table.references.some(isOpen)) continue;
      await this.numbered();
      break;
    }
    for (const row of rows) this.settle(table, row);
    return table;
  }

  private settle(table: Table<object>, row: object): void {
    for (const { property } of table.references) {
      const id: Id | null = row[property];
      if (id && this.isUnwritten(id)) Object.assign(row, { [property]: this.final(id) });
    }
  }

  private table<T extends object>(entity: RowClass<T>): Table<T> {
    return Table.of(this.lane.manager, entity);
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
