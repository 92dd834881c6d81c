// A console's list: rows and counts under one filter, from a snapshot and then by what the stream says, as the console keeps
// them. At rest it must equal a fresh query.
import type { Answer } from "../clients.js";
import type { Api } from "./api.js";
import type { Bell } from "./bell.js";
import { FeedRule } from "./follow.js";
import type { Line } from "./line.js";

const LIST = `query($id: ID!, $f: VisitorFilter, $after: Cursor) { visitors(projectId: $id, filter: $f, first: 100, after: $after) {
  cursor needingAttention counts { status count } nodes { id version } pageInfo { hasNextPage endCursor } } }`;
const CHANGES = `subscription($id: ID!, $f: VisitorFilter, $after: Cursor) { visitorChanges(projectId: $id, filter: $f, after: $after) {
  kind cursor visitorId visitor { id version status name needsAttention } counts { status count } needingAttention } }`;

const PAGES = 20;

export const seqOf = (cursor: string) => Number(cursor.split(".")[1]);

export interface Snapshot {
  seq: number;
  cursor: string;
  rows: ReadonlyMap<string, number>;
  /** Counts by status, and those who wait, in a form that can be compared. */
  numbers: string;
}

export const isSameList = (a: Pick<Snapshot, "rows" | "numbers">, b: Pick<Snapshot, "rows" | "numbers">) =>
  a.numbers === b.numbers &&
  a.rows.size === b.rows.size &&
  [...a.rows].every(([id, version]) => b.rows.get(id) === version);

/**
 * A fresh query, whole. The pages behind the first may be newer than its cursor; what follows it tells the difference again,
 * and a version is never applied twice. `alike` is told whether all pages were of one moment.
 */
export async function freshList(
  api: Api,
  projectId: string,
  filter: Answer,
): Promise<Snapshot & { alike: boolean }> {
  const rows = new Map<string, number>();
  let first: Answer = null;
  let alike = true;
  let after: string | null = null;
  for (let page = 0; page < PAGES; page++) {
    const { visitors } = await api.insist(LIST, { id: projectId, f: filter, after });
    first ??= visitors;
    alike &&= visitors.cursor === first.cursor;
    for (const { id, version } of visitors.nodes) rows.set(id, version);
    if (!visitors.pageInfo.hasNextPage) break;
    after = visitors.pageInfo.endCursor;
  }
  return { seq: seqOf(first.cursor), cursor: first.cursor, rows, numbers: numbersOf(first), alike };
}

const numbersOf = ({ counts, needingAttention }: Answer) =>
  [...counts.map(({ status, count }: Answer) => `${status} ${count}`), `waiting ${needingAttention}`].join(
    ", ",
  );

export interface ScreenParts {
  name: string;
  api: Api;
  line: Line;
  projectId: string;
  filter: Answer;
  bell: Bell;
  problem: (what: string) => void;
}

export class Screen {
  readonly rule: FeedRule;
  rows = new Map<string, number>();
  numbers = "";
  private readonly variables: Record<string, unknown>;
  /** Where the last snapshot stood: what the stream tells up to there is in it already. */
  private based = 0;
  /** What came while a snapshot was on its way. */
  private held: Answer[] | null = null;

  constructor(private readonly parts: ScreenParts) {
    const { name, filter, projectId } = parts;
    this.rule = new FeedRule(name, filter === null);
    this.variables = { id: projectId, f: filter, after: null };
  }

  get name(): string {
    return this.parts.name;
  }
  get filter(): Answer {
    return this.parts.filter;
  }
  get line(): Line {
    return this.parts.line;
  }
  /** A fresh snapshot is on its way. */
  get isWaiting(): boolean {
    return this.held !== null;
  }

  /** From a snapshot that is at hand, or from a fresh one. */
  async open(snapshot?: Snapshot): Promise<this> {
    const first = snapshot ?? (await freshList(this.parts.api, this.parts.projectId, this.filter));
    this.show(first);
    this.rule.place = first.seq;
    this.variables.after = first.cursor;
    this.line.subscribe(CHANGES, this.variables, (item) => this.take(item));
    return this;
  }

  private take(item: Answer): void {
    const { bell, problem } = this.parts;
    const found = this.rule.take(item.kind, seqOf(item.cursor));
    if (found) problem(found);
    this.variables.after = item.cursor;
    if (item.kind === "RESYNC") void this.refetch();
    else if (this.held) this.held.push(item);
    else this.apply(item);
    bell.ring();
  }

  private async refetch(): Promise<void> {
    const held: Answer[] = (this.held = []);
    try {
      const fresh = await freshList(this.parts.api, this.parts.projectId, this.filter);
      // Another RESYNC came meanwhile, and asks anew.
      if (this.held !== held) return;
      this.held = null;
      this.show(fresh);
      for (const item of held) this.apply(item);
    } catch (error) {
      this.parts.problem(`blank: ${this.name} could not start over: ${String(error)}`);
    }
    this.parts.bell.ring();
  }

  private show({ rows, numbers, seq }: Snapshot): void {
    this.rows = new Map(rows);
    this.numbers = numbers;
    this.based = seq;
  }

  private apply(item: Answer): void {
    const seq = seqOf(item.cursor);
    if (seq < this.based || (seq === this.based && item.kind !== "HEARTBEAT")) return;
    if (item.kind === "LEAVE") this.rows.delete(item.visitorId);
    if (item.visitor && item.visitor.version >= (this.rows.get(item.visitorId) ?? 0))
      this.rows.set(item.visitorId, item.visitor.version);
    if (item.counts) this.numbers = numbersOf(item);
  }
}

/** What differs, for a person to read. */
export function difference(
  screen: Pick<Snapshot, "rows" | "numbers">,
  fresh: Pick<Snapshot, "rows" | "numbers">,
): string {
  const lines: string[] = [];
  if (screen.numbers !== fresh.numbers) lines.push(`shows ${screen.numbers} instead of ${fresh.numbers}`);
  for (const id of new Set([...screen.rows.keys(), ...fresh.rows.keys()])) {
    const [shown, real] = [screen.rows.get(id), fresh.rows.get(id)];
    if (shown !== real) lines.push(`visitor ${id} is ${shown ?? "not shown"} instead of ${real ?? "absent"}`);
  }
  return lines.slice(0, 5).join("; ");
}
