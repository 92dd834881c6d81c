// The list of visitors: a page, its counts, and why it is empty. What a search finds comes from the index, whatever the counters
// know from them, and the rest from SQL; all in one snapshot.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import { Table } from "../database/table.js";
import type { ApiContext } from "../graphql/context.js";
import type { ChangeLog } from "../live/change-log.js";
import type { AccessService } from "../projects/index.js";
import type { Found } from "./search/found.js";
import type { VisitorSearch } from "./search/visitor.search.js";
import { countAll, countByStatus } from "./visitor.counting.js";
import { Visitor } from "./visitor.entity.js";
import { type CompiledFilter, compileFilter } from "./visitor.filter.js";
import { FilterCondition, type VisitorFilter } from "./visitor.input.js";
import type { EmptyExplanation, VisitorConnection } from "./visitor.page.js";
import { type PageInput, checkPaging, cursorOf, findPage } from "./visitor.paging.js";
import { STATUSES, VisitorStatus } from "./visitor.status.js";
import type { Counted } from "./visitor.view.js";

export class VisitorList {
  constructor(
    private readonly search: VisitorSearch,
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
    return this.search.snapshot(projectId, [filter], async (manager, head, [found = null]) => {
      const counts = await this.counts(filter, found, manager);
      const totalCount = counts.reduce(
        (sum, { status, count }) => sum + (status === (input?.status ?? status) ? count : 0),
        0,
      );
      const { ids, firstIndex } = await findPage(filter, window, { found, totalCount }, manager);
      const rows = new Map(
        (await Table.of(manager, Visitor).among(manager, "id", ids)).map((visitor) => [visitor.id, visitor]),
      );
      const nodes = ids.flatMap((id) => rows.get(id) ?? []);
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

  /** The counts under the filter, in one snapshot with their place in the log. */
  counted(filter: CompiledFilter): Promise<Counted> {
    return this.search.snapshot(filter.projectId, [filter], async (manager, head, [found = null]) => ({
      ...head,
      counts: await this.counts(filter, found, manager),
    }));
  }

  async explainEmpty(context: ApiContext, projectId: Id, input: VisitorFilter): Promise<EmptyExplanation> {
    await this.access.require(context, projectId);
    const filter = compileFilter(projectId, input, this.clock());
    const kinds = filter.conditions.map(({ kind }) => kind).filter((kind) => kind !== FilterCondition.STATUS);
    const ofStatus = (kind?: FilterCondition) =>
      filter.only((condition) => condition.kind === FilterCondition.STATUS || condition.kind === kind);
    const asked = [ofStatus(), ...kinds.flatMap((kind) => [ofStatus(kind), filter.less(kind)])];
    return this.search.snapshot(projectId, asked, async (manager, _head, found) => {
      const counts: number[] = [];
      for (const [index, each] of asked.entries())
        counts.push(found[index]?.total ?? (await countAll(each, manager)));
      const [total = 0, ...pairs] = counts;
      const hints = kinds.map((condition, index) => ({
        condition,
        excludes: total - (pairs[2 * index] ?? 0),
        showsWithout: pairs[2 * index + 1] ?? 0,
      }));
      return { total, hints };
    });
  }

  /** Rows under the filter less its status, per status: five rows. */
  private async counts(filter: CompiledFilter, found: Found | null, manager: EntityManager) {
    const counts = found?.counts ?? (await countByStatus(filter, manager));
    return STATUSES.map((status, index) => ({ status: VisitorStatus[status], count: counts[index] ?? 0 }));
  }
}
