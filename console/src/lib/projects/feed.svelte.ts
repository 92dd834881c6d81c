// One stream for the whole project, open on every page: how many wait for an answer, and whose facts moved.
import { createContext } from "svelte";
import { followProject, type ProjectChange } from "../api/live.svelte.ts";

export class ProjectFeed {
  needingAttention = $state(0);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that no screen shows
  readonly #listeners = new Set<(change: ProjectChange) => void>();

  constructor(projectId: () => string | null) {
    $effect(() => {
      const id = projectId();
      this.needingAttention = 0;
      if (!id) return;
      let isFirst = true;
      return followProject(id, (change) => {
        if (change.needingAttention !== null) this.needingAttention = change.needingAttention;
        // Who listens may have asked before this stream began: what happened in between, it does not tell.
        const told = isFirst ? { ...change, kind: "RESYNC" as const } : change;
        isFirst = false;
        for (const listener of this.#listeners) listener(told);
      });
    });
  }

  /** Hears every change until the answer is called. */
  listen(listener: (change: ProjectChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const [useFeed, provideFeed] = createContext<ProjectFeed>();
