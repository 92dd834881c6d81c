// The audit log as it is read: its first page follows the filter, older ones are put below it when asked for.
import {
  AuditLogDocument,
  type AuditFilter,
  type AuditLogQuery,
  type AuditLogQueryVariables,
} from "#lib/api/generated.ts";
import type { Problem } from "#lib/api/errors.ts";
import { ask } from "#lib/api/mutate.ts";
import { Query } from "#lib/api/query.svelte.ts";

type Page = AuditLogQuery["auditLog"];

export class AuditLog {
  readonly #asked: () => { projectId: string; filter: AuditFilter };
  readonly #first: Query<AuditLogQuery, AuditLogQueryVariables>;
  /** Below the first page that they were asked for under: another filter has none yet. */
  #older = $state.raw<{ below: string; pages: readonly Page[] } | null>(null);
  #failure = $state.raw<Problem | null>(null);
  isFetching = $state(false);

  readonly #page: Page | null;
  /** What was asked, and where its first page ends. */
  readonly #head: string;
  readonly #pages: readonly Page[];
  /** Null until the first page is there. */
  readonly entries: Page["nodes"] | null;
  readonly hasOlder: boolean;
  readonly problem: Problem | null;

  /** Must be made while a component is being set up. */
  constructor(asked: () => { projectId: string; filter: AuditFilter }) {
    this.#asked = asked;
    this.#first = new Query(AuditLogDocument, () => ({ ...asked(), after: null }));
    this.#page = $derived(this.#first.data?.auditLog ?? null);
    this.#head = $derived(JSON.stringify([asked(), this.#page?.endCursor]));
    this.#pages = $derived(
      this.#page ? [this.#page, ...(this.#older?.below === this.#head ? this.#older.pages : [])] : [],
    );
    this.entries = $derived(this.#page && this.#pages.flatMap(({ nodes }) => nodes));
    this.hasOlder = $derived(this.#pages.at(-1)?.hasNextPage ?? false);
    this.problem = $derived(this.#first.problem ?? this.#failure);
  }

  refetch(): Promise<void> {
    this.#failure = null;
    return this.#first.refetch();
  }

  async fetchOlder(): Promise<void> {
    const [below, pages] = [this.#head, this.#pages];
    const after = pages.at(-1)?.endCursor;
    if (!after || this.isFetching) return;
    this.isFetching = true;
    const outcome = await ask(AuditLogDocument, { ...this.#asked(), after });
    this.isFetching = false;
    this.#failure = outcome.ok ? null : outcome.problem;
    // What was asked under another filter by now belongs nowhere.
    if (outcome.ok && below === this.#head)
      this.#older = { below, pages: [...pages.slice(1), outcome.data.auditLog] };
  }
}
