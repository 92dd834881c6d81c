// The list on screen: one page of rows, the counts of the tabs, and the stream that keeps both true.
import { untrack } from "svelte";
import {
  VisitorsDocument,
  type VisitorFilter,
  type VisitorRowFragment,
  type VisitorsQuery,
  type VisitorsQueryVariables,
} from "../api/generated.ts";
import { resyncWithin } from "../api/backoff.ts";
import { isNewer } from "../api/cursor.ts";
import { followVisitors, type VisitorChange } from "../api/live.svelte.ts";
import { Query } from "../api/query.svelte.ts";
import { CalmRows } from "./calm.svelte.ts";
import { fallsOn } from "./calm.ts";
import { coalesce } from "./coalesce.ts";
import { countOf } from "./counts.ts";

interface Asked {
  projectId: string;
  filter: VisitorFilter;
  page: number;
  /** The visitor whose panel is open. */
  opened: string | null;
}

export const pageSize = 20;
const refetchWait = 120;

export class VisitorList {
  readonly #asked: () => Asked;
  readonly #query: Query<VisitorsQuery, VisitorsQueryVariables>;
  /** Counts that came with a live event, newer than those of the last answer. */
  #liveCounts = $state.raw<{ cursor: string; counts: VisitorsQuery["visitors"]["counts"] } | null>(null);

  readonly #page = $derived.by(() => this.#query.data?.visitors ?? null);
  readonly rows: readonly VisitorRowFragment[] = $derived.by(() => this.#page?.nodes ?? []);
  readonly loading: boolean = $derived.by(() => this.#page === null && this.problem === null);
  readonly problem = $derived.by(() => this.#query.problem);
  readonly counts = $derived.by(() => {
    const page = this.#page;
    const live = this.#liveCounts;
    if (!page) return live?.counts ?? null;
    return live && isNewer(live.cursor, page.cursor) ? live.counts : page.counts;
  });
  /** Rows that match the whole filter. */
  readonly total: number = $derived.by(() =>
    this.counts ? countOf(this.counts, this.#asked().filter.status ?? "ALL") : 0,
  );
  readonly firstIndex: number = $derived.by(() => this.#page?.firstIndex ?? 0);
  /** The rows as they are drawn. */
  readonly calm: CalmRows<VisitorRowFragment>;

  constructor(asked: () => Asked) {
    this.#asked = asked;
    const question = () => ({ projectId: asked().projectId, filter: asked().filter, page: asked().page });
    this.#query = new Query(VisitorsDocument, question);
    this.calm = new CalmRows({
      rows: () => this.rows,
      settled: () => this.#query.settled && this.#page !== null,
      question: () => JSON.stringify(question()),
      isFirst: () => asked().page === 1,
      refetched: () => this.#query.refetched,
      refetch: () => void this.#query.refetch(),
      pinned: () => asked().opened,
      pageSize,
    });
    const refetch = coalesce(() => this.#query.refetch(), refetchWait);
    const streamKey = $derived(JSON.stringify([asked().projectId, asked().filter]));
    const ready = $derived(this.#query.settled && this.#page !== null);
    $effect(() => {
      void streamKey;
      this.#liveCounts = null;
    });
    $effect(() => {
      void streamKey;
      if (!ready) return;
      return untrack(() => this.#follow(refetch.ask));
    });
    $effect(() => refetch.stop);
  }

  retry = () => this.#query.refetch();

  #follow(refetch: (more?: number) => void): () => void {
    const { projectId, filter } = this.#asked();
    return followVisitors(projectId, filter, this.#page?.cursor ?? "", (change) => {
      if (change.counts) this.#liveCounts = { cursor: change.cursor, counts: change.counts };
      if (change.kind === "RESYNC") refetch(Math.random() * resyncWithin);
      else if (this.calm.note(change, this.#moves(change))) refetch();
    });
  }

  /** Whether the change may put another row on this page; a change within a row is in the cache already. */
  #moves({ kind, visitor, visitorId }: VisitorChange): boolean {
    if (kind === "LEAVE") return true;
    if (!visitor || (kind !== "ENTER" && kind !== "UPDATE")) return false;
    const rows = this.rows;
    const at = rows.findIndex(({ id }) => id === visitorId);
    // One ahead of the page may have come from behind it and shifts it; one behind it is on another.
    if (at < 0) return fallsOn(visitor, rows, pageSize, true);
    // It had left, and an answer without it may be on its way.
    if (kind === "ENTER") return true;
    const before = rows[at - 1];
    const after = rows[at + 1];
    return (
      (before !== undefined && before.startedAt < visitor.startedAt) ||
      (after !== undefined && after.startedAt > visitor.startedAt)
    );
  }
}
