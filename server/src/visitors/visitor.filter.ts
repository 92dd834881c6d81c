// A filter, compiled once to SQL (list, counts, explanation) and to a function (live). The two must agree on every row.
import { BadUserInput } from "../graphql/errors.js";
import { checkText } from "../graphql/input.js";
import { momentsOf } from "./day-range.js";
import { type VisitorFacts, paramHash, searchWords } from "./visitor.facts.js";
import { FilterCondition, type VisitorFilter } from "./visitor.input.js";
import { STATUSES, type StatusWord } from "./visitor.status.js";

/** Of the start of the present conversation, in ms: from (inclusive) and to (exclusive); null: no bound. */
export interface Span {
  from: number | null;
  to: number | null;
}

interface Condition {
  kind: FilterCondition;
  /** On the table under the alias v. */
  sql: string;
  values: (string | number)[];
  matches(facts: VisitorFacts): boolean;
  /** What the condition asks for, for those who answer it without the database's help. */
  status?: StatusWord;
  span?: Span;
  flag?: { wanted: boolean; flip: () => Condition };
}

const EVER: Span = { from: null, to: null };

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

  get status(): StatusWord | null {
    return this.conditions.find((condition) => condition.status)?.status ?? null;
  }

  get span(): Span {
    return this.conditions.find((condition) => condition.span)?.span ?? EVER;
  }

  /** What ENGAGED_ONLY, ONLINE or NEEDS_ATTENTION asks for; null: nothing. */
  flag(kind: FilterCondition): boolean | null {
    return this.conditions.find((condition) => condition.kind === kind)?.flag?.wanted ?? null;
  }

  /** The filter with the opposite of one of its flags: the two together make the filter without it. */
  flipped(kind: FilterCondition): CompiledFilter {
    const conditions = this.conditions.map((condition) =>
      condition.kind === kind && condition.flag ? condition.flag.flip() : condition,
    );
    return new CompiledFilter(this.projectId, conditions, this.rollsAt);
  }

  /** The filter from a moment on. */
  since(moment: number): CompiledFilter {
    const { from, to } = this.span;
    const rest = this.less(FilterCondition.DATES);
    const span = { from: Math.max(moment, from ?? moment), to };
    return new CompiledFilter(this.projectId, [...rest.conditions, spanCondition(span)], this.rollsAt);
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
      status,
      matches: (facts) => facts.status === status,
    });
  }
  if (dates) {
    const { from, to, rollsAt: rolls } = momentsOf(dates, now);
    rollsAt = rolls;
    if (from !== null || to !== null) conditions.push(spanCondition({ from, to }));
  }
  if (engagedOnly)
    conditions.push(flag(FilterCondition.ENGAGED_ONLY, "v.engaged", true, (facts) => facts.engaged));
  if (online !== null && online !== undefined) {
    conditions.push(flag(FilterCondition.ONLINE, "v.online", online, (facts) => facts.online));
  }
  if (needsAttention !== null && needsAttention !== undefined) {
    conditions.push(
      flag(
        FilterCondition.NEEDS_ATTENTION,
        "v.needs_attention",
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

function spanCondition(span: Span): Condition {
  const { from, to } = span;
  const bounds = [
    ...(from === null ? [] : [["v.started_at >= ?", from] as const]),
    ...(to === null ? [] : [["v.started_at < ?", to] as const]),
  ];
  return {
    kind: FilterCondition.DATES,
    sql: bounds.map(([sql]) => sql).join(" AND "),
    values: bounds.map(([, value]) => value),
    span,
    matches: ({ startedAt }) => (from === null || startedAt >= from) && (to === null || startedAt < to),
  };
}

function flag(
  kind: FilterCondition,
  column: string,
  wanted: boolean,
  read: (facts: VisitorFacts) => boolean,
): Condition {
  return {
    kind,
    sql: `${column} = ${wanted ? 1 : 0}`,
    values: [],
    flag: { wanted, flip: () => flag(kind, column, !wanted, read) },
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
    matches: (facts) => hashes.every((hash) => facts.params.includes(hash)),
  };
}
