// An entity's table for many rows a statement: TypeORM's own metadata, without its price a row.
import type { DataSource, EntityManager, EntityMetadata } from "typeorm";
import { type Cell, cellOf, namesOf, valuesOf } from "./cells.js";
import type { Id } from "./columns.js";
import type { Lane } from "./lane.js";
import { chunks, derived, list, marks, pieces } from "./shapes.js";

export type RowClass<T extends object> = new () => T;
type Raw = Record<string, unknown>;

const tables = new WeakMap<DataSource, Map<unknown, Table<object>>>();

export class Table<T extends object> {
  private readonly name: string;
  private readonly cells: readonly Cell<T>[];
  private readonly keys: readonly Cell<T>[];
  /** What a row has before the database has given it a key. */
  private readonly given: readonly Cell<T>[];
  /** What may hold another row's id. */
  readonly references: readonly { property: keyof T; isNullable: boolean }[];
  private readonly dialect: "sqlite" | "mariadb" | "mysql";

  private constructor(
    source: DataSource,
    private readonly entity: RowClass<T>,
  ) {
    const { tableName, columns }: EntityMetadata = source.getMetadata(entity);
    this.name = source.driver.escape(tableName);
    this.cells = columns.map((column) => cellOf(source, column));
    this.keys = this.cells.filter((_, place) => columns[place]?.isPrimary);
    this.given = this.cells.filter((_, place) => !columns[place]?.isGenerated);
    this.references = columns
      .filter((column) => column.type === "bigint" && !column.isGenerated)
      .map(({ propertyName, isNullable }) => ({ property: propertyName as keyof T, isNullable }));
    const { type } = source.options;
    this.dialect = type === "mariadb" ? type : type === "mysql" ? type : "sqlite";
  }

  static of<T extends object>(manager: EntityManager, entity: RowClass<T>): Table<T> {
    const { connection } = manager;
    const known = tables.get(connection) ?? new Map<unknown, Table<object>>();
    tables.set(connection, known);
    const table = known.get(entity) ?? new Table<object>(connection, entity);
    known.set(entity, table);
    return table as unknown as Table<T>;
  }

  /** The rows that `sql`, what follows FROM the table, selects. What it selects `also` is beside each. */
  async select(
    manager: EntityManager,
    sql: string,
    values: readonly unknown[],
    also = "",
  ): Promise<{ row: T; raw: Raw }[]> {
    const found: Raw[] = await manager.query(`SELECT t.*${also} FROM ${this.name} t ${sql}`, [...values]);
    return found.map((raw) => ({ row: this.read(raw), raw }));
  }

  /** The rows with these values of one column, in any order. */
  async among(manager: EntityManager, property: keyof T, values: readonly unknown[]): Promise<T[]> {
    const cell = this.cells.find((each) => each.property === property);
    if (!cell || values.length === 0) return [];
    const found = await this.select(manager, `WHERE t.${cell.name} IN (${list(values.length)})`, values);
    return found.map(({ row }) => row);
  }

  /** Inserts the rows in their order; answers with the keys that the database has given them. */
  async insert(lane: Lane, rows: readonly T[]): Promise<Id[]> {
    const { given } = this;
    const ids: Promise<Id[]>[] = [];
    for (const { some, isFixed } of pieces(rows)) {
      const sql = `INSERT INTO ${this.name} (${namesOf(given)}) VALUES ${marks(some.length, given.length)}`;
      ids.push(this.inserted(lane, sql, valuesOf(some, given), some.length, isFixed));
      if (some.length < rows.length) await lane.turn();
    }
    return (await Promise.all(ids)).flat();
  }

  /** Writes rows whose keys are known, whole, whether they are there already or not. */
  async put(lane: Lane, rows: readonly T[]): Promise<void> {
    const { cells, keys } = this;
    const isSqlite = this.dialect === "sqlite";
    const sets = cells
      .filter((cell) => !keys.includes(cell))
      .map(({ name }) => `${name} = ${isSqlite ? `excluded.${name}` : `VALUES(${name})`}`);
    const clash = isSqlite ? `ON CONFLICT (${namesOf(keys)}) DO UPDATE SET` : "ON DUPLICATE KEY UPDATE";
    for (const { some, isFixed } of pieces(rows)) {
      const sql = `INSERT INTO ${this.name} (${namesOf(cells)}) VALUES ${marks(some.length, cells.length)} ${clash} ${sets.join(", ")}`;
      void lane.send(sql, valuesOf(some, cells), { isFixed });
      if (some.length < rows.length) await lane.turn();
    }
  }

  /** Writes these properties of rows that are there, or all of them; a row that is not stays away. */
  async patch(lane: Lane, rows: readonly T[], properties?: ReadonlySet<keyof T>): Promise<void> {
    const [id] = this.keys as [Cell<T>];
    const others = this.cells.filter(
      (cell) => !this.keys.includes(cell) && (properties?.has(cell.property) ?? true),
    );
    if (others.length === 0) return;
    // As a number: an index of numbers is no help to somebody who brings text.
    const cells = [{ ...id, write: Number }, ...others];
    const names = cells.map(({ name }) => name);
    for (const some of chunks(rows)) {
      const sql = this.patchSql(names, derived(lane.manager, names, some.length));
      void lane.send(sql, valuesOf(some, cells));
      if (some.length < rows.length) await lane.turn();
    }
  }

  private patchSql([id = "", ...names]: readonly string[], derived: string): string {
    return this.dialect === "sqlite"
      ? `UPDATE ${this.name} SET ${names.map((name) => `${name} = n.${name}`).join(", ")} FROM ${derived} n WHERE n.${id} = ${this.name}.${id}`
      : `UPDATE ${this.name} t JOIN ${derived} n ON n.${id} = t.${id} SET ${names.map((name) => `t.${name} = n.${name}`).join(", ")}`;
  }

  /** The properties in which two states of a row differ. */
  difference(one: T, other: T): (keyof T)[] {
    return this.cells
      .map(({ property }) => property)
      .filter((property) => !isSame(one[property], other[property]));
  }

  /** Tells one row from another. */
  keyOf(row: T): string {
    return this.keys.map(({ property }) => String(row[property])).join(" ");
  }

  private read(raw: Raw): T {
    const row = new this.entity();
    for (const { property, key, read } of this.cells) row[property] = read(raw[key]) as T[keyof T];
    return row;
  }

  private async inserted(
    lane: Lane,
    sql: string,
    values: unknown[],
    count: number,
    isFixed: boolean,
  ): Promise<Id[]> {
    if (this.dialect === "mysql") {
      // MySQL cannot return them, but it promises that those of one statement follow one another.
      const [{ insertId }, [step]] = await Promise.all([
        lane.send<{ insertId: number | string }>(sql, values, { isFixed }),
        lane.send<{ step: number | string }[]>("SELECT @@auto_increment_increment AS step", []),
      ]);
      return Array.from({ length: count }, (_, place) =>
        String(Number(insertId) + place * Number(step?.step)),
      );
    }
    const rows = await lane.send<{ id: number | string }[]>(`${sql} RETURNING id`, values, { isFixed });
    // They are given in the order of the rows, but returned in any.
    return rows
      .map(({ id }) => Number(id))
      .sort((a, b) => a - b)
      .map(String);
  }
}

const isSame = (one: unknown, other: unknown) =>
  one === other || (one instanceof Date && other instanceof Date && one.getTime() === other.getTime());
