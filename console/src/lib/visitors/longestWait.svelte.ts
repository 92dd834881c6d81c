// Who waits for an answer in the whole project, and whether somebody has waited too long.
import { createContext } from "svelte";
import {
  LongestWaitDocument,
  type LongestWaitQuery,
  type LongestWaitQueryVariables,
} from "../api/generated.ts";
import { Query } from "../api/query.svelte.ts";
import { format } from "../format/format.svelte.ts";
import { coalesce } from "./coalesce.ts";
import { lateAfter, outdates, waited } from "./waiting.ts";

interface Change {
  kind: string;
  visitorId: string | null;
  visitor?: { id: string; needsAttention: boolean } | null;
}

const refetchWait = 500;

export class LongestWait {
  readonly #count: () => number;
  readonly #query: Query<LongestWaitQuery, LongestWaitQueryVariables>;
  readonly #waiting = $derived.by(() => this.#query.data?.visitors.nodes ?? []);
  readonly late: boolean = $derived.by(() =>
    this.#waiting.some((visitor) => (waited(visitor, format.now) ?? 0) >= lateAfter),
  );

  /** `count` is the server's own number; `listen` hands every change of the project to the callback, until its answer is called. */
  constructor(
    projectId: () => string | null,
    count: () => number,
    listen: (apply: (change: Change) => void) => () => void,
  ) {
    this.#count = count;
    this.#query = new Query(LongestWaitDocument, () => {
      const id = projectId();
      return id && count() > 0 ? { projectId: id } : null;
    });
    const refetch = coalesce(() => this.#query.refetch(), refetchWait);
    $effect(() =>
      listen((change) => {
        if (change.kind === "RESYNC" || outdates(this.#waiting, change)) refetch.ask();
      }),
    );
    $effect(() => refetch.stop);
  }

  get count(): number {
    return this.#count();
  }
}

export const [useLongestWait, provideLongestWait] = createContext<LongestWait>();
