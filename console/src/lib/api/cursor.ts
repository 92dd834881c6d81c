// A cursor is `epoch.seq`. It is only compared to know which of two snapshots is newer, never taken apart
// for anything else; one that cannot be read counts as newer, so that an unknown form never freezes a screen.

export function isNewer(cursor: string, than: string | null): boolean {
  if (than === null) return true;
  const [epoch, seq] = read(cursor);
  const [otherEpoch, otherSeq] = read(than);
  if (epoch !== otherEpoch || Number.isNaN(seq) || Number.isNaN(otherSeq)) return true;
  return seq > otherSeq;
}

function read(cursor: string): [string, number] {
  const dot = cursor.lastIndexOf(".");
  return [cursor.slice(0, dot), Number(cursor.slice(dot + 1))];
}
