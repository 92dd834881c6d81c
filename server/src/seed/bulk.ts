// Writes many rows at once into a database that nobody else uses meanwhile. One way for each kind of database.
import type { Rows, Value } from "./tables.js";

export type Found = Record<string, unknown>[];

export interface Bulk {
  readonly dialect: "sqlite" | "mysql";
  read(sql: string, values?: readonly Value[]): Promise<Found>;
  begin(): Promise<void>;
  /** Rows of several tables, parents first. */
  insert(rows: Rows): Promise<void>;
  run(sql: string, values?: readonly Value[]): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** The first key of a table that was never given to anybody. */
  freeKey(table: string): Promise<number>;
  close(): Promise<void>;
}

export const IN_USE =
  "A server uses this database. Stop it first: it would not hear of visitors that come in past it. Start it again when the seeding is done.";
