// What one screen with a filter shows, as far as numbers go: counted once, then moved by the steps of the change log.
import type { LoggedChange } from "../live/change-log.js";
import type { VisitorFacts } from "./visitor.facts.js";
import type { CompiledFilter } from "./visitor.filter.js";
import { FilterCondition } from "./visitor.input.js";
import type { StatusCount } from "./visitor.page.js";

/** Counts under the filter less its status, read in one snapshot with their place in the log. */
export interface Counted {
  seq: number;
  needingAttention: number;
  counts: StatusCount[];
}

export class VisitorView {
  /** The place in the log that the screen has come to. */
  seq: number;
  private counts: Map<string, number>;
  private needingAttention: number;
  /** What all tabs have in common. */
  private readonly inTabs: CompiledFilter;
  /** The counts were read at this place of the log: changes up to it are in them. */
  private countedAt = 0;

  constructor(
    readonly filter: CompiledFilter,
    private readonly count: () => Promise<Counted>,
    counted: Counted,
  ) {
    this.seq = counted.seq;
    this.needingAttention = counted.needingAttention;
    this.counts = mapped(counted.counts);
    this.inTabs = filter.less(FilterCondition.STATUS);
  }

  static async open(filter: CompiledFilter, count: () => Promise<Counted>): Promise<VisitorView> {
    return new VisitorView(filter, count, await count());
  }

  stand(): Counted {
    const counts = [...this.counts].map(([status, count]) => ({ status, count }) as StatusCount);
    return { seq: this.seq, counts, needingAttention: this.needingAttention };
  }

  /** Moves the numbers by one change; answers whether they moved. */
  async step({ seq, before, after }: LoggedChange<VisitorFacts>): Promise<boolean> {
    this.seq = seq;
    // Counted afresh at a later place: this change is in the numbers already.
    if (seq <= this.countedAt) return false;
    const scrubbed =
      before?.erased && (this.filter.has(FilterCondition.SEARCH) || this.filter.has(FilterCondition.PARAMS));
    // Nobody can tell any more what an erased visitor matched, so nobody can step over it.
    if ((!before && !after) || scrubbed) {
      await this.recount();
      return true;
    }
    const waiting = Number(after?.needsAttention ?? false) - Number(before?.needsAttention ?? false);
    this.needingAttention += waiting;
    const { inTabs } = this;
    const was = before && inTabs.matches(before) ? before.status : null;
    const is = after && inTabs.matches(after) ? after.status : null;
    if (was === is) return waiting !== 0;
    this.move(was, -1);
    this.move(is, 1);
    return true;
  }

  private move(status: string | null, by: number): void {
    if (status) this.counts.set(status, (this.counts.get(status) ?? 0) + by);
  }

  private async recount(): Promise<void> {
    const { seq, counts, needingAttention } = await this.count();
    this.countedAt = seq;
    this.counts = mapped(counts);
    this.needingAttention = needingAttention;
  }
}

const mapped = (counts: readonly StatusCount[]) =>
  new Map(counts.map((row) => [row.status as string, row.count]));
