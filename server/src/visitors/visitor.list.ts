// The list of visitors: a page, its counts, and why it is empty.
import { type EntityManager, In } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, snapshot } from "../database/data-source.js";
import type { ChangeLog } from "../live/change-log.js";
import type { ApiContext } from "../graphql/context.js";
import type { AccessService } from "../projects/index.js";
import { countAll, countByStatus } from "./visitor.counting.js";
import type { CompiledFilter } from "./visitor.filter.js";
import { compileFilter } from "./visitor.filter.js";
import { FilterCondition, type VisitorFilter } from "./visitor.input.js";
import type { EmptyExplanation, StatusCount, VisitorConnection } from "./visitor.page.js";
import { type PageInput, checkPaging, cursorOf, findPage } from "./visitor.paging.js";
import { STATUSES, VisitorStatus } from "./visitor.status.js";
import { Visitor } from "./visitor.entity.js";

export class VisitorList {
  constructor(
    private readonly database: Database,
    private readonly log: ChangeLog,
    private readonly access: AccessService,
    private readonly clock: () => Date,
  ) {}

  async page(
    context: ApiContext,
    projectId: Id,
    input: VisitorFilter | null | undefined,
    paging: PageInput,
  ): Promise<VisitorConnection> {
    await this.access.require(context, projectId);
    const filter = compileFilter(projectId, input, this.clock());
    const window = checkPaging(paging);
    return snapshot(this.database, async (manager) => {
      const head = await this.log.head(projectId, manager);
      const counts = await this.counts(filter, manager);
      const totalCount = total(counts, input?.status);
      const { ids, firstIndex } = await findPage(filter, window, totalCount, manager);
      const found = new Map(
        (await manager.findBy(Visitor, { id: In(ids) })).map((visitor) => [visitor.id, visitor]),
      );
      const nodes = ids.flatMap((id) => found.get(id) ?? []);
      const edges = nodes.map((node) => ({ node, cursor: cursorOf(node) }));
      return {
        edges,
        nodes,
        pageInfo: {
          hasNextPage: firstIndex + nodes.length < totalCount,
          hasPreviousPage: firstIndex > 0,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
        totalCount,
        firstIndex,
        counts,
        needingAttention: head.needingAttention,
        cursor: this.log.cursor(head.seq),
      };
    });
  }

  /** Rows under the filter less its status, per status: five rows. */
  async counts(filter: CompiledFilter, manager: EntityManager): Promise<StatusCount[]> {
    const counts = await countByStatus(filter, manager);
    return STATUSES.map((status, index) => ({ status: VisitorStatus[status], count: counts[index] ?? 0 }));
  }

  async explainEmpty(context: ApiContext, projectId: Id, input: VisitorFilter): Promise<EmptyExplanation> {
    await this.access.require(context, projectId);
    const filter = compileFilter(projectId, input, this.clock());
    return snapshot(this.database, async (manager) => {
      const base = filter.only((condition) => condition.kind === FilterCondition.STATUS);
      const all = await countAll(base, manager);
      const hints = [];
      for (const { kind } of filter.conditions) {
        if (kind === FilterCondition.STATUS) continue;
        const alone = filter.only(
          (condition) => condition.kind === FilterCondition.STATUS || condition.kind === kind,
        );
        hints.push({
          condition: kind,
          excludes: all - (await countAll(alone, manager)),
          showsWithout: await countAll(filter.less(kind), manager),
        });
      }
      return { total: all, hints };
    });
  }
}

const total = (counts: readonly StatusCount[], status: VisitorStatus | null | undefined) =>
  counts.reduce((sum, row) => sum + (!status || row.status === status ? row.count : 0), 0);
