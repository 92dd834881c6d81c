// How far what agents wrote has come. Each mark stands once, at the newest message that has come so far: those above it have too.
export type Mark = "sent" | "delivered" | "seen";

interface Said {
  id: string;
  seq: number;
  author: string;
}

interface Reach {
  deliveredToVisitorSeq: number;
  seenByVisitorSeq: number;
}

export function marksOf(messages: readonly Said[], reach: Reach): ReadonlyMap<string, Mark> {
  const placed = new Map<Mark, string>();
  for (const { id, seq, author } of messages.toReversed()) {
    if (author !== "AGENT") continue;
    const mark = markOf(seq, reach);
    if (!placed.has(mark)) placed.set(mark, id);
    if (mark === "seen") break;
  }
  return new Map([...placed].map(([mark, id]) => [id, mark]));
}

function markOf(seq: number, { deliveredToVisitorSeq, seenByVisitorSeq }: Reach): Mark {
  if (seq <= seenByVisitorSeq) return "seen";
  return seq <= deliveredToVisitorSeq ? "delivered" : "sent";
}
