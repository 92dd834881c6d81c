/** From here on a waiting visitor has waited too long. */
export const lateAfter = 5 * 60_000;

/** How long a visitor has waited for an answer, in milliseconds; null when nobody waits. */
export function waited(
  visitor: { needsAttention: boolean; attentionSince: string | null },
  now: Date,
): number | null {
  if (!visitor.needsAttention || !visitor.attentionSince) return null;
  return Math.max(0, now.getTime() - Date.parse(visitor.attentionSince));
}

/** So many of those who wait are asked for: of more, those who came first. */
const most = 100;

interface Told {
  visitorId: string | null;
  visitor?: { needsAttention: boolean } | null;
}

/** Whether a change means that the longest wait may stand in no row of these any more. */
export function outdates(rows: readonly { id: string }[], { visitorId, visitor }: Told): boolean {
  const isThere = rows.some(({ id }) => id === visitorId);
  // Of who was erased no row says anything.
  if (!visitor) return isThere;
  // Who begins to wait is in no row yet, unless there are so many that others have waited for longer. Who ceases to says so in
  // the row that is there already, and makes room for one who is not.
  const isFull = rows.length >= most;
  return visitor.needsAttention ? !isThere && !isFull : isThere && isFull;
}
