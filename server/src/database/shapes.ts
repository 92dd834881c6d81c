// How many rows go in a statement, and how that is written.
import type { EntityManager } from "typeorm";

/** Rows a statement: below every database's limits of parameters and of bytes, whatever the rows hold. */
const CHUNK = 100;
/** What is left of full chunks goes in these, and at last in a statement of a shape of its own. */
const PIECE = 50;

export function chunks<T>(rows: readonly T[], size = CHUNK): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, number) =>
    rows.slice(number * size, (number + 1) * size),
  );
}

/** The same in few shapes, so that their statements can stay prepared. */
export function pieces<T>(rows: readonly T[]): { some: T[]; isFixed: boolean }[] {
  return chunks(rows).flatMap((chunk) =>
    chunk.length === CHUNK
      ? { some: chunk, isFixed: true }
      : chunks(chunk, PIECE).map((some) => ({ some, isFixed: some.length === PIECE })),
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
  switch (manager.connection.options.type) {
    case "better-sqlite3": {
      const columns = names.map((name, place) => `column${place + 1} AS ${name}`).join(", ");
      return `(SELECT ${columns} FROM (VALUES ${marks(rows, names.length)}))`;
    }
    case "mariadb":
      return `(WITH given (${names.join(", ")}) AS (VALUES ${marks(rows, names.length)}) SELECT * FROM given)`;
    default: {
      const first = names.map((name) => `? AS ${name}`).join(", ");
      return `(SELECT ${first}${` UNION ALL SELECT ${list(names.length)}`.repeat(rows - 1)})`;
    }
  }
}
