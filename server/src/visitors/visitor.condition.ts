// The conditions that a filter is made of. Each says the same thing three times: in SQL, as a function of a visitor's facts, and
// in plain values for those who answer it by other means (the counters, the search index).
import { BadUserInput } from "../graphql/errors.js";
import { type SearchWord, type VisitorFacts, paramHash } from "./visitor.facts.js";
import { FilterCondition, type VisitorFilter } from "./visitor.input.js";
import { STATUSES, type StatusWord } from "./visitor.status.js";

/** From (inclusive) and to (exclusive); null: no bound. */
export interface Span {
  from: number | null;
  to: number | null;
}

/** What a filter asks in plain values. Null: nothing is asked. The span is of the present conversation's start, in ms. */
export interface FilterTerms extends Span {
  /** By its code. */
  status: number | null;
  engaged: boolean | null;
  online: boolean | null;
  needsAttention: boolean | null;
  words: readonly SearchWord[];
  /** Hashes. */
  params: readonly string[];
}

export const NOTHING: FilterTerms = {
  status: null,
  from: null,
  to: null,
  engaged: null,
  online: null,
  needsAttention: null,
  words: [],
  params: [],
};

export interface Condition {
  kind: FilterCondition;
  /** On the table under the alias v. */
  sql: string;
  values: (string | number)[];
  terms: Partial<FilterTerms>;
  matches(facts: VisitorFacts): boolean;
  /** The opposite: the two together leave out nobody. Only flags have one. */
  flip?: () => Condition;
}

const MAX_PARAMS = 10;

export function statusIs(status: StatusWord): Condition {
  const code = STATUSES.indexOf(status);
  return {
    kind: FilterCondition.STATUS,
    sql: "v.status = ?",
    values: [code],
    terms: { status: code },
    matches: (facts) => facts.status === status,
  };
}

export function startedWithin(span: Span): Condition {
  const { from, to } = span;
  const bounds = [
    ...(from === null ? [] : [["v.started_at >= ?", from] as const]),
    ...(to === null ? [] : [["v.started_at < ?", to] as const]),
  ];
  return {
    kind: FilterCondition.DATES,
    sql: bounds.map(([sql]) => sql).join(" AND "),
    values: bounds.map(([, value]) => value),
    terms: span,
    matches: ({ startedAt }) => (from === null || startedAt >= from) && (to === null || startedAt < to),
  };
}

const FLAGS = {
  engaged: { kind: FilterCondition.ENGAGED_ONLY, column: "v.engaged" },
  online: { kind: FilterCondition.ONLINE, column: "v.online" },
  needsAttention: { kind: FilterCondition.NEEDS_ATTENTION, column: "v.needs_attention" },
};

export function flagIs(name: keyof typeof FLAGS, wanted: boolean): Condition {
  const { kind, column } = FLAGS[name];
  return {
    kind,
    sql: `${column} = ${wanted ? 1 : 0}`,
    values: [],
    terms: { [name]: wanted },
    matches: (facts) => facts[name] === wanted,
    flip: () => flagIs(name, !wanted),
  };
}

export function contains(words: readonly SearchWord[]): Condition {
  return {
    kind: FilterCondition.SEARCH,
    // INSTR, not LIKE: nothing a person types has a second meaning.
    sql: words
      .map(({ digits }) =>
        digits ? "(INSTR(v.search, ?) > 0 OR INSTR(v.search, ?) > 0)" : "INSTR(v.search, ?) > 0",
      )
      .join(" AND "),
    values: words.flatMap(({ text, digits }) => (digits ? [text, digits] : [text])),
    terms: { words },
    matches: (facts) =>
      words.every(
        ({ text, digits }) =>
          facts.search.includes(text) || (digits !== null && facts.search.includes(digits)),
      ),
  };
}

export function hasParams(params: NonNullable<VisitorFilter["params"]>): Condition {
  if (params.length > MAX_PARAMS)
    throw new BadUserInput(`A filter may match ${MAX_PARAMS} parameters at most.`, { field: "params" });
  const hashes = params.map(({ key, value }) => paramHash(key, value));
  const one =
    "EXISTS (SELECT 1 FROM visitor_param p WHERE p.project_id = v.project_id AND p.hash = ? AND p.visitor_id = v.id)";
  return {
    kind: FilterCondition.PARAMS,
    sql: hashes.map(() => one).join(" AND "),
    values: hashes,
    terms: { params: hashes },
    matches: (facts) => hashes.every((hash) => facts.params.includes(hash)),
  };
}
