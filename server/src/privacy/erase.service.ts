// Erasing many visitors at once: those under a filter, when they are as many as the caller believes.
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forgetDeleted } from "../database/data-source.js";
import type { WriteDoor } from "../database/write.js";
import type { ApiContext } from "../graphql/context.js";
import { Conflict } from "../graphql/errors.js";
import type { AccessService } from "../projects/index.js";
import { type CompiledFilter, type VisitorFilter, compileFilter, eraseVisitors } from "../visitors/index.js";
import type { Erasure } from "./privacy.type.js";

const BATCH = 100;
/** Visitors one call erases: as many as are done before anybody loses patience. */
const STEP = 2_000;

export class EraseService {
  constructor(
    private readonly database: Database,
    private readonly door: WriteDoor,
    private readonly access: AccessService,
    private readonly audit: AuditTrail,
    private readonly clock: () => Date,
  ) {}

  async preview(context: ApiContext, projectId: Id, filter: VisitorFilter): Promise<number> {
    await this.access.require(context, projectId, "ADMIN");
    return this.count(compileFilter(projectId, filter, this.clock()));
  }

  /** CONFLICT, and nothing is erased, when there are others than the caller has seen. */
  async erase(
    context: ApiContext,
    projectId: Id,
    input: VisitorFilter,
    expectedCount: number,
  ): Promise<Erasure> {
    await this.access.require(context, projectId, "ADMIN");
    const filter = compileFilter(projectId, input, this.clock());
    const count = await this.count(filter);
    if (count !== expectedCount)
      throw new Conflict(`There are ${count} visitors under this filter now, not ${expectedCount}.`, {
        count,
      });
    // Those that are there now: who comes while this runs was not counted, and who no longer fits is not meant.
    const { sql, values } = filter.where();
    const rows: { id: number | string }[] = await this.database.source.query(
      `SELECT v.id AS id FROM visitor v WHERE ${sql} ORDER BY v.id LIMIT ${STEP}`,
      values,
    );
    const ids = rows.map(({ id }) => String(id));
    let erased = 0;
    for (let start = 0; start < ids.length; start += BATCH) {
      const batch = ids.slice(start, start + BATCH);
      erased += await this.door.write(projectId, async (work) => {
        const gone = await eraseVisitors(work, batch, (_visitor, facts) => filter.matches(facts));
        const deed = { action: "VISITOR_ERASED", projectId, count: gone.length } as const;
        if (gone.length > 0) await this.audit.record(context, deed, work.manager);
        return gone.length;
      });
    }
    if (erased > 0) await forgetDeleted(this.database);
    return { erased, remaining: Math.max(0, count - ids.length) };
  }

  private async count(filter: CompiledFilter): Promise<number> {
    const { sql, values } = filter.where();
    const [row]: { many: number | string }[] = await this.database.source.query(
      `SELECT COUNT(*) AS many FROM visitor v WHERE ${sql}`,
      values,
    );
    return Number(row?.many ?? 0);
  }
}
