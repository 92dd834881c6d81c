// How a list that changes by itself is drawn for somebody whose hand is in it: rows keep their places, those that no longer
// match stay as ghosts, and what is new waits.

export interface Row {
  id: string;
  startedAt: string;
}

export interface Drawn<R extends Row> {
  row: R;
  /** It no longer belongs to this list, and goes when the hand does. */
  leaving: boolean;
}

interface Scene<R extends Row> {
  /** The page as it was read last, with the facts of now. */
  fresh: readonly R[];
  /** The page in full; a shorter one is the list's last. */
  pageSize: number;
  /** Whether nothing stands before this page. */
  isFirst: boolean;
  /** The rows as they were drawn when the hand came; null: no hand is in the list. */
  held: readonly R[] | null;
  /** Rows that were drawn here and have left, as they were. */
  left: ReadonlyMap<string, R>;
  /** Of those, the facts of now as far as they are known. */
  known?: ReadonlyMap<string, R>;
  /** The row that is open beside the list: it stays though it has left. */
  pinned: string | null;
}

export function arrange<R extends Row>({
  fresh,
  pageSize,
  isFirst,
  held,
  left,
  known,
  pinned,
}: Scene<R>): Drawn<R>[] {
  if (held) {
    const now = new Map(fresh.map((row) => [row.id, row]));
    const isOnPage = (row: R) => fallsOn(row, fresh, pageSize, isFirst);
    return held.map((row) => {
      const leaving = left.has(row.id) || (!now.has(row.id) && isOnPage(row));
      return { row: (leaving && known?.get(row.id)) || (now.get(row.id) ?? row), leaving };
    });
  }
  const drawn = fresh.map((row) => ({ row, leaving: false }));
  const ghost = pinned === null ? undefined : left.get(pinned);
  if (!ghost || fresh.some(({ id }) => id === ghost.id)) return drawn;
  const behind = drawn.findIndex(({ row }) => row.startedAt < ghost.startedAt);
  drawn.splice(behind < 0 ? drawn.length : behind, 0, { row: known?.get(ghost.id) ?? ghost, leaving: true });
  return drawn;
}

/** The visitors that wait to be drawn: those that came while the hand was in the list, and belong onto this page. */
export function waitingToShow<R extends Row>(
  { fresh, pageSize, isFirst, held }: Omit<Scene<R>, "left" | "known" | "pinned">,
  came: ReadonlyMap<string, Row>,
): number {
  // Whoever comes stands at the top: on a later page only rows that are known already shift.
  if (!held || !isFirst) return 0;
  const places = new Map(held.map((row, index) => [row.id, index]));
  const top = held[0]?.startedAt ?? "";
  const isNew = ({ id, startedAt }: Row) => {
    const place = places.get(id);
    return place === undefined
      ? fallsOn({ id, startedAt }, held, pageSize, true)
      : place > 0 && startedAt > top;
  };
  const waiting = new Set([...came.values(), ...fresh].filter(isNew).map(({ id }) => id));
  return waiting.size;
}

/** Whether a row that matches would stand on this page, by its date. */
export function fallsOn(row: Row, page: readonly Row[], pageSize: number, isFirst: boolean): boolean {
  const first = page[0];
  const last = page[pageSize - 1];
  return (
    (!last || row.startedAt > last.startedAt) && (isFirst || (!!first && row.startedAt < first.startedAt))
  );
}
