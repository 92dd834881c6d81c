// One visitor under change inside a work: locked first, patched, and written once at the end with what changed.
// Whatever room changes something a client may see of a visitor does it through here, so counters, version and log never lag.
import type { Id } from "../database/columns.js";
import type { Work } from "../database/write.js";
import { BadUserInput, NotFound } from "../graphql/errors.js";
import { type VisitorFacts, factsOf, paramHash, searchText } from "./visitor.facts.js";
import { PARAMS, VISITORS, lockVisitors } from "./visitor.ahead.js";
import { StatusChange } from "./status-change.entity.js";
import { VisitorParam } from "./visitor-param.entity.js";
import { Visitor } from "./visitor.entity.js";
import type { ActorWord, StatusWord } from "./visitor.status.js";

export interface Note {
  type: string;
  conversationId?: Id;
  messageSeq?: number;
}

export interface ParamInput {
  key: string;
  value: string;
  source: "SDK" | "URL";
}

/** What a site says of its signed-in user. */
export interface Vouched {
  externalId: string;
  name: string | null;
  email: string | null;
}

export class VisitorChange {
  private readonly notes: Note[] = [];
  private hashes: string[];

  private constructor(
    readonly work: Work,
    readonly visitor: Visitor,
    private before: VisitorFacts | null,
    private params: readonly VisitorParam[],
  ) {
    this.hashes = params.map((param) => param.hash);
  }

  /** Locks the visitor until the commit. */
  static async lock(work: Work, visitorId: Id): Promise<VisitorChange> {
    const [unit] = await VisitorChange.lockAll(work, [visitorId]);
    if (!unit) throw new NotFound("visitor");
    return unit;
  }

  /** The same for several, always in one order; those that are not there are left out. */
  static async lockAll(work: Work, visitorIds: readonly Id[]): Promise<VisitorChange[]> {
    const ahead = visitorIds.map((id) => {
      const visitor = work.rows.known(VISITORS, id);
      return visitor === null
        ? null
        : visitor && VisitorChange.of(work, visitor, work.rows.known(PARAMS, id));
    });
    if (ahead.every((unit) => unit !== undefined)) return ahead.filter((unit) => unit !== null);
    const locked = await lockVisitors(work, visitorIds);
    return locked.map(({ visitor, params }) => VisitorChange.of(work, visitor, params));
  }

  private static of(work: Work, visitor: Visitor, params: readonly VisitorParam[] = []): VisitorChange {
    const hashes = params.map(({ hash }) => hash);
    return new VisitorChange(work, visitor, factsOf(visitor, hashes), params);
  }

  /** A visitor that the same work has just inserted. */
  static fresh(work: Work, visitor: Visitor): VisitorChange {
    work.rows.know(VISITORS, visitor.id, visitor);
    work.rows.know(PARAMS, visitor.id, []);
    return new VisitorChange(work, visitor, null, []);
  }

  get projectId(): Id {
    return this.work.projectId;
  }

  get now(): Date {
    return this.work.now;
  }

  /** What a filter can test, as it stands. */
  get facts(): VisitorFacts {
    return factsOf(this.visitor, this.hashes);
  }

  /** A custom parameter's value; null: there is none of that name. */
  param(key: string): string | null {
    return this.params.find((param) => param.key === key)?.value ?? null;
  }

  /** Says that something happened; a visitor without a note is not written. */
  note(note: Note): void {
    this.notes.push(note);
  }

  waits(): void {
    if (this.visitor.needsAttention) return;
    this.visitor.needsAttention = true;
    this.visitor.attentionSince = this.now;
  }

  answered(): void {
    this.visitor.needsAttention = false;
    this.visitor.attentionSince = null;
  }

  fill(values: Partial<Pick<Visitor, "name" | "email" | "phone">>): void {
    Object.assign(this.visitor, values);
    this.visitor.search = searchText(this.visitor);
  }

  /** The site vouches for these: all that it says, in the place of what it has said before. */
  verify({ externalId, name: verifiedName, email: verifiedEmail }: Vouched): void {
    const { visitor } = this;
    const said = { externalId, verifiedName, verifiedEmail };
    if (Object.entries(said).every(([key, value]) => visitor[key as keyof typeof said] === value)) return;
    Object.assign(visitor, said, { verifiedAt: this.now });
    visitor.search = searchText(visitor);
    this.note({ type: "visitor.verified" });
  }

  async setStatus(status: StatusWord, actor: ActorWord, agentId: Id | null): Promise<void> {
    const from = this.visitor.status;
    if (from === status) return;
    this.visitor.status = status;
    await this.work.rows.insert(StatusChange, {
      visitorId: this.visitor.id,
      fromStatus: from,
      toStatus: status,
      actor,
      agentId,
      at: this.now,
    });
    this.note({ type: "visitor.status" });
  }

  /**
   * Merges parameters. What the SDK sets goes before what the page's address tells: it is never overwritten from there,
   * and at `max` it takes the place of one from there, or is refused. Answers whether anything changed.
   */
  async mergeParams(inputs: readonly ParamInput[], max: number): Promise<boolean> {
    let changed = false;
    for (const { key, value, source } of inputs) {
      const known = this.params.find((param) => param.key === key);
      if (known && (known.value === value || (known.source === "SDK" && source === "URL"))) continue;
      if (!known && this.params.length >= max && !(await this.makeRoom(source, max))) continue;
      const param = Object.assign(new VisitorParam(), {
        visitorId: this.visitor.id,
        projectId: this.projectId,
        key,
        value,
        source,
        hash: paramHash(key, value),
        ...this.listed,
      });
      await this.work.rows.put(VisitorParam, param);
      this.params = [...this.params.filter((each) => each.key !== key), param];
      changed = true;
    }
    if (!changed) return false;
    this.hashes = this.params.map((param) => param.hash);
    this.work.rows.know(PARAMS, this.visitor.id, this.params);
    this.note({ type: "visitor.params" });
    return true;
  }

  /** At the limit: false when a parameter of this source is left out. */
  private async makeRoom(source: ParamInput["source"], max: number): Promise<boolean> {
    if (source === "URL") return false;
    const least = this.params.findLast((param) => param.source === "URL");
    if (!least)
      throw new BadUserInput(`A visitor may have ${max} parameters at most, and has as many already.`, {
        field: "params",
        max,
      });
    await this.work.manager.delete(VisitorParam, { visitorId: this.visitor.id, key: least.key });
    this.params = this.params.filter((param) => param !== least);
    return true;
  }

  /** Writes the row and the log. The first entry carries the step from before to after, the others stand at after. */
  async save(): Promise<void> {
    if (this.notes.length === 0) return;
    const { visitor, work } = this;
    visitor.version += 1;
    visitor.lastSeenAt ??= this.now;
    await this.restateParams();
    await work.rows.update(Visitor, visitor);
    this.log();
  }

  /** What parameters repeat of their visitor. */
  private get listed() {
    const { startedAt, status, engaged } = this.visitor;
    return { startedAt, status, engaged };
  }

  private async restateParams(): Promise<void> {
    const { startedAt, status, engaged } = this.listed;
    const isRight = (param: VisitorParam) =>
      param.startedAt.getTime() === startedAt.getTime() &&
      param.status === status &&
      param.engaged === engaged;
    if (this.params.every(isRight)) return;
    // New ones: who failed before, or fails after, must find those that were read.
    this.params = this.params.map((param) => Object.assign(new VisitorParam(), param, this.listed));
    await this.work.rows.put(VisitorParam, ...this.params);
    this.work.rows.know(PARAMS, this.visitor.id, this.params);
  }

  /** Writes the same few columns of several visitors in one statement, and what each has noted. */
  static async saveAll(
    work: Work,
    units: readonly VisitorChange[],
    columns: Partial<Pick<Visitor, "online" | "lastSeenAt">>,
  ): Promise<void> {
    if (units.length === 0) return;
    for (const unit of units) {
      Object.assign(unit.visitor, columns);
      unit.visitor.version += 1;
      unit.log();
    }
    await work.rows.update(Visitor, ...units.map(({ visitor }) => visitor));
  }

  private log(): void {
    const after = this.facts;
    for (const note of this.notes.splice(0)) {
      this.work.change({ ...note, visitorId: this.visitor.id, before: this.before, after });
      this.before = after;
    }
  }
}

/** Locks a visitor, changes it, writes it. */
export async function changeVisitor<T>(
  work: Work,
  visitorId: Id,
  change: (unit: VisitorChange) => Promise<T>,
): Promise<T> {
  const unit = await VisitorChange.lock(work, visitorId);
  const answer = await change(unit);
  await unit.save();
  return answer;
}
