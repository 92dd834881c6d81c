// Writes a transaction's changes into the log, last of all, under the lock of the project's sequence.
import type { Id } from "./columns.js";
import { forUpdateSql } from "./data-source.js";
import type { RowWriter } from "./row.writer.js";
import { marks, pieces } from "./shapes.js";
import type { Change, ChangeKeeper, Work } from "./work.js";

/** Facts before a change that are those after it: most changes are of what no filter tests, and facts are long. */
export const SAME_FACTS = '"="';

const COLUMNS = [
  "project_id",
  "seq",
  "type",
  "visitor_id",
  "conversation_id",
  "message_seq",
  "before_facts",
  "after_facts",
  "at",
];
const INTO = `INSERT INTO project_change (${COLUMNS.join(", ")}) VALUES `;

/**
 * The end of every transaction. The sequence's row lock comes before the counters' and is held until the commit: one order
 * of locks for all, so no deadlock at the hot rows, and commit order is seq order. Answers with the newest seq.
 */
export async function writeChanges(
  writer: RowWriter,
  projectId: Id,
  works: readonly Work[],
  keepers: readonly ChangeKeeper[],
  at: Date,
): Promise<number | null> {
  const { lane } = writer;
  const changes = works.flatMap((work) => work.changes);
  if (changes.length === 0) {
    await writer.settleUp();
    return null;
  }
  const locked = lane.send<{ seq: number | string; visitors: number }[]>(
    `SELECT seq, visitors FROM project_sequence WHERE project_id = ?${forUpdateSql(lane.manager)}`,
    [projectId],
  );
  // While the database gets there.
  await lane.turn();
  const entries = entriesOf(projectId, changes, at);
  const [sequence] = await locked;
  if (!sequence) throw new Error(`project ${projectId} has no sequence`);
  const visitors = numberNewcomers(writer, sequence.visitors, works);
  await writer.settleUp();
  for (const keep of keepers) keep(lane, projectId, changes);
  const head = Number(sequence.seq);
  const seq = head + changes.length;
  const moved = "UPDATE project_sequence SET seq = ?, visitors = ? WHERE project_id = ?";
  void lane.send(moved, [seq, visitors, projectId]);
  await lane.turn();
  for (const [index, entry] of entries.entries()) entry[COLUMNS.indexOf("seq")] = head + index + 1;
  for (const { some, isFixed } of pieces(entries)) {
    void lane.send(INTO + marks(some.length, COLUMNS.length), some.flat(), { isFixed });
    await lane.turn();
  }
  return seq;
}

/** Nothing but the numbers: the rows may have changed since they were made. Answers with the newest number. */
function numberNewcomers(writer: RowWriter, latest: number, works: readonly Work[]): number {
  let number = latest;
  for (const [entity, row] of works.flatMap((work) => work.newcomers)) {
    row.number = ++number;
    writer.owe(entity, row, "number");
  }
  return number;
}

/** The log's rows but for their seq. */
function entriesOf(projectId: Id, changes: readonly Change[], at: Date): unknown[][] {
  const erasedAt = new Map(
    changes.flatMap((change, index) => (change.erases ? [[change.visitorId, index]] : [])),
  );
  const isKnown = (change: Change, index: number) => index >= (erasedAt.get(change.visitorId) ?? 0);
  // What one step leads to is where the next begins.
  let latest: { facts: object; text: string } | null = null;
  const textOf = (facts: object | null): string | null => {
    if (!facts) return null;
    if (latest?.facts !== facts) latest = { facts, text: JSON.stringify(facts) };
    return latest.text;
  };
  return changes.map((change, index) => {
    const known = isKnown(change, index);
    const before = known ? textOf(change.before) : null;
    const after = known ? textOf(change.after) : null;
    return [
      projectId,
      0,
      change.type,
      change.visitorId,
      change.conversationId ?? null,
      change.messageSeq ?? null,
      before !== null && before === after ? SAME_FACTS : before,
      after,
      at.getTime(),
    ];
  });
}
