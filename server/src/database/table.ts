// An entity's table for many rows a statement: TypeORM's own metadata and conversions, without its price a row.
import type { DataSource, EntityManager, EntityMetadata } from "typeorm";
import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";
import type { Id } from "./columns.js";

export type RowClass<T extends object> = new () => T;
type Raw = Record<string, unknown>;

/** Rows a statement: below every database's limits of parameters and of bytes, whatever the rows hold. */
const CHUNK = 100;

const tables = new WeakMap<DataSource, Map<unknown, Table<object>>>();

export class Table<T extends object> {
  private readonly name: string;
  private readonly columns: readonly ColumnMetadata[];
  private readonly keys: readonly ColumnMetadata[];
  /** What may hold another row's id. */
  readonly references: readonly { property: keyof T; isNullable: boolean }[];
  private readonly dialect: "sqlite" | "mariadb" | "mysql";

  private constructor(
    private readonly source: DataSource,
    private readonly entity: RowClass<T>,
  ) {
    const metadata: EntityMetadata = source.getMetadata(entity);
    this.name = this.escape(metadata.tableName);
    this.columns = metadata.columns;
    this.keys = metadata.primaryColumns;
    this.references = metadata.columns
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

  /** Inserts the rows in their order; answers with the keys that the database has given them. */
  async insert(manager: EntityManager, rows: readonly T[]): Promise<Id[]> {
    const columns = this.columns.filter((column) => !column.isGenerated);
    const ids: Id[] = [];
    for (const some of chunks(rows)) {
      const sql = `INSERT INTO ${this.name} (${this.list(columns)}) VALUES ${marks(some.length, columns.length)}`;
      ids.push(...(await this.inserted(manager, sql, this.values(some, columns), some.length)));
    }
    return ids;
  }

  /** Writes rows whose keys are known, whole, whether they are there already or not. */
  async put(manager: EntityManager, rows: readonly T[]): Promise<void> {
    const { columns } = this;
    const others = columns
      .filter((column) => !this.keys.includes(column))
      .map((column) => this.nameOf(column));
    const isSqlite = this.dialect === "sqlite";
    const sets = others.map((name) => `${name} = ${isSqlite ? `excluded.${name}` : `VALUES(${name})`}`);
    const clash = isSqlite
      ? `ON CONFLICT (${this.list(this.keys)}) DO UPDATE SET`
      : "ON DUPLICATE KEY UPDATE";
    for (const some of chunks(rows)) {
      await manager.query(
        `INSERT INTO ${this.name} (${this.list(columns)}) VALUES ${marks(some.length, columns.length)} ${clash} ${sets.join(", ")}`,
        this.values(some, columns),
      );
    }
  }

  /** Writes these properties of rows that are there, or all of them; a row that is not stays away. */
  async patch(manager: EntityManager, rows: readonly T[], properties?: ReadonlySet<keyof T>): Promise<void> {
    const columns = this.columns.filter(
      (column) => !this.keys.includes(column) && (properties?.has(column.propertyName as keyof T) ?? true),
    );
    if (columns.length === 0) return;
    const [id] = this.keys as [ColumnMetadata];
    for (const some of chunks(rows)) {
      const values = some.flatMap((row) => [
        // As a number: an index of numbers is no help to somebody who brings text.
        Number(row[id.propertyName as keyof T]),
        ...this.values([row], columns),
      ]);
      const names = [id, ...columns].map((column) => this.nameOf(column));
      await manager.query(this.patchSql(names, derived(manager, names, some.length)), values);
    }
  }

  private patchSql([id = "", ...names]: readonly string[], derived: string): string {
    return this.dialect === "sqlite"
      ? `UPDATE ${this.name} SET ${names.map((name) => `${name} = n.${name}`).join(", ")} FROM ${derived} n WHERE n.${id} = ${this.name}.${id}`
      : `UPDATE ${this.name} t JOIN ${derived} n ON n.${id} = t.${id} SET ${names.map((name) => `t.${name} = n.${name}`).join(", ")}`;
  }

  /** The properties in which two states of a row differ. */
  difference(one: T, other: T): (keyof T)[] {
    return this.columns
      .map(({ propertyName }) => propertyName as keyof T)
      .filter((property) => !isSame(one[property], other[property]));
  }

  /** Tells one row from another. */
  keyOf(row: T): string {
    return this.keys.map(({ propertyName }) => String(row[propertyName as keyof T])).join(" ");
  }

  private read(raw: Raw): T {
    const row = new this.entity();
    for (const column of this.columns) {
      const value: unknown = this.source.driver.prepareHydratedValue(raw[column.databaseName], column);
      row[column.propertyName as keyof T] = value as T[keyof T];
    }
    return row;
  }

  private values(rows: readonly T[], columns: readonly ColumnMetadata[]): unknown[] {
    const { driver } = this.source;
    return rows.flatMap((row) =>
      columns.map((column) => {
        const value = row[column.propertyName as keyof T];
        return value == null ? null : (driver.preparePersistentValue(value, column) as unknown);
      }),
    );
  }

  private async inserted(
    manager: EntityManager,
    sql: string,
    values: unknown[],
    count: number,
  ): Promise<Id[]> {
    if (this.dialect === "mysql") {
      // MySQL cannot return them, but it promises that those of one statement follow one another.
      const { insertId }: { insertId: number | string } = await manager.query(sql, values);
      const [step]: { step: number | string }[] = await manager.query(
        "SELECT @@auto_increment_increment AS step",
      );
      return Array.from({ length: count }, (_, place) =>
        String(Number(insertId) + place * Number(step?.step)),
      );
    }
    const rows: { id: number | string }[] = await manager.query(`${sql} RETURNING id`, values);
    // They are given in the order of the rows, but returned in any.
    return rows
      .map(({ id }) => Number(id))
      .sort((a, b) => a - b)
      .map(String);
  }

  private list(columns: readonly ColumnMetadata[]): string {
    return columns.map((column) => this.nameOf(column)).join(", ");
  }

  private nameOf(column: ColumnMetadata): string {
    return this.escape(column.databaseName);
  }

  private escape(name: string): string {
    return this.source.driver.escape(name);
  }
}

function chunks<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, number) =>
    rows.slice(number * CHUNK, (number + 1) * CHUNK),
  );
}

/** "?, ?, ?" */
export const list = (count: number) => Array<string>(count).fill("?").join(", ");

/** "(?, ?), (?, ?)" */
export const marks = (rows: number, columns: number) =>
  Array<string>(rows)
    .fill(`(${list(columns)})`)
    .join(", ");

/** A table on the fly, to be joined: so many rows with columns of these names. */
export function derived(manager: EntityManager, names: readonly string[], rows: number): string {
  if (manager.connection.options.type === "better-sqlite3") {
    const columns = names.map((name, place) => `column${place + 1} AS ${name}`).join(", ");
    return `(SELECT ${columns} FROM (VALUES ${marks(rows, names.length)}))`;
  }
  const first = names.map((name) => `? AS ${name}`).join(", ");
  return `(SELECT ${first}${` UNION ALL SELECT ${list(names.length)}`.repeat(rows - 1)})`;
}

const isSame = (one: unknown, other: unknown) =>
  one === other || (one instanceof Date && other instanceof Date && one.getTime() === other.getTime());
