// Portable columns: one declaration that means the same on the embedded database and on MariaDB or MySQL.
import {
  Column,
  type ColumnOptions,
  DefaultNamingStrategy,
  ForeignKey,
  type ObjectType,
  type ValueTransformer,
} from "typeorm";

/** A row's key: 64 bits in the database, an opaque string everywhere else. */
export type Id = string;

const id: ValueTransformer = {
  from: (value: unknown) => (value === null || value === undefined ? value : String(value)),
  to: (value: unknown) => value,
};

const instant: ValueTransformer = {
  from: (value: unknown) => (value === null || value === undefined ? value : new Date(Number(value))),
  to: (value: unknown) => (value instanceof Date ? value.getTime() : value),
};

const json: ValueTransformer = {
  from: (value: unknown) => (typeof value === "string" ? (JSON.parse(value) as unknown) : value),
  to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
};

/** The generated primary key. */
export const Key = () => Column({ type: "bigint", primary: true, generated: "increment", transformer: id });

/** A reference to another row's key. */
export const Ref = (options: ColumnOptions = {}) => Column({ ...options, type: "bigint", transformer: id });

/** The key of the row that this one belongs to, and is deleted with. */
export const BelongsTo =
  <T>(owner: () => ObjectType<T>, options: ColumnOptions = {}): PropertyDecorator =>
  (target, property) => {
    Ref(options)(target, property);
    ForeignKey(owner, { onDelete: "CASCADE" })(target, property);
  };

/** A moment: milliseconds since 1970 UTC in the database, a Date in memory. */
export const Instant = (options: ColumnOptions = {}) =>
  Column({ ...options, type: "bigint", transformer: instant });

/** Structured data that no query looks into. */
export const Json = (options: ColumnOptions = {}) =>
  Column({ ...options, type: "mediumtext", transformer: json });

/** Text of at most `length` characters, compared byte by byte, so that nothing is folded behind our back. */
export const Text = (length: number, options: ColumnOptions = {}) =>
  Column({ ...options, type: "varchar", length });

/** Text beyond what an index could hold. */
export const LongText = (options: ColumnOptions = {}) => Column({ ...options, type: "mediumtext" });

/** A whole number of 32 bits. */
export const Whole = (options: ColumnOptions = {}) => Column({ ...options, type: "int" });

export const Flag = (options: ColumnOptions = {}) => Column({ ...options, type: "boolean" });

/** One of a fixed list of words, kept as its place in the list: one byte, and narrow in every index. */
export function OneOf<T extends string>(words: readonly T[], options: ColumnOptions = {}) {
  const transformer: ValueTransformer = {
    from: (value: unknown) => (value === null || value === undefined ? value : words[Number(value)]),
    to: (value: unknown) => (typeof value === "string" ? words.indexOf(value as T) : value),
  };
  return Column({ ...options, type: "tinyint", transformer });
}

export class SnakeNames extends DefaultNamingStrategy {
  override columnName(property: string, custom: string, prefixes: string[]) {
    return snake([...prefixes, custom || property].join("_"));
  }
  override joinColumnName(relation: string, referenced: string) {
    return snake(`${relation}_${referenced}`);
  }
}

const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
