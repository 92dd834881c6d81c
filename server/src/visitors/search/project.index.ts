// The searchable visitors of one project as of a place in its change log. It only ever goes forward: by the log's rows, one
// after the other, and by days that are read in a snapshot of the very same place.
import type { LoggedChange } from "../../live/change-log.js";
import type { VisitorFacts } from "../visitor.facts.js";
import type { FilterTerms } from "../visitor.condition.js";
import { COUNTERS_REBUILT } from "../visitor.recount.js";
import { STATUSES } from "../visitor.status.js";
import { ATTENTION, DAY, ENGAGED, ONLINE } from "./columns.js";
import { type Place, type Row, Segment } from "./segment.js";
import { partOfDay } from "./query.js";
import { Turns } from "./turns.js";

/** A day that is not here, or not all of it. */
interface Missing {
  /** Visitors who started on it when the index began, searchable or not. */
  visitors: number;
  /** Up to this place all are here. */
  upTo: Place | null;
}

/** Before anything is known of a project's visitors: what one costs, searchable or not. */
const BYTES_A_VISITOR = 64;
const ENOUGH_TO_KNOW = 1000;
const MORE = 1.5;

export class ProjectIndex {
  /** Whoever looks into the index, or changes it, holds the turn: from before its snapshot begins until it has looked. */
  readonly turns = new Turns();
  /** Null: it has not begun. */
  seq: number | null = null;
  epoch = "";
  /** What a visitor costs, searchable or not, as far as is known. */
  bytesAVisitor = BYTES_A_VISITOR;
  private readonly segments = new Map<number, Segment>();
  private readonly missing = new Map<number, Missing>();
  private loaded = { visitors: 0, bytes: 0 };

  /** Begins at a place in the log with nothing here, but knowing which days there are. */
  begin(epoch: string, seq: number, days: readonly { day: number; visitors: number }[]): void {
    this.clear();
    this.epoch = epoch;
    this.seq = seq;
    for (const { day, visitors } of days) this.missing.set(day, { visitors, upTo: null });
  }

  /** Lets go of everything: it must begin again. */
  clear(): void {
    this.seq = null;
    this.segments.clear();
    this.missing.clear();
    this.loaded = { visitors: 0, bytes: 0 };
  }

  get size(): number {
    let size = 0;
    for (const segment of this.segments.values()) size += segment.size;
    return size;
  }

  /** The days of a range that are not wholly here, the newest first. */
  missingIn(terms: FilterTerms): { day: number; visitors: number }[] {
    return [...this.missing]
      .filter(([day]) => partOfDay(day, terms))
      .map(([day, { visitors }]) => ({ day, visitors }))
      .sort((a, b) => b.day - a.day);
  }

  segmentsIn(terms: FilterTerms): { segment: Segment; from: number; to: number }[] {
    return [...this.segments.values()].flatMap((segment) => {
      const part = segment.length > 0 ? partOfDay(segment.day, terms) : null;
      return part ? [{ segment, ...part }] : [];
    });
  }

  /** False when the row is not the next one: some in between are gone, or the log is another. */
  follow(change: LoggedChange<VisitorFacts>): boolean {
    if (this.seq === null || change.seq !== this.seq + 1) return false;
    // Which days there are is known from the counters.
    if (change.type === COUNTERS_REBUILT) return false;
    if (change.visitorId !== null) this.change(Number(change.visitorId), change.before, change.after);
    this.seq = change.seq;
    return true;
  }

  /** Up to where a missing day is here; undefined: the day is not missing. */
  upTo(day: number): Place | null | undefined {
    return this.missing.get(day)?.upTo;
  }

  /** Rows of a missing day, from where it is here on, in the order of the list. `last`: where they end; null: the day does. */
  load(day: number, rows: readonly Row[], last: Place | null): void {
    const missing = this.missing.get(day);
    if (!missing) return;
    const segment = this.segments.get(day) ?? new Segment(day);
    this.segments.set(day, segment);
    // What has changed meanwhile stands in order again, and so will what comes.
    if (segment.sorted < segment.length) segment.tidy();
    segment.reserve(
      rows.length,
      rows.reduce((sum, { text }) => sum + text.length + 1, 0),
    );
    for (const row of rows) segment.append(row);
    missing.upTo = last;
    if (last) return;
    this.missing.delete(day);
    if (segment.isUntidy || segment.isLoose) segment.tidy();
    this.learn(missing.visitors, segment);
  }

  /** It has turned out larger than was thought: it begins again, and is thought larger. */
  overflow(): void {
    this.bytesAVisitor *= MORE;
    this.clear();
  }

  /** Lets go of the days that a range does not cover. */
  keepOnly(terms: FilterTerms): void {
    for (const [day, segment] of this.segments) {
      if (partOfDay(day, terms)) continue;
      this.segments.delete(day);
      this.missing.set(day, { visitors: this.missing.get(day)?.visitors ?? segment.living, upTo: null });
    }
  }

  private change(id: number, before: VisitorFacts | null, after: VisitorFacts | null): void {
    if (before && after && before.startedAt === after.startedAt && before.search === after.search) {
      if (flagsOf(before) === flagsOf(after)) return;
      const segment = this.segments.get(dayOf(after));
      const row = segment?.find({ id, startedAt: after.startedAt }) ?? -1;
      if (row >= 0) segment?.flag(row, flagsOf(after));
      return;
    }
    if (before) this.remove({ id, startedAt: before.startedAt }, after === null);
    if (after?.search)
      this.insert({ id, startedAt: after.startedAt, flags: flagsOf(after), text: after.search });
  }

  /**
   * An erasure wipes from the log where the visitor stood before: it may have moved to the place that the erasure names
   * without us being told. Then every row is looked at.
   */
  private remove(place: Place, wasErased: boolean): void {
    const segment = this.segments.get(dayOf(place));
    const row = segment?.find(place) ?? -1;
    if (segment && row >= 0) {
      this.kill(segment, row);
    } else if (wasErased) {
      for (const each of this.segments.values()) {
        const found = each.findAnywhere(place.id);
        if (found >= 0) this.kill(each, found);
      }
    }
  }

  private kill(segment: Segment, row: number): void {
    segment.kill(row);
    if (segment.isUntidy) segment.tidy();
  }

  private insert(row: Row): void {
    const day = dayOf(row);
    const missing = this.missing.get(day);
    // What is not loaded yet will be loaded as it is then.
    if (missing && (!missing.upTo || isBehind(row, missing.upTo))) return;
    // A day that nobody knew had nobody: this one is the first.
    const segment = this.segments.get(day) ?? new Segment(day);
    this.segments.set(day, segment);
    segment.append(row);
    if (segment.isUntidy) segment.tidy();
  }

  private learn(visitors: number, segment: Segment): void {
    this.loaded.visitors += visitors;
    this.loaded.bytes += segment.size;
    if (this.loaded.visitors < ENOUGH_TO_KNOW) return;
    this.bytesAVisitor = this.loaded.bytes / this.loaded.visitors;
  }
}

const dayOf = ({ startedAt }: { startedAt: number }) => Math.floor(startedAt / DAY);
const isBehind = (a: Place, b: Place) =>
  a.startedAt > b.startedAt || (a.startedAt === b.startedAt && a.id > b.id);

export const flags = (status: number, engaged: boolean, online: boolean, needsAttention: boolean) =>
  status | (engaged ? ENGAGED : 0) | (online ? ONLINE : 0) | (needsAttention ? ATTENTION : 0);

const flagsOf = ({ status, engaged, online, needsAttention }: VisitorFacts) =>
  flags(STATUSES.indexOf(status), engaged, online, needsAttention);
