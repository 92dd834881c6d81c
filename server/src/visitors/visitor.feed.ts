// What a screen with a filter hears: every change of the log judged against the filter, before and after, with the counts as
// of its place.
import type { Id } from "../database/columns.js";
import { type LoaderFactory, LoaderScope } from "../graphql/loader.js";
import type { ChangeLog, LoggedChange } from "../live/change-log.js";
import { Feed, type Permit, type Step, persist } from "../live/feed.js";
import type { Reading } from "../live/tail.js";
import type { Tails } from "../live/tails.js";
import { ChangeKind, type VisitorChangeItem } from "./visitor-change.type.js";
import type { Visitor } from "./visitor.entity.js";
import type { VisitorFacts } from "./visitor.facts.js";
import type { CompiledFilter } from "./visitor.filter.js";
import { type Counted, VisitorView } from "./visitor.view.js";

type Row = LoggedChange<VisitorFacts>;
type Item = VisitorChangeItem;

const REPLAYED = 200;

/** What all feeds of visitors need of the house. */
export interface VisitorFeedParts {
  log: ChangeLog;
  tails: Tails;
  visitors: LoaderFactory<string, Visitor | null>;
  clock: () => Date;
}

export class VisitorFeed extends Feed<Item, Counted> {
  constructor(
    permit: Permit,
    private readonly parts: VisitorFeedParts,
    private readonly projectId: Id,
    /** The filter as it is to be understood now: a range of last days moves on. */
    private readonly compile: () => CompiledFilter,
    /** The counts under the filter, in one snapshot with their place. */
    private readonly count: (filter: CompiledFilter) => Promise<Counted>,
    private readonly after: number | "stale" | undefined,
  ) {
    super(permit);
  }

  async *live(signal: AbortSignal, patience: () => number): AsyncGenerator<Step<Item, Counted>[], void> {
    const { tails, clock } = this.parts;
    let view = await this.view();
    const follower = await tails.follow<VisitorFacts>(this.projectId, view.seq);
    try {
      yield [{ item: null, stand: view.stand() }];
      while (!signal.aborted) {
        const rollsIn = (view.filter.rollsAt ?? Infinity) - clock().getTime();
        const reading = await follower.next(Math.max(0, Math.min(patience(), rollsIn)), signal);
        if (signal.aborted) return;
        const hasRolled = view.filter.rollsAt !== null && clock().getTime() >= view.filter.rollsAt;
        if (!hasRolled && !reading?.gap) {
          yield reading ? await this.judge(reading, view, signal) : [];
          continue;
        }
        view = await persist(signal, () => this.view());
        follower.seq = view.seq;
        const stand = view.stand();
        yield [{ item: this.resync(stand), stand }];
      }
    } finally {
      follower.close();
    }
  }

  /** What was missed since `after`, up to the stand; only the last item carries counts. */
  async *arrive(stand: Counted): AsyncGenerator<Item[], void> {
    const { after } = this;
    if (after === undefined) return yield [this.heartbeat(stand)];
    if (after === "stale" || after > stand.seq) return yield [this.resync(stand)];
    const filter = this.compile();
    let held: Item | null = null;
    for (let seq = after; seq < stand.seq;) {
      const rows = await this.parts.log.after<VisitorFacts>(this.projectId, seq, REPLAYED);
      // Let go of since: it cannot be told step by step.
      if (rows[0]?.seq !== seq + 1) return yield [this.resync(stand)];
      const missed = rows.filter((row) => row.seq <= stand.seq);
      const found = await this.load(missed, new LoaderScope());
      const items: Item[] = held ? [held] : [];
      for (const row of missed) {
        const news = told(row, filter, found);
        if (news) items.push({ ...news, cursor: this.parts.log.cursor(row.seq) });
      }
      held = items.pop() ?? null;
      if (items.length > 0) yield items;
      seq = missed.at(-1)?.seq ?? stand.seq;
    }
    const last = this.heartbeat(stand);
    yield [held ? { ...held, ...last, kind: held.kind } : last];
  }

  /** Somebody who comes from another process may have read the log further than this one has. */
  override async isAhead(stand: Counted): Promise<boolean> {
    if (typeof this.after !== "number" || this.after <= stand.seq) return false;
    const { seq } = await this.parts.log.head(this.projectId);
    this.parts.tails.hint(this.projectId, seq);
    return this.after <= seq;
  }

  heartbeat(stand: Counted): Item {
    return this.whole(ChangeKind.HEARTBEAT, stand);
  }

  resync(stand: Counted): Item {
    return this.whole(ChangeKind.RESYNC, stand);
  }

  private whole(kind: ChangeKind, { seq, counts, needingAttention }: Counted): Item {
    return { kind, cursor: this.parts.log.cursor(seq), counts, needingAttention };
  }

  private view(): Promise<VisitorView> {
    const filter = this.compile();
    return VisitorView.open(filter, () => this.count(filter));
  }

  private async judge(
    { rows, scope }: Reading<VisitorFacts>,
    view: VisitorView,
    signal: AbortSignal,
  ): Promise<Step<Item, Counted>[]> {
    let known = scope;
    const found = await persist(signal, () => {
      const loaded = this.load(rows, known);
      // What failed to load stays failed in its scope.
      known = new LoaderScope();
      return loaded;
    });
    const steps: Step<Item, Counted>[] = [];
    for (const row of rows) {
      const stirred = await persist(signal, () => view.step(row));
      const stand = view.stand();
      const item = told(row, view.filter, found) ?? (stirred ? { kind: ChangeKind.COUNTS } : null);
      steps.push({ item: item && { ...this.whole(item.kind, stand), ...item }, stand, scope });
    }
    return steps;
  }

  private async load(rows: readonly Row[], scope: LoaderScope): Promise<ReadonlyMap<Id, Visitor>> {
    const ids = new Set(rows.flatMap((row) => (row.after && row.visitorId ? [row.visitorId] : [])));
    const loader = scope.of(this.parts.visitors);
    const found = await Promise.all([...ids].map((id) => loader.load(id)));
    return new Map(found.flatMap((visitor) => (visitor ? [[visitor.id, visitor]] : [])));
  }
}

type Told = Pick<Item, "kind" | "visitorId" | "visitor">;

/** What a change means for a screen with the filter; null: nothing but, perhaps, its counts. */
function told(row: Row, filter: CompiledFilter, visitors: ReadonlyMap<Id, Visitor>): Told | null {
  const { visitorId, before, after } = row;
  if (!visitorId) return null;
  // Scrubbed by an erasure: nobody can tell what it matched, so it leaves every screen.
  const was = before ? before.erased === true || filter.matches(before) : !after;
  const is = after !== null && filter.matches(after);
  if (!is) return was ? { kind: ChangeKind.LEAVE, visitorId } : null;
  const visitor = visitors.get(visitorId);
  // Erased since: its LEAVE is on the way.
  return visitor ? { kind: was ? ChangeKind.UPDATE : ChangeKind.ENTER, visitorId, visitor } : null;
}
