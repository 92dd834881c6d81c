// One status for every ticked row, and the way back: what is done, and what is said of it.
import type { VisitorStatus } from "#lib/api/generated.ts";
import { toasts } from "#lib/shell/toasts.svelte.ts";
import { setStatuses, undoStatuses, type Before } from "#lib/visitors/bulk.ts";
import { wordProblem } from "#lib/words/problem.ts";
import { words } from "#lib/words/words.svelte.ts";

/** Whether it went well. */
export async function moveAll(rows: readonly Before[], status: VisitorStatus): Promise<boolean> {
  const before = rows.filter((row) => row.status !== status).map(({ id, status }) => ({ id, status }));
  const t = words.t.visitors;
  if (before.length === 0) return true;
  const problem = await setStatuses(before, status);
  if (problem) {
    toasts.show(`${t.bulkFailed} ${wordProblem(words.t, problem)}`);
    return false;
  }
  toasts.show(t.bulkDone(before.length, words.t.statuses[status]), {
    label: t.undo,
    run: () => void moveBack(before, status),
  });
  return true;
}

/** Each gets its status back, unless somebody has changed it `from` there since. */
export async function moveBack(before: readonly Before[], from: VisitorStatus): Promise<void> {
  const t = words.t.visitors;
  const { kept, problem } = await undoStatuses(before, from);
  if (problem) toasts.show(`${t.bulkFailed} ${wordProblem(words.t, problem)}`);
  else toasts.show(kept > 0 ? t.undonePartly(kept) : t.undone);
}
