// The live list: judges every change of the log against a filter, before and after, and keeps the counts by steps.
import { In } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, snapshot } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Unauthenticated } from "../graphql/errors.js";
import type { ChangeLog, LoggedChange } from "../live/change-log.js";
import { stream } from "../live/stream.js";
import type { Follower, Tails } from "../live/tail.js";
import type { AccessService } from "../projects/index.js";
import { ChangeKind, type VisitorChangeItem } from "./visitor-change.type.js";
import { Visitor } from "./visitor.entity.js";
import type { VisitorFacts } from "./visitor.facts.js";
import { type CompiledFilter, compileFilter } from "./visitor.filter.js";
import { FilterCondition, type VisitorFilter } from "./visitor.input.js";
import type { VisitorList } from "./visitor.list.js";
import type { StatusCount } from "./visitor.page.js";

type Row = LoggedChange<VisitorFacts>;

export class VisitorLive {
  constructor(
    private readonly database: Database,
    private readonly log: ChangeLog,
    private readonly tails: Tails,
    private readonly list: VisitorList,
    private readonly access: AccessService,
    private readonly clock: () => Date,
  ) {}

  async changes(
    context: ApiContext,
    projectId: Id,
    input: VisitorFilter | null | undefined,
    after: string | null | undefined,
  ) {
    await this.access.require(context, projectId);
    const place = after ? this.log.place(after) : undefined;
    if (place === null)
      throw new BadUserInput("This cursor is not of the change feed. Use one that a list or the feed gave.", {
        field: "after",
      });
    compileFilter(projectId, input, this.clock());
    return stream((signal) => this.follow(context, projectId, input, place, signal));
  }

  private async *follow(
    context: ApiContext,
    projectId: Id,
    input: VisitorFilter | null | undefined,
    after: number | "stale" | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<VisitorChangeItem, void> {
    let view = await this.view(projectId, input);
    const resumable =
      typeof after === "number" && after <= view.seq && after >= (await this.log.oldest(projectId)) - 1;
    const follower = await this.tails.follow<VisitorFacts>(
      projectId,
      resumable ? after : view.seq,
      context.endings,
    );
    try {
      if (resumable && after < view.seq) yield* this.replay(context, follower, view, signal);
      else
        yield this.whole(after === undefined || resumable ? ChangeKind.HEARTBEAT : ChangeKind.RESYNC, view);
      for (let quietSince = Date.now(); !signal.aborted;) {
        const due = quietSince + this.tails.heartbeat - Date.now();
        const patience = Math.min(due, (view.filter.rollsAt ?? Infinity) - this.clock().getTime());
        const rows = await follower.next(Math.max(patience, 0), signal);
        if (signal.aborted) return;
        await this.authorise(context, projectId);
        if (view.filter.rollsAt !== null && this.clock().getTime() >= view.filter.rollsAt) {
          view = await this.view(projectId, input);
          follower.seq = view.seq;
          quietSince = Date.now();
          yield this.whole(ChangeKind.RESYNC, view);
          continue;
        }
        for (const item of await this.judge(rows, view)) {
          context.forget();
          quietSince = Date.now();
          yield item;
        }
        // Also when much happens that is not for this filter: the cursor must move on.
        if (Date.now() - quietSince >= this.tails.heartbeat) {
          quietSince = Date.now();
          yield this.whole(ChangeKind.HEARTBEAT, view);
        }
      }
    } finally {
      follower.close();
    }
  }

  /** What was missed, up to the head that the counts were read at; only the last item carries counts. */
  private async *replay(
    context: ApiContext,
    follower: Follower<VisitorFacts>,
    view: View,
    signal: AbortSignal,
  ) {
    let held: VisitorChangeItem | null = null;
    const head = view.seq;
    const silent = { ...view, counts: new Map(view.counts), countedAt: Infinity };
    while (follower.seq < head && !signal.aborted) {
      const rows = await follower.next(0, signal);
      const missed = rows.filter((row) => row.seq <= head);
      for (const item of await this.judge(missed, silent)) {
        if (item.kind === ChangeKind.COUNTS) continue;
        context.forget();
        if (held) yield held;
        held = { ...item, counts: null, needingAttention: null };
      }
      if (rows.length > missed.length) follower.seq = head;
    }
    const { counts, needingAttention } = this.whole(ChangeKind.HEARTBEAT, view);
    yield held
      ? { ...held, cursor: this.log.cursor(head), counts, needingAttention }
      : this.whole(ChangeKind.HEARTBEAT, view);
  }

  private async judge(rows: readonly Row[], view: View): Promise<VisitorChangeItem[]> {
    const wanted = new Set(rows.flatMap((row) => (row.after && row.visitorId ? [row.visitorId] : [])));
    const found =
      wanted.size === 0 ? [] : await this.database.source.manager.findBy(Visitor, { id: In([...wanted]) });
    const visitors = new Map(found.map((visitor) => [visitor.id, visitor]));
    const items: VisitorChangeItem[] = [];
    for (const row of rows) {
      const item = await this.judgeOne(row, view, visitors);
      if (item) items.push(item);
    }
    return items;
  }

  private async judgeOne(
    row: Row,
    view: View,
    visitors: ReadonlyMap<Id, Visitor>,
  ): Promise<VisitorChangeItem | null> {
    view.seq = row.seq;
    const cursor = this.log.cursor(row.seq);
    const { visitorId, before, after } = row;
    if (!visitorId) return null;
    // Scrubbed by an erasure: nobody can tell what it matched, so it leaves every screen.
    if (!before && !after) {
      // Nor what it did to the counts.
      await this.recount(row, view);
      return {
        kind: ChangeKind.LEAVE,
        cursor,
        visitorId,
        counts: listed(view.counts),
        needingAttention: view.needingAttention,
      };
    }
    const stirred = await this.step(row, view);
    const [was, is] = [before, after].map(
      (facts) => facts !== null && (facts.erased === true || view.filter.matches(facts)),
    );
    const carried = { cursor, counts: listed(view.counts), needingAttention: view.needingAttention };
    if (!is) {
      if (was) return { kind: ChangeKind.LEAVE, visitorId, ...carried };
      return stirred ? { kind: ChangeKind.COUNTS, ...carried } : null;
    }
    const visitor = visitors.get(visitorId);
    // Erased since: its LEAVE is on the way.
    if (!visitor) return null;
    return { kind: was ? ChangeKind.UPDATE : ChangeKind.ENTER, visitorId, visitor, ...carried };
  }

  /** Moves the counts by one change; answers whether they moved. */
  private async step(row: Row, view: View): Promise<boolean> {
    const { before, after } = row;
    // Counted afresh at a later place: this change is in the numbers already.
    if (row.seq <= view.countedAt) return false;
    if (
      before?.erased &&
      (view.filter.has(FilterCondition.SEARCH) || view.filter.has(FilterCondition.PARAMS))
    ) {
      await this.recount(row, view);
      return true;
    }
    const waiting = Number(after?.needsAttention ?? false) - Number(before?.needsAttention ?? false);
    view.needingAttention += waiting;
    let moved = waiting !== 0;
    const inTab = view.filter.less(FilterCondition.STATUS);
    for (const [facts, by] of [
      [before, -1],
      [after, 1],
    ] as const) {
      if (!facts || !inTab.matches(facts)) continue;
      if (
        before?.status === after?.status &&
        before &&
        after &&
        inTab.matches(before) &&
        inTab.matches(after)
      )
        continue;
      view.counts.set(facts.status, (view.counts.get(facts.status) ?? 0) + by);
      moved = true;
    }
    return moved;
  }

  private async recount(row: Row, view: View): Promise<void> {
    if (row.seq <= view.countedAt) return;
    const { seq, counts, needingAttention } = await this.counted(view.projectId, view.filter);
    Object.assign(view, { counts, needingAttention, countedAt: seq });
  }

  private async view(projectId: Id, input: VisitorFilter | null | undefined): Promise<View> {
    const filter = compileFilter(projectId, input, this.clock());
    return { projectId, filter, countedAt: 0, ...(await this.counted(projectId, filter)) };
  }

  private counted(projectId: Id, filter: CompiledFilter) {
    return snapshot(this.database, async (manager) => {
      const { seq, needingAttention } = await this.log.head(projectId, manager);
      const counts = new Map(
        (await this.list.counts(filter, manager)).map((row) => [row.status as string, row.count]),
      );
      return { seq, needingAttention, counts };
    });
  }

  private whole(kind: ChangeKind, view: View): VisitorChangeItem {
    return {
      kind,
      cursor: this.log.cursor(view.seq),
      counts: listed(view.counts),
      needingAttention: view.needingAttention,
    };
  }

  /** Every delivery is authorised anew: who signed out or lost the project hears no more. */
  private async authorise(context: ApiContext, projectId: Id): Promise<void> {
    context.forget();
    if (!(await context.isAlive())) throw new Unauthenticated("The session or token is no longer good.");
    await this.access.require(context, projectId);
  }
}

interface View {
  projectId: Id;
  filter: CompiledFilter;
  seq: number;
  /** The counts were read at this place of the log: changes up to it are in them. */
  countedAt: number;
  counts: Map<string, number>;
  needingAttention: number;
}

const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([status, count]) => ({ status, count }) as StatusCount);
