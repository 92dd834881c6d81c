// Writes a transaction's changes into the log, last of all, under the lock of the project's sequence.
import type { EntityManager } from "typeorm";
import type { Id } from "./columns.js";
import { forUpdateSql } from "./data-source.js";
import { Table, marks } from "./table.js";
import type { Change, ChangeKeeper, Work } from "./work.js";

/** Rows a statement, below the embedded database's limit of parameters. */
const CHUNK = 500;
const COLUMNS =
  "project_id, seq, type, visitor_id, conversation_id, message_seq, before_facts, after_facts, at";

/**
 * The end of every transaction. The sequence's row lock comes before the counters' and is held until the commit: one order
 * of locks for all, so no deadlock at the hot rows, and commit order is seq order. Answers with the newest seq.
 */
export async function writeChanges(
  manager: EntityManager,
  projectId: Id,
  works: readonly Work[],
  keepers: readonly ChangeKeeper[],
  at: Date,
): Promise<number | null> {
  const changes = works.flatMap((work) => work.changes);
  if (changes.length === 0) return null;
  const rows: { seq: number | string; visitors: number }[] = await manager.query(
    `SELECT seq, visitors FROM project_sequence WHERE project_id = ?${forUpdateSql(manager)}`,
    [projectId],
  );
  if (!rows[0]) throw new Error(`project ${projectId} has no sequence`);
  const visitors = await numberNewcomers(manager, rows[0].visitors, works);
  for (const keep of keepers) await keep(manager, projectId, changes);
  const head = Number(rows[0].seq);
  const seq = head + changes.length;
  await manager.query("UPDATE project_sequence SET seq = ?, visitors = ? WHERE project_id = ?", [
    seq,
    visitors,
    projectId,
  ]);
  await insert(manager, projectId, changes, head, at);
  return seq;
}

/** Writes nothing but the numbers: the rows may have changed since they were made. Answers with the newest number. */
async function numberNewcomers(
  manager: EntityManager,
  latest: number,
  works: readonly Work[],
): Promise<number> {
  let number = latest;
  const newcomers = works.flatMap((work) => work.newcomers);
  for (const [, row] of newcomers) row.number = ++number;
  for (const entity of new Set(newcomers.map(([kind]) => kind))) {
    const own = newcomers.flatMap(([kind, row]) => (kind === entity ? [row] : []));
    await Table.of(manager, entity).patch(manager, own, new Set(["number" as const]));
  }
  return number;
}

async function insert(
  manager: EntityManager,
  projectId: Id,
  changes: readonly Change[],
  head: number,
  at: Date,
): Promise<void> {
  const erasedAt = new Map(
    changes.flatMap((change, index) => (change.erases ? [[change.visitorId, index]] : [])),
  );
  const known = (change: Change, index: number) => index >= (erasedAt.get(change.visitorId) ?? 0);
  // Most changes share their facts with the one before: what one step leads to is where the next begins.
  let latest: { facts: object; text: string } | null = null;
  const text = (facts: object | null): string | null => {
    if (!facts) return null;
    if (latest?.facts !== facts) latest = { facts, text: JSON.stringify(facts) };
    return latest.text;
  };
  for (let start = 0; start < changes.length; start += CHUNK) {
    const some = changes.slice(start, start + CHUNK);
    const values = some.flatMap((change, place) => {
      const index = start + place;
      const isKnown = known(change, index);
      return [
        projectId,
        head + index + 1,
        change.type,
        change.visitorId,
        change.conversationId ?? null,
        change.messageSeq ?? null,
        isKnown ? text(change.before) : null,
        isKnown ? text(change.after) : null,
        at.getTime(),
      ];
    });
    await manager.query(`INSERT INTO project_change (${COLUMNS}) VALUES ${marks(some.length, 9)}`, values);
  }
}
