// One status for many visitors at once, and the way back.
import {
  SetVisitorStatusDocument,
  SetVisitorStatusesDocument,
  type VisitorStatus,
} from "../api/generated.ts";
import type { Problem } from "../api/errors.ts";
import { mutate } from "../api/mutate.ts";

export interface Before {
  id: string;
  status: VisitorStatus;
}

/** All or none; what went wrong, or null. */
export async function setStatuses(
  visitors: readonly Before[],
  status: VisitorStatus,
): Promise<Problem | null> {
  const outcome = await mutate(SetVisitorStatusesDocument, {
    visitorIds: visitors.map(({ id }) => id),
    status,
  });
  return outcome.ok ? null : outcome.problem;
}

export interface Undone {
  /** Changed by somebody since, or erased: they stay as they are. */
  kept: number;
  /** What else went wrong. */
  problem: Problem | null;
}

/** Gives each its status back, unless somebody has changed it since. */
export async function undoStatuses(visitors: readonly Before[], from: VisitorStatus): Promise<Undone> {
  const outcomes = await Promise.all(
    visitors.map(({ id, status }) =>
      mutate(SetVisitorStatusDocument, { visitorId: id, status, expectedStatus: from }),
    ),
  );
  const problems = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.problem]));
  const isOverruled = ({ code }: Problem) => code === "CONFLICT" || code === "NOT_FOUND";
  return {
    kept: problems.filter(isOverruled).length,
    problem: problems.find((problem) => !isOverruled(problem)) ?? null,
  };
}
