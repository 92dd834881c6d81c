// A filter, compiled once to SQL (list, counts, explanation) and to a function (live). The two must agree on every row.
import { BadUserInput } from "../graphql/errors.js";
import { checkText } from "../graphql/input.js";
import { momentsOf } from "./day-range.js";
import { type SearchWord, type VisitorFacts, paramHash, searchWords } from "./visitor.facts.js";
import { FilterCondition, type VisitorFilter } from "./visitor.input.js";
import { STATUSES } from "./visitor.status.js";

/** What a filter asks in plain values: for the search index, which knows no SQL. Null: nothing is asked. */
export interface FilterTerms {
  /** By its code. */
  status: number | null;
  /** Inclusive, in ms. */
  from: number | null;
  /** Exclusive, in ms. */
  to: number | null;
  engaged: boolean | null;
  online: boolean | null;
  needsAttention: boolean | null;
  words: readonly SearchWord[];
  /** Hashes. */
  params: readonly string[];
}

const NOTHING: FilterTerms = {
  status: null,
  from: null,
  to: null,
  engaged: null,
  online: null,
  needsAttention: null,
  words: [],
  params: [],
};

interface Condition {
  kind: FilterCondition;
  /** On the table under the alias v. */
  sql: string;
  values: (string | number)[];
  terms: Partial<FilterTerms>;
  matches(facts: VisitorFacts): boolean;
}

export class CompiledFilter {
  constructor(
    readonly projectId: string,
    readonly conditions: readonly Condition[],
    /** When the filter means something else (a range of last days rolls over), in ms. */
    readonly rollsAt: number | null,
  ) {}

  matches(facts: VisitorFacts): boolean {
    return this.conditions.every((condition) => condition.matches(facts));
  }

  has(kind: FilterCondition): boolean {
    return this.conditions.some((condition) => condition.kind === kind);
  }

  /** The filter without one of its conditions. */
  less(kind: FilterCondition): CompiledFilter {
    return this.only((condition) => condition.kind !== kind);
  }

  only(keep: (condition: Condition) => boolean): CompiledFilter {
    return new CompiledFilter(this.projectId, this.conditions.filter(keep), this.rollsAt);
  }

  get terms(): FilterTerms {
    return Object.assign(
      { ...NOTHING },
      ...this.conditions.map((condition) => condition.terms),
    ) as FilterTerms;
  }

  where(): { sql: string; values: (string | number)[] } {
    return {
      sql: ["v.project_id = ?", ...this.conditions.map((condition) => condition.sql)].join(" AND "),
      values: [this.projectId, ...this.conditions.flatMap((condition) => condition.values)],
    };
  }
}

const MAX_PARAMS = 10;

/** Throws BAD_USER_INPUT for a filter that makes no sense. */
export function compileFilter(
  projectId: string,
  filter: VisitorFilter | null | undefined,
  now: Date,
): CompiledFilter {
  const conditions: Condition[] = [];
  let rollsAt: number | null = null;
  const { status, search, dates, engagedOnly, online, needsAttention, params } = filter ?? {};
  if (status) {
    conditions.push({
      kind: FilterCondition.STATUS,
      sql: "v.status = ?",
      values: [STATUSES.indexOf(status)],
      terms: { status: STATUSES.indexOf(status) },
      matches: (facts) => facts.status === status,
    });
  }
  if (dates) {
    const { from, to, rollsAt: rolls } = momentsOf(dates, now);
    rollsAt = rolls;
    const bounds = [
      ...(from === null ? [] : [["v.started_at >= ?", from] as const]),
      ...(to === null ? [] : [["v.started_at < ?", to] as const]),
    ];
    if (bounds.length > 0) {
      conditions.push({
        kind: FilterCondition.DATES,
        sql: bounds.map(([sql]) => sql).join(" AND "),
        values: bounds.map(([, value]) => value),
        terms: { from, to },
        matches: ({ startedAt }) => (from === null || startedAt >= from) && (to === null || startedAt < to),
      });
    }
  }
  if (engagedOnly)
    conditions.push(
      flag(FilterCondition.ENGAGED_ONLY, "v.engaged", "engaged", true, (facts) => facts.engaged),
    );
  if (online !== null && online !== undefined) {
    conditions.push(flag(FilterCondition.ONLINE, "v.online", "online", online, (facts) => facts.online));
  }
  if (needsAttention !== null && needsAttention !== undefined) {
    conditions.push(
      flag(
        FilterCondition.NEEDS_ATTENTION,
        "v.needs_attention",
        "needsAttention",
        needsAttention,
        (facts) => facts.needsAttention,
      ),
    );
  }
  const words = search ? searchWords(checkText(search, "The search", 200)) : [];
  if (words.length > 0) {
    conditions.push({
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
    });
  }
  if (params && params.length > 0) conditions.push(paramsCondition(params));
  return new CompiledFilter(projectId, conditions, rollsAt);
}

function flag(
  kind: FilterCondition,
  column: string,
  term: "engaged" | "online" | "needsAttention",
  wanted: boolean,
  read: (facts: VisitorFacts) => boolean,
): Condition {
  return {
    kind,
    sql: `${column} = ${wanted ? 1 : 0}`,
    values: [],
    terms: { [term]: wanted },
    matches: (facts) => read(facts) === wanted,
  };
}

function paramsCondition(params: NonNullable<VisitorFilter["params"]>): Condition {
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
