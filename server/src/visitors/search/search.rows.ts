// What the index reads from the database: always through the manager of a snapshot.
import type { EntityManager } from "typeorm";
import type { Id } from "../../database/columns.js";
import type { ProjectHead } from "../../live/change-log.js";
import { STATUSES } from "../visitor.status.js";
import { countColumn } from "../visitor-count.entity.js";
import { DAY } from "./columns.js";
import { flags } from "./project.index.js";
import type { Place, Row } from "./segment.js";

/** Where the project's log stands, and which log it is. */
export async function readHead(
  manager: EntityManager,
  projectId: Id,
): Promise<ProjectHead & { epoch: string }> {
  const [row]: { epoch: string; seq: number | string; needing_attention: number | string }[] =
    await manager.query(
      `SELECT (SELECT value FROM installation WHERE name = 'epoch') AS epoch, seq, needing_attention
       FROM project_sequence WHERE project_id = ?`,
      [projectId],
    );
  return {
    epoch: row?.epoch ?? "",
    seq: Number(row?.seq ?? 0),
    needingAttention: Number(row?.needing_attention ?? 0),
  };
}

const VISITORS = STATUSES.flatMap((status) => [countColumn(status, false), countColumn(status, true)]).join(
  " + ",
);

/** On which days visitors started, and how many. */
export async function readDays(
  manager: EntityManager,
  projectId: Id,
): Promise<{ day: number; visitors: number }[]> {
  const rows: { day: number | string; visitors: number | string }[] = await manager.query(
    `SELECT day, ${VISITORS} AS visitors FROM visitor_day WHERE project_id = ?`,
    [projectId],
  );
  return rows
    .map((row) => ({ day: Number(row.day), visitors: Number(row.visitors) }))
    .filter(({ visitors }) => visitors > 0);
}

export const rowsSql = (limit: number) =>
  `SELECT id, started_at, status, engaged, online, needs_attention, search FROM visitor
   WHERE project_id = ? AND started_at >= ? AND started_at < ? AND (started_at > ? OR id > ?) AND search <> ''
   ORDER BY started_at, id LIMIT ${Math.trunc(limit)}`;

/** At most `limit` searchable visitors of a day in the order of the list, from behind a place on. */
export async function readRows(
  manager: EntityManager,
  projectId: Id,
  day: number,
  upTo: Place | null,
  limit: number,
): Promise<Row[]> {
  const { startedAt, id } = upTo ?? { startedAt: day * DAY, id: 0 };
  const rows: RawRow[] = await manager.query(rowsSql(limit), [
    projectId,
    startedAt,
    (day + 1) * DAY,
    startedAt,
    id,
  ]);
  return rows.map((row) => ({
    id: Number(row.id),
    startedAt: Number(row.started_at),
    flags: flags(
      Number(row.status),
      Number(row.engaged) === 1,
      Number(row.online) === 1,
      Number(row.needs_attention) === 1,
    ),
    text: row.search,
  }));
}

interface RawRow {
  id: number | string;
  started_at: number | string;
  status: number;
  engaged: number;
  online: number;
  needs_attention: number;
  search: string;
}
