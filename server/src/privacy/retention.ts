// Erases visitors whose days are over. In short batches through the door for writes, so that open screens are told and nobody
// waits; whatever ends it half way, the next night goes on.
import type { Id } from "../database/columns.js";
import { type Database, forgetDeleted } from "../database/data-source.js";
import type { WriteDoor } from "../database/write.js";
import { Project } from "../projects/index.js";
import { STATUSES, type StatusWord, type Visitor, eraseVisitors } from "../visitors/index.js";

const DAY = 24 * 3_600_000;
const BATCH = 100;

export type RetentionDays = Partial<Record<string, number>>;

export class Retention {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly door: WriteDoor,
    private readonly clock: () => Date,
  ) {}

  stop(): void {
    this.isStopping = true;
  }

  /** Every project's rules. False when a stop came in between: then the night is not over. */
  async run(): Promise<boolean> {
    for (const project of await this.database.source.manager.find(Project, { order: { id: "ASC" } }))
      for (const [status, days] of rulesOf(project.retention)) await this.erase(project.id, status, days);
    // Also for those whom an earlier run erased before it came to this.
    await forgetDeleted(this.database);
    return !this.isStopping;
  }

  async due(projectId: Id, retention: RetentionDays): Promise<number> {
    let total = 0;
    for (const [status, days] of rulesOf(retention)) {
      const [row]: { many: number | string }[] = await this.database.source.query(
        `SELECT COUNT(*) AS many FROM visitor ${OVER}`,
        this.values(projectId, status, days),
      );
      total += Number(row?.many ?? 0);
    }
    return total;
  }

  private async erase(projectId: Id, status: StatusWord, days: number): Promise<void> {
    const before = this.clock().getTime() - days * DAY;
    while (!this.isStopping) {
      const rows: { id: number | string }[] = await this.database.source.query(
        `SELECT id FROM visitor ${OVER} ORDER BY started_at, id LIMIT ${BATCH}`,
        this.values(projectId, status, days),
      );
      if (rows.length === 0) break;
      // Who comes back at this moment, or gets another status, stays.
      const isOver = (visitor: Visitor) =>
        visitor.status === status && !visitor.online && visitor.lastSeenAt.getTime() < before;
      const ids = rows.map(({ id }) => String(id));
      const gone = await this.door.write(projectId, (work) => eraseVisitors(work, ids, isOver));
      if (gone.length === 0) break;
    }
  }

  private values(projectId: Id, status: StatusWord, days: number): unknown[] {
    const before = this.clock().getTime() - days * DAY;
    return [projectId, STATUSES.indexOf(status), before, before];
  }
}

/** By the index of a status' tab: who was last seen so long ago began to talk before that. */
const OVER = "WHERE project_id = ? AND status = ? AND started_at < ? AND last_seen_at < ? AND online = 0";

const rulesOf = (retention: RetentionDays | null) =>
  STATUSES.flatMap((status) => {
    const days = retention?.[status];
    return days ? [[status, days] as const] : [];
  });
