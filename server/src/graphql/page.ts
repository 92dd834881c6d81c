// What lists have in common: sizes with a default and a maximum, and cursors that only fit the list they came from.
import { Field, ObjectType } from "type-graphql";
import { BadUserInput } from "./errors.js";
import { Cursor } from "./scalars.js";

@ObjectType({ description: "Where a page stands in its list." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether rows follow after this page." })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: "Whether rows stand before this page." })
  hasPreviousPage: boolean;

  @Field(() => Cursor, { nullable: true, description: "Cursor of the first row; null on an empty page." })
  startCursor: string | null;

  @Field(() => Cursor, { nullable: true, description: "Cursor of the last row; null on an empty page." })
  endCursor: string | null;
}

/** A list's size from its argument: `fallback` when absent, refused below 1 and above `max`. */
export function pageSize(
  value: number | null | undefined,
  name: string,
  fallback: number,
  max: number,
): number {
  if (value === null || value === undefined) return fallback;
  if (value < 1 || value > max)
    throw new BadUserInput(`${name} must be from 1 to ${max}, not ${value}.`, { field: name, max });
  return value;
}

export const encodeCursor = (list: string, parts: readonly (string | number)[]) =>
  Buffer.from(JSON.stringify([list, ...parts])).toString("base64url");

/** The parts of a cursor of this list; a cursor of another list, or no cursor at all, is refused. */
export function decodeCursor(list: string, cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(parsed) && parsed[0] === list) return parsed.slice(1);
  } catch {
    // falls through to the refusal
  }
  throw new BadUserInput("This cursor does not belong to this list. Use one that the list itself gave.", {
    field: "after",
  });
}
