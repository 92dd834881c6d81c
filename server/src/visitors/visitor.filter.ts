// A filter, compiled once to SQL (list, counts, explanation), to a function (live) and to plain values (counters, search index).
// They must agree on every row.
import { checkText } from "../graphql/input.js";
import { momentsOf } from "./day-range.js";
import {
  type Condition,
  type FilterTerms,
  NOTHING,
  contains,
  flagIs,
  hasParams,
  startedWithin,
  statusIs,
} from "./visitor.condition.js";
import { type VisitorFacts, searchWords } from "./visitor.facts.js";
import { FilterCondition, type VisitorFilter } from "./visitor.input.js";

export class CompiledFilter {
  readonly terms: FilterTerms;

  constructor(
    readonly projectId: string,
    readonly conditions: readonly Condition[],
    /** When the filter means something else (a range of last days rolls over), in ms. */
    readonly rollsAt: number | null,
  ) {
    this.terms = Object.assign({}, NOTHING, ...conditions.map(({ terms }) => terms)) as FilterTerms;
  }

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
    return this.of(this.conditions.filter(keep));
  }

  /** The filter with the opposite of one of its flags: the two together make the filter without it. */
  flipped(kind: FilterCondition): CompiledFilter {
    return this.of(
      this.conditions.map((condition) =>
        condition.kind === kind ? (condition.flip?.() ?? condition) : condition,
      ),
    );
  }

  /** The filter from a moment on. */
  since(moment: number): CompiledFilter {
    const { from, to } = this.terms;
    const { conditions } = this.less(FilterCondition.DATES);
    return this.of([...conditions, startedWithin({ from: Math.max(moment, from ?? moment), to })]);
  }

  where(): { sql: string; values: (string | number)[] } {
    return {
      sql: ["v.project_id = ?", ...this.conditions.map((condition) => condition.sql)].join(" AND "),
      values: [this.projectId, ...this.conditions.flatMap((condition) => condition.values)],
    };
  }

  private of(conditions: readonly Condition[]): CompiledFilter {
    return new CompiledFilter(this.projectId, conditions, this.rollsAt);
  }
}

/** Throws BAD_USER_INPUT for a filter that makes no sense. */
export function compileFilter(
  projectId: string,
  filter: VisitorFilter | null | undefined,
  now: Date,
): CompiledFilter {
  const conditions: Condition[] = [];
  let rollsAt: number | null = null;
  const { status, search, dates, engagedOnly, online, needsAttention, params } = filter ?? {};
  if (status) conditions.push(statusIs(status));
  if (dates) {
    const { from, to, rollsAt: rolls } = momentsOf(dates, now);
    rollsAt = rolls;
    if (from !== null || to !== null) conditions.push(startedWithin({ from, to }));
  }
  if (engagedOnly) conditions.push(flagIs("engaged", true));
  if (online !== null && online !== undefined) conditions.push(flagIs("online", online));
  if (needsAttention !== null && needsAttention !== undefined)
    conditions.push(flagIs("needsAttention", needsAttention));
  const words = search ? searchWords(checkText(search, "The search", 200)) : [];
  if (words.length > 0) conditions.push(contains(words));
  if (params && params.length > 0) conditions.push(hasParams(params));
  return new CompiledFilter(projectId, conditions, rollsAt);
}
