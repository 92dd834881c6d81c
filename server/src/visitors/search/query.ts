// A filter as the index asks it of its rows.
import type { FilterTerms } from "../visitor.condition.js";
import { ATTENTION, DAY, ENGAGED, ONLINE } from "./columns.js";
import type { Needle, Query } from "./scan.js";

/** Whether the index can answer it: it looks for words, and knows nothing of parameters. */
export const isAnswerable = ({ words, params }: FilterTerms) => words.length > 0 && params.length === 0;

export function queryOf(terms: FilterTerms): Query {
  const { engaged, online, needsAttention, status } = terms;
  let mask = 0;
  let flags = 0;
  for (const [wanted, bit] of [
    [engaged, ENGAGED],
    [online, ONLINE],
    [needsAttention, ATTENTION],
  ] as const) {
    if (wanted === null) continue;
    mask |= bit;
    if (wanted) flags |= bit;
  }
  const needles = terms.words.map(({ text, digits }) => ({
    text: Buffer.from(text),
    digits: digits === null ? null : Buffer.from(digits),
  }));
  return { needles: needles.sort(byRarity), mask, flags, status };
}

/** A long word is rarer than a short one; one that may be written in two ways is looked for twice. */
const byRarity = (a: Needle, b: Needle) =>
  Number(a.digits !== null) - Number(b.digits !== null) || b.text.length - a.text.length;

/** The part of a day that the filter's range covers, in ms since it began; null: none of it. */
export function partOfDay(day: number, { from, to }: FilterTerms): { from: number; to: number } | null {
  const start = Math.max((from ?? -Infinity) - day * DAY, 0);
  const end = Math.min((to ?? Infinity) - day * DAY, DAY);
  return start < end ? { from: start, to: end } : null;
}
