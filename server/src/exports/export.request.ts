// What an export's address asks for, checked as strictly as the same input to GraphQL. What is not known is refused: an
// export that passed over a misspelt filter would hand out everybody.
import { type GraphQLInputType, coerceInputValue } from "graphql";
import { type Locale, LOCALES, knownLocale } from "../agents/index.js";
import { BadUserInput } from "../graphql/errors.js";
import { isTimeZone } from "../graphql/scalars.js";
import type { PageInput, VisitorFilter } from "../visitors/index.js";

export type Selection =
  /** Every visitor under the filter. */
  | { kind: "all" }
  /** A page as the query `visitors` takes it. */
  | { kind: "page"; paging: PageInput }
  /** These, in this order: what an agent's screen shows. */
  | { kind: "ids"; ids: string[] };

export interface ExportRequest {
  filter: VisitorFilter | null;
  selection: Selection;
  /** Null: the caller's own. */
  language: Locale | null;
  timeZone: string | null;
}

const PAGING = ["first", "after", "last", "before", "page"] as const;
const KNOWN = ["filter", "ids", ...PAGING, "language", "timeZone"];
const MOST_IDS = 100;

export function readRequest(
  query: Readonly<Record<string, unknown>>,
  filterType: GraphQLInputType,
): ExportRequest {
  for (const [name, value] of Object.entries(query)) {
    if (!KNOWN.includes(name))
      throw new BadUserInput(
        `There is no parameter "${name.slice(0, 40)}": an export takes ${KNOWN.join(", ")}.`,
        {
          field: name.slice(0, 40),
        },
      );
    if (typeof value !== "string") throw new BadUserInput(`${name} may be given once.`, { field: name });
  }
  const given = query as Readonly<Record<string, string | undefined>>;
  return {
    filter: given.filter === undefined ? null : readFilter(given.filter, filterType),
    selection: readSelection(given),
    language: given.language === undefined ? null : readLanguage(given.language),
    timeZone: given.timeZone === undefined ? null : readTimeZone(given.timeZone),
  };
}

function readFilter(text: string, type: GraphQLInputType): VisitorFilter | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadUserInput('filter must be a VisitorFilter as JSON, like {"status":"PROSPECT"}.', {
      field: "filter",
    });
  }
  return coerceInputValue(value, type, (path, _value, error) => {
    const where = ["filter", ...path].join(".");
    throw new BadUserInput(`${where}: ${error.originalError?.message ?? error.message}`, { field: where });
  }) as VisitorFilter | null;
}

function readSelection(given: Readonly<Record<string, string | undefined>>): Selection {
  const paged = PAGING.filter((name) => given[name] !== undefined);
  if (given.ids !== undefined) {
    if (paged.length > 0)
      throw new BadUserInput(`Give ids or ${paged.join(", ")}, not both.`, { field: "ids" });
    const ids = [...new Set(given.ids.split(",").filter(Boolean))];
    if (ids.length > MOST_IDS)
      throw new BadUserInput(
        `ids may name ${MOST_IDS} visitors at most; without ids all that match are exported.`,
        {
          field: "ids",
          max: MOST_IDS,
        },
      );
    return { kind: "ids", ids };
  }
  if (paged.length === 0) return { kind: "all" };
  const number = (name: "first" | "last" | "page") => {
    const text = given[name];
    if (text !== undefined && !/^-?\d{1,9}$/.test(text))
      throw new BadUserInput(`${name} must be a whole number.`, { field: name });
    return text === undefined ? null : Number(text);
  };
  const { after = null, before = null } = given;
  return {
    kind: "page",
    paging: { first: number("first"), after, last: number("last"), before, page: number("page") },
  };
}

export function readLanguage(tag: string): Locale {
  const language = knownLocale(tag);
  if (!language)
    throw new BadUserInput(`language must be one of ${LOCALES.join(", ")}.`, { field: "language" });
  return language;
}

export function readTimeZone(name: string): string {
  if (!isTimeZone(name))
    throw new BadUserInput(`"${name.slice(0, 40)}" is not a time zone like America/Bogota.`, {
      field: "timeZone",
    });
  return name;
}
