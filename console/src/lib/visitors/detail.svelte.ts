// Everything about one visitor, asked again whenever something about them changes.
import {
  SetVisitorStatusDocument,
  VisitorDetailDocument,
  type VisitorDetailQuery,
  type VisitorDetailQueryVariables,
  type VisitorStatus,
} from "../api/generated.ts";
import { resyncWithin } from "../api/backoff.ts";
import type { Problem } from "../api/errors.ts";
import { mutate } from "../api/mutate.ts";
import { Query } from "../api/query.svelte.ts";
import { coalesce } from "./coalesce.ts";

export type VisitorDetailData = NonNullable<VisitorDetailQuery["visitor"]>;

interface Change {
  kind: string;
  visitorId: string | null;
}

const refetchWait = 200;

export class VisitorDetail {
  readonly #query: Query<VisitorDetailQuery, VisitorDetailQueryVariables>;
  readonly visitor: VisitorDetailData | null = $derived.by(() => this.#query.data?.visitor ?? null);
  /** Answered, and there is no such visitor. */
  readonly missing: boolean = $derived.by(
    () => this.#query.settled && this.#query.data !== null && this.#query.data.visitor === null,
  );
  readonly problem: Problem | null = $derived.by(() => this.#query.problem);

  /** `listen` hands every change of the project to the callback, until its answer is called. */
  constructor(id: () => string, listen: (apply: (change: Change) => void) => () => void) {
    this.#query = new Query(VisitorDetailDocument, () => ({ id: id() }));
    const refetch = coalesce(() => this.#query.refetch(), refetchWait);
    $effect(() =>
      listen((change) => {
        // The page a visitor looks at is in no event: the heartbeat is a good time to ask for it.
        const maybeMoved = change.kind === "HEARTBEAT" && this.visitor?.online === true;
        if (change.kind === "RESYNC") refetch.ask(Math.random() * resyncWithin);
        else if (change.visitorId === id() || maybeMoved) refetch.ask();
      }),
    );
    $effect(() => refetch.stop);
  }

  retry = () => this.#query.refetch();

  /** Shows at once; the cache takes it back if the server refuses. */
  async setStatus(status: VisitorStatus, expectedStatus?: VisitorStatus): Promise<Problem | null> {
    if (!this.visitor) return null;
    const visitorId = this.visitor.id;
    const outcome = await mutate(SetVisitorStatusDocument, { visitorId, status, expectedStatus });
    if (outcome.ok) return null;
    if (outcome.problem.code === "CONFLICT") void this.#query.refetch();
    return outcome.problem;
  }
}
