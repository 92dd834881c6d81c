// Writes what a group of works has noted, a statement a table. Rows that refer to one another carry a stand-in for the id until
// the database has given it.
import type { Id } from "./columns.js";
import type { Lane } from "./lane.js";
import { type RowClass, Table } from "./table.js";

const STAND_IN = "unwritten ";

export const standIn = (number: number): Id => `${STAND_IN}${number}`;
export const isStandIn = (id: unknown): id is Id => typeof id === "string" && id.startsWith(STAND_IN);

export interface Noted {
  inserts: ReadonlyMap<RowClass<object>, { id: Id }[]>;
  updates: ReadonlyMap<RowClass<object>, ReadonlySet<object>>;
  puts: ReadonlyMap<RowClass<object>, ReadonlyMap<string, object>>;
  /** What rows were when they were read. */
  origins: ReadonlyMap<object, object>;
}

export class RowWriter {
  private readonly owed = new Map<RowClass<object>, Map<object, Set<never>>>();
  /** Stand-ins of rows that are on their way, and of those that have come there, with their ids. */
  private readonly sent = new Set<Id>();
  private readonly written = new Map<Id, Id>();
  private readonly pending: Promise<void>[] = [];

  constructor(readonly lane: Lane) {}

  /** The id that a row has in the database, once it is written. */
  final(id: Id): Id {
    return this.written.get(id) ?? id;
  }

  /** Sends everything on its way but what is owed. */
  async write({ inserts, updates, puts, origins }: Noted): Promise<void> {
    const { lane } = this;
    await this.insertAll(inserts);
    for (const [entity, rows] of updates) {
      const table = await this.ready(entity, rows);
      await table.patch(lane, [...rows], touched(table, rows, origins));
      await lane.turn();
    }
    for (const [entity, rows] of puts) {
      const all = [...rows.values()];
      const table = await this.ready(entity, all);
      await table.put(lane, all);
      await lane.turn();
    }
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
  private async insertAll(inserts: Noted["inserts"]): Promise<void> {
    const left = [...inserts].filter(([, rows]) => rows.length > 0);
    while (left.length > 0) {
      const isReady = (canWait: boolean) =>
        left.find(([entity, rows]) => rows.every((row) => this.isReady(this.table(entity), row, canWait)));
      const next = isReady(false) ?? isReady(true) ?? left[0];
      if (!next) break;
      const [entity, rows] = next;
      left.splice(left.indexOf(next), 1);
      const table = await this.ready(entity, rows);
      const now = rows.map((row) => {
        const open = table.references.filter(({ property }) => isStandIn(row[property]));
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

  /** Whether all that the row refers to is on its way, but for what it can do without. */
  private isReady(table: Table<object>, row: object, canWait: boolean): boolean {
    return table.references.every(({ property, isNullable }) => {
      const id: Id | null = row[property];
      return !id || !isStandIn(id) || this.sent.has(id) || (canWait && isNullable);
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
      if (id && isStandIn(id)) Object.assign(row, { [property]: this.final(id) });
    }
  }

  private table<T extends object>(entity: RowClass<T>): Table<T> {
    return Table.of(this.lane.manager, entity);
  }
}

/** What has changed in any of the rows: an index of what has not need not be written. */
function touched(
  table: Table<object>,
  rows: ReadonlySet<object>,
  origins: Noted["origins"],
): ReadonlySet<never> {
  const touched = new Set<never>();
  for (const row of rows)
    for (const property of table.difference(row, origins.get(row) ?? {})) touched.add(property);
  return touched;
}
