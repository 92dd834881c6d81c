// How many rows go in a statement, and how that is written.
import type { EntityManager } from "typeorm";

/** Rows a statement: below every database's limits of parameters and of bytes, whatever the rows hold. */
const CHUNK = 100;
/** Statements that stay prepared have a multiple of so many rows: five shapes, for the database keeps each in its memory. */
const STEP = 20;

export function chunks<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, number) =>
    rows.slice(number * CHUNK, (number + 1) * CHUNK),
  );
}

/** The same, as many of the rows as may be in statements of few shapes, so that those can stay prepared. */
export function pieces<T>(rows: readonly T[]): { some: readonly T[]; isFixed: boolean }[] {
  return chunks(rows).flatMap((chunk) => {
    const fixed = chunk.length - (chunk.length % STEP);
    return [
      { some: chunk.slice(0, fixed), isFixed: true },
      { some: chunk.slice(fixed), isFixed: false },
    ].filter(({ some }) => some.length > 0);
  });
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
