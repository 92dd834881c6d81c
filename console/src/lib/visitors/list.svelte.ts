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
import { coalesce } from "./coalesce.ts";
import { countOf } from "./counts.ts";

interface Asked {
  projectId: string;
  filter: VisitorFilter;
  page: number;
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

  constructor(asked: () => Asked) {
    this.#asked = asked;
    this.#query = new Query(VisitorsDocument, () => ({ ...asked(), page: asked().page }));
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
      else if (this.#moves(change)) refetch();
    });
  }

  /** Whether the change may put another row on this page; a change within a row is in the cache already. */
  #moves(change: VisitorChange): boolean {
    if (change.kind === "ENTER" || change.kind === "LEAVE") return true;
    const visitor = change.visitor;
    if (change.kind !== "UPDATE" || !visitor) return false;
    const rows = this.rows;
    const at = rows.findIndex((row) => row.id === visitor.id);
    const before = rows[at - 1];
    const after = rows[at + 1];
    if (at >= 0) {
      return (
        (before !== undefined && before.startedAt < visitor.startedAt) ||
        (after !== undefined && after.startedAt > visitor.startedAt)
      );
    }
    const last = rows[rows.length - 1];
    return last === undefined || visitor.startedAt > last.startedAt;
  }
}
