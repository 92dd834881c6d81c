// A table's columns with their conversions, chosen once a column: TypeORM asks for a column's type again at every value.
import type { DataSource } from "typeorm";
import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";

type Convert = (value: unknown) => unknown;

export interface Cell<T> {
  property: keyof T;
  /** As the database gives it. */
  key: string;
  /** As SQL has it. */
  name: string;
  read: Convert;
  write: Convert;
}

/** Those that no driver converts. */
const PLAIN = new Set<unknown>(["bigint", "int", "integer", "tinyint", "varchar", "mediumtext", "text"]);
const same: Convert = (value) => value;

export function cellOf<T>({ driver }: DataSource, column: ColumnMetadata): Cell<T> {
  return {
    property: column.propertyName as keyof T,
    key: column.databaseName,
    name: driver.escape(column.databaseName),
    ...conversions(driver, column),
  };
}

function conversions(
  driver: DataSource["driver"],
  column: ColumnMetadata,
): { read: Convert; write: Convert } {
  const { transformer, type } = column;
  if (PLAIN.has(type) && !Array.isArray(transformer))
    return transformer
      ? {
          read: (value) => transformer.from(value) as unknown,
          write: (value) => transformer.to(value) as unknown,
        }
      : { read: same, write: same };
  if (type === "boolean" && !transformer)
    return {
      read: (value) => (value == null ? value : Boolean(value)),
      write: (value) => (value === true ? 1 : 0),
    };
  return {
    read: (value) => driver.prepareHydratedValue(value, column) as unknown,
    write: (value) => (value == null ? null : (driver.preparePersistentValue(value, column) as unknown)),
  };
}

/** The cells' values of all rows, one row behind the other. */
export function valuesOf<T>(rows: readonly T[], cells: readonly Cell<T>[]): unknown[] {
  const values: unknown[] = [];
  for (const row of rows)
    for (const { property, write } of cells) {
      const value = row[property];
      values.push(value == null ? null : write(value));
    }
  return values;
}

export const namesOf = <T>(cells: readonly Cell<T>[]) => cells.map(({ name }) => name).join(", ");
