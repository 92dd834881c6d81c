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
import { compileFilter } from "./visitor.filter.js";
import type { VisitorFilter } from "./visitor.input.js";
import type { VisitorList } from "./visitor.list.js";
import { VisitorView } from "./visitor.view.js";

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
    view: VisitorView,
    signal: AbortSignal,
  ) {
    let held: VisitorChangeItem | null = null;
    const head = view.seq;
    const silent = view.still();
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
    const last = this.whole(ChangeKind.HEARTBEAT, view);
    yield held ? { ...held, ...last, kind: held.kind } : last;
  }

  private async judge(rows: readonly Row[], view: VisitorView): Promise<VisitorChangeItem[]> {
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
    view: VisitorView,
    visitors: ReadonlyMap<Id, Visitor>,
  ): Promise<VisitorChangeItem | null> {
    view.seq = row.seq;
    const { visitorId, before, after } = row;
    if (!visitorId) return null;
    const stirred = await view.step(row);
    const carried = { cursor: this.log.cursor(row.seq), ...view.numbers() };
    // Scrubbed by an erasure: nobody can tell what it matched, so it leaves every screen.
    const was = before ? before.erased === true || view.filter.matches(before) : !after;
    const is = after !== null && view.filter.matches(after);
    if (!is) {
      if (was) return { kind: ChangeKind.LEAVE, visitorId, ...carried };
      return stirred ? { kind: ChangeKind.COUNTS, ...carried } : null;
    }
    const visitor = visitors.get(visitorId);
    // Erased since: its LEAVE is on the way.
    if (!visitor) return null;
    return { kind: was ? ChangeKind.UPDATE : ChangeKind.ENTER, visitorId, visitor, ...carried };
  }

  private view(projectId: Id, input: VisitorFilter | null | undefined): Promise<VisitorView> {
    const filter = compileFilter(projectId, input, this.clock());
    return VisitorView.open(filter, () =>
      snapshot(this.database, async (manager) => ({
        ...(await this.log.head(projectId, manager)),
        counts: await this.list.counts(filter, manager),
      })),
    );
  }

  private whole(kind: ChangeKind, view: VisitorView): VisitorChangeItem {
    return { kind, cursor: this.log.cursor(view.seq), ...view.numbers() };
  }

  /** Every delivery is authorised anew: who signed out or lost the project hears no more. */
  private async authorise(context: ApiContext, projectId: Id): Promise<void> {
    context.forget();
    if (!(await context.isAlive())) throw new Unauthenticated("The session or token is no longer good.");
    await this.access.require(context, projectId);
  }
}
