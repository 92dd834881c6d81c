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
