import type { VisitorStatus } from "../api/generated.ts";
import type { Tab } from "./statuses.ts";

type Counts = readonly { status: VisitorStatus; count: number }[];

/** How many rows a tab leads to; All is the sum. */
export function countOf(counts: Counts, tab: Tab): number {
  if (tab === "ALL") return counts.reduce((sum, { count }) => sum + count, 0);
  return counts.find(({ status }) => status === tab)?.count ?? 0;
}
