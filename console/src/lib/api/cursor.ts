// A cursor is `epoch.seq`. It is only compared to know which of two snapshots is newer, and of which epoch; one that cannot be read counts as newer, so that an unknown form never freezes a screen.

export function isNewer(cursor: string, than: string | null): boolean {
  if (than === null) return true;
  const [epoch, seq] = read(cursor);
  const [otherEpoch, otherSeq] = read(than);
  if (epoch !== otherEpoch || Number.isNaN(seq) || Number.isNaN(otherSeq)) return true;
  return seq > otherSeq;
}

/** Changes when the database was restored: nothing from before compares with anything after. */
export function epochOf(cursor: string): string {
  return cursor.slice(0, cursor.lastIndexOf("."));
}

function read(cursor: string): [string, number] {
  const epoch = epochOf(cursor);
  return [epoch, Number(cursor.slice(epoch.length + 1))];
}
