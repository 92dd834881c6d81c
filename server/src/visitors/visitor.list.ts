// The list of visitors: a page, its counts, and why it is empty.
import { type EntityManager, In } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, snapshot } from "../database/data-source.js";
import type { ChangeLog } from "../live/change-log.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import { decodeCursor, encodeCursor, pageSize } from "../graphql/page.js";
import type { AccessService } from "../projects/index.js";
import type { CompiledFilter } from "./visitor.filter.js";
import { compileFilter } from "./visitor.filter.js";
import { FilterCondition, type VisitorFilter } from "./visitor.input.js";
import type { EmptyExplanation, StatusCount, VisitorConnection } from "./visitor.page.js";
import { STATUSES, VisitorStatus } from "./visitor.status.js";
import { Visitor } from "./visitor.entity.js";

export interface PageInput {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  page?: number | null;
}

const LIST = "visitors";

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
      const { ids, firstIndex } = await this.ids(filter, window, totalCount, manager);
      const found = new Map(
        (await manager.findBy(Visitor, { id: In(ids) })).map((visitor) => [visitor.id, visitor]),
      );
      const nodes = ids.flatMap((id) => found.get(id) ?? []);
      const edges = nodes.map((node) => ({
        node,
        cursor: encodeCursor(LIST, [node.startedAt.getTime(), node.id]),
      }));
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
    const { sql, values } = filter.less(FilterCondition.STATUS).where();
    const rows: { status: number; n: number | string }[] = await manager.query(
      `SELECT v.status AS status, COUNT(*) AS n FROM visitor v WHERE ${sql} GROUP BY v.status`,
      values,
    );
    const known = new Map(rows.map((row) => [STATUSES[Number(row.status)], Number(row.n)]));
    return STATUSES.map((status) => ({ status: VisitorStatus[status], count: known.get(status) ?? 0 }));
  }

  async explainEmpty(context: ApiContext, projectId: Id, input: VisitorFilter): Promise<EmptyExplanation> {
    await this.access.require(context, projectId);
    const filter = compileFilter(projectId, input, this.clock());
    return snapshot(this.database, async (manager) => {
      const base = filter.only((condition) => condition.kind === FilterCondition.STATUS);
      const all = await this.count(base, manager);
      const hints = [];
      for (const { kind } of filter.conditions) {
        if (kind === FilterCondition.STATUS) continue;
        const alone = filter.only(
          (condition) => condition.kind === FilterCondition.STATUS || condition.kind === kind,
        );
        hints.push({
          condition: kind,
          excludes: all - (await this.count(alone, manager)),
          showsWithout: await this.count(filter.less(kind), manager),
        });
      }
      return { total: all, hints };
    });
  }

  private async count(filter: CompiledFilter, manager: EntityManager): Promise<number> {
    const { sql, values } = filter.where();
    const rows: { n: number | string }[] = await manager.query(
      `SELECT COUNT(*) AS n FROM visitor v WHERE ${sql}`,
      values,
    );
    return Number(rows[0]?.n);
  }

  private async ids(filter: CompiledFilter, window: Window, totalCount: number, manager: EntityManager) {
    const { sql, values } = filter.where();
    const select = async (
      more: string,
      moreValues: (string | number)[],
      order: "ASC" | "DESC",
      offset: number,
    ) => {
      const rows: { id: number | string }[] = await manager.query(
        `SELECT v.id AS id FROM visitor v WHERE ${sql}${more} ORDER BY v.started_at ${order}, v.id ${order} LIMIT ${window.size} OFFSET ${offset}`,
        [...values, ...moreValues],
      );
      return rows.map((row) => String(row.id));
    };
    if (window.kind === "page") {
      const firstIndex = (window.page - 1) * window.size;
      return { ids: firstIndex < totalCount ? await select("", [], "DESC", firstIndex) : [], firstIndex };
    }
    if (window.kind === "end") {
      const ids = (await select("", [], "ASC", 0)).reverse();
      return { ids, firstIndex: totalCount - ids.length };
    }
    const { startedAt, id } = window.place;
    const older = "(v.started_at < ? OR (v.started_at = ? AND v.id < ?))";
    const newer = "(v.started_at > ? OR (v.started_at = ? AND v.id > ?))";
    const place = [startedAt, startedAt, id];
    const rows: { n: number | string }[] = await manager.query(
      `SELECT COUNT(*) AS n FROM visitor v WHERE ${sql} AND ${older}`,
      [...values, ...place],
    );
    const behind = Number(rows[0]?.n);
    if (window.kind === "after")
      return { ids: await select(` AND ${older}`, place, "DESC", 0), firstIndex: totalCount - behind };
    const ids = (await select(` AND ${newer}`, place, "ASC", 0)).reverse();
    const [ahead]: { n: number | string }[] = await manager.query(
      `SELECT COUNT(*) AS n FROM visitor v WHERE ${sql} AND ${newer}`,
      [...values, ...place],
    );
    return { ids, firstIndex: Number(ahead?.n) - ids.length };
  }
}

type Place = { startedAt: number; id: number | string };
type Window = { size: number } & (
  { kind: "page"; page: number } | { kind: "end" } | { kind: "after" | "before"; place: Place }
);

function checkPaging({ first, after, last, before, page }: PageInput): Window {
  if (first != null && last != null)
    throw new BadUserInput("Give first or last, not both.", { field: "last" });
  if (page != null) {
    if (after || before || last != null)
      throw new BadUserInput("page goes with first alone, not with after, before or last.", {
        field: "page",
      });
    if (page < 1 || page > 1_000_000_000)
      throw new BadUserInput(`page counts from 1; ${page} is not a page.`, { field: "page" });
    return { kind: "page", page, size: pageSize(first, "first", 20, 100) };
  }
  if (after && before) throw new BadUserInput("Give after or before, not both.", { field: "before" });
  if (after && last != null)
    throw new BadUserInput("after goes with first; last goes with before.", { field: "last" });
  if (before && first != null)
    throw new BadUserInput("before goes with last; first goes with after.", { field: "first" });
  if (before) return { kind: "before", place: place(before), size: pageSize(last, "last", 20, 100) };
  if (after) return { kind: "after", place: place(after), size: pageSize(first, "first", 20, 100) };
  if (last != null) return { kind: "end", size: pageSize(last, "last", 20, 100) };
  return { kind: "page", page: 1, size: pageSize(first, "first", 20, 100) };
}

function place(cursor: string): Place {
  const [startedAt, id] = decodeCursor(LIST, cursor);
  if (typeof startedAt !== "number" || typeof id !== "string" || !/^\d{1,18}$/.test(id)) {
    throw new BadUserInput("This cursor does not belong to this list. Use one that the list itself gave.", {
      field: "after",
    });
  }
  return { startedAt, id };
}

const total = (counts: readonly StatusCount[], status: VisitorStatus | null | undefined) =>
  counts.reduce((sum, row) => sum + (!status || row.status === status ? row.count : 0), 0);
