// The search of the visitors' list, in this process: an index for each project, loaded when it is first needed, held within a
// bound of memory, and as exact as SQL. It is one more reader of the change log: a snapshot tells where the log stands, and the
// index goes there before it answers, so rows, counts and what was found are of one moment, in every process.
import type { EntityManager } from "typeorm";
import type { Id } from "../../database/columns.js";
import { type Database, snapshot } from "../../database/data-source.js";
import type { ChangeLog, ProjectHead } from "../../live/change-log.js";
import type { VisitorFacts } from "../visitor.facts.js";
import type { FilterTerms } from "../visitor.condition.js";
import type { CompiledFilter } from "../visitor.filter.js";
import { Background } from "./background.js";
import { Found } from "./found.js";
import { ProjectIndex } from "./project.index.js";
import { isAnswerable, queryOf } from "./query.js";
import { Scanner } from "./scanner.js";
import { readDays, readHead, readRows } from "./search.rows.js";

export interface SearchLimits {
  /** Bytes that the indexes of all projects may hold together. */
  memory: number;
  /** A query waits until so many visitors have been loaded; more are loaded while SQL answers. */
  atOnce: number;
  /** Searchable visitors that are read in one statement. */
  batch: number;
  /** A query waits until so many changes have been followed. */
  behind: number;
  /** Bytes of text from which a scan is left to other threads. */
  longScan: number | undefined;
}

const LIMITS: SearchLimits = {
  memory: 512 * 2 ** 20,
  atOnce: 20_000,
  batch: 4_000,
  behind: 5_000,
  longScan: undefined,
};
const CHANGES = 500;
/** A day costs a statement, however few are in it. */
const DAYS_AT_ONCE = 50;

type Head = ProjectHead & { epoch: string };

export class VisitorSearch {
  /** The one that was used last stands last. */
  private readonly projects = new Map<Id, ProjectIndex>();
  private readonly limits: SearchLimits;
  private readonly background: Background;
  private readonly scanner: Scanner;

  constructor(
    private readonly database: Database,
    private readonly log: ChangeLog,
    onFault: (error: unknown) => void,
    limits: Partial<SearchLimits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
    this.background = new Background(onFault);
    this.scanner = new Scanner(this.limits.longScan);
  }

  /**
   * Runs reads that must all see one state of a project, and hands them where the log stands in it, and what the index found in
   * it for each of the filters. Null: let SQL answer, for the filter looks for no words, or for parameters; or the index is
   * still loading, or may not be as large. Not to be called from inside a transaction.
   */
  async snapshot<T>(
    projectId: Id,
    filters: readonly CompiledFilter[],
    read: (manager: EntityManager, head: ProjectHead, found: (Found | null)[]) => Promise<T>,
  ): Promise<T> {
    const asked = filters.map(({ terms }) => (isAnswerable(terms) ? terms : null));
    const index = this.limits.memory > 0 && asked.some(Boolean) ? this.use(projectId) : null;
    if (!index || asked.every((terms) => !terms || this.isLoading(index, terms))) {
      const nothing = filters.map(() => null);
      return snapshot(this.database, async (manager) =>
        read(manager, await readHead(manager, projectId), nothing),
      );
    }
    // First the turn, then the transaction, for all alike: whoever waits for a turn holds no connection.
    const leave = await index.turns.enter();
    try {
      return await snapshot(this.database, async (manager) => {
        const head = await readHead(manager, projectId);
        const found = await this.answer(projectId, index, asked, head, manager);
        leave();
        return read(manager, head, found);
      });
    } finally {
      leave();
    }
  }

  /** What the indexes hold of the memory, in bytes. */
  get size(): number {
    return [...this.projects.values()].reduce((sum, index) => sum + index.size, 0);
  }

  /** Resolves when all that is being loaded is there. */
  loaded(): Promise<void> {
    return this.background.idle();
  }

  async stop(): Promise<void> {
    await this.background.stop();
    await this.scanner.stop();
  }

  private use(projectId: Id): ProjectIndex {
    const index = this.projects.get(projectId) ?? new ProjectIndex();
    this.projects.delete(projectId);
    this.projects.set(projectId, index);
    return index;
  }

  /** A hint: it is asked before the turn. */
  private isLoading(index: ProjectIndex, terms: FilterTerms): boolean {
    return this.background.isBusyFor(index) && (index.seq === null || index.missingIn(terms).length > 0);
  }

  private async answer(
    projectId: Id,
    index: ProjectIndex,
    asked: readonly (FilterTerms | null)[],
    head: Head,
    manager: EntityManager,
  ): Promise<(Found | null)[]> {
    const isThere = await this.follow(projectId, index, head, manager, false);
    const found: (Found | null)[] = [];
    for (const terms of asked) {
      const ready = terms && isThere && (await this.prepare(projectId, index, terms, manager));
      if (terms && !isThere) this.loadLater(projectId, index, terms);
      found.push(ready ? await this.find(index, terms) : null);
    }
    this.keepWithin(projectId, index);
    return found;
  }

  /** Brings the index to where the log stands. False: that is too far for a query to wait. */
  private async follow(
    projectId: Id,
    index: ProjectIndex,
    { epoch, seq: head }: Head,
    manager: EntityManager,
    partly: boolean,
  ): Promise<boolean> {
    if (index.seq === null || index.epoch !== epoch || index.seq > head)
      index.begin(epoch, head, await readDays(manager, projectId));
    let patience = this.limits.behind;
    if (!partly && head - (index.seq ?? 0) > patience) return false;
    while (index.seq !== null && index.seq < head && patience > 0) {
      const changes = await this.log.after<VisitorFacts>(projectId, index.seq, CHANGES, manager);
      patience -= changes.length;
      // The log has let go of what came next: who was away for so long begins again.
      if (changes.length === 0 || !changes.every((change) => index.follow(change)))
        index.begin(epoch, head, await readDays(manager, projectId));
    }
    return index.seq === head;
  }

  /** Whether all that the filter may find is here, be it that it is loaded now. */
  private async prepare(
    projectId: Id,
    index: ProjectIndex,
    terms: FilterTerms,
    manager: EntityManager,
  ): Promise<boolean> {
    const missing = index.missingIn(terms);
    if (missing.length === 0) return true;
    const visitors = missing.reduce((sum, day) => sum + day.visitors, 0);
    if (!this.makeRoom(index, terms, visitors)) return false;
    if (visitors > this.limits.atOnce) {
      this.loadLater(projectId, index, terms);
      return false;
    }
    while (await this.load(projectId, index, terms, manager));
    return true;
  }

  private async find(index: ProjectIndex, terms: FilterTerms): Promise<Found> {
    const segments = index.segmentsIn(terms);
    const slices = segments.map(({ segment, from, to }) => ({
      columns: segment.columns.buffer,
      text: segment.text.buffer,
      rows: segment.length,
      bytes: segment.bytes,
      from,
      to,
    }));
    const { counts, rows, lengths } = await this.scanner.scan(slices, queryOf(terms));
    let at = 0;
    const parts = segments.map(({ segment }, number) => {
      const own = rows.subarray(at, (at += lengths[number] ?? 0));
      return { day: segment.day, columns: segment.columns, rows: segment.order(own) };
    });
    return new Found(counts, parts);
  }

  /** Loads a bit of what the filter's range lacks, the newest day first. False: it lacks nothing. */
  private async load(
    projectId: Id,
    index: ProjectIndex,
    terms: FilterTerms,
    manager: EntityManager,
  ): Promise<boolean> {
    const { batch } = this.limits;
    let budget = batch;
    for (const { day } of index.missingIn(terms)) {
      if (budget <= 0) return true;
      const rows = await readRows(manager, projectId, day, index.upTo(day) ?? null, batch);
      const last = rows.length === batch ? (rows.at(-1) ?? null) : null;
      index.load(day, rows, last && { startedAt: last.startedAt, id: last.id });
      budget -= rows.length + batch / DAYS_AT_ONCE;
    }
    return index.missingIn(terms).length > 0;
  }

  private loadLater(projectId: Id, index: ProjectIndex, terms: FilterTerms): void {
    const isWanted = () => this.projects.get(projectId) === index;
    this.background.add(index, `${terms.from}-${terms.to}`, async () => {
      const leave = await index.turns.enter();
      try {
        return await snapshot(this.database, async (manager) => {
          const head = await readHead(manager, projectId);
          if (!isWanted()) return true;
          if (!(await this.follow(projectId, index, head, manager, true))) return false;
          const isMore = await this.load(projectId, index, terms, manager);
          // Where it turned out larger than was thought, the next search knows.
          return !this.keepWithin(projectId, index) || !isMore;
        });
      } finally {
        leave();
      }
    });
  }

  /** False: what the filter needs would not fit, even alone. */
  private makeRoom(index: ProjectIndex, terms: FilterTerms, visitors: number): boolean {
    const more = visitors * index.bytesAVisitor;
    const own = index.segmentsIn(terms).reduce((sum, { segment }) => sum + segment.size, 0);
    if (own + more > this.limits.memory) return false;
    if (index.size + more > this.limits.memory) index.keepOnly(terms);
    return true;
  }

  /** Who was not used for the longest time leaves first. Whoever still looks into it looks to the end. False: this one left. */
  private keepWithin(projectId: Id, index: ProjectIndex): boolean {
    let { size } = this;
    for (const [id, other] of this.projects) {
      if (size <= this.limits.memory) return true;
      if (id === projectId) continue;
      this.projects.delete(id);
      size -= other.size;
    }
    if (size <= this.limits.memory) return true;
    index.overflow();
    return false;
  }
}
