// The projects the agent belongs to, and which one this browser saw last.
import { createContext } from "svelte";
import { ProjectsDocument, type ProjectCardFragment } from "../api/generated.ts";
import { Query } from "../api/query.svelte.ts";

const lastKey = "atalaya.project";

export class Projects {
  readonly #query: Query<{ projects: ProjectCardFragment[] }, Record<string, never>>;
  readonly #id: () => string | null;
  readonly all: readonly ProjectCardFragment[] = $derived.by(() => this.#query.data?.projects ?? []);
  readonly loaded: boolean = $derived.by(() => this.#query.data !== null);
  readonly problem = $derived.by(() => this.#query.problem);
  /** The one in the address; without one, the last one seen. */
  readonly current: ProjectCardFragment | null = $derived.by(() => {
    const id = this.#id();
    if (id) return this.all.find((project) => project.id === id) ?? null;
    return lastProject(this.all);
  });

  constructor(id: () => string | null) {
    this.#id = id;
    this.#query = new Query(ProjectsDocument, () => ({}));
    $effect(() => {
      if (this.current) remember(this.current.id);
    });
  }

  retry = () => this.#query.refetch();
}

/** The project this browser saw last if the agent still belongs to it, else the first. */
export function lastProject<P extends { id: string }>(projects: readonly P[]): P | null {
  let last: string | null = null;
  try {
    last = localStorage.getItem(lastKey);
  } catch {
    // Without storage the first will do.
  }
  return projects.find((project) => project.id === last) ?? projects[0] ?? null;
}

function remember(id: string): void {
  try {
    localStorage.setItem(lastKey, id);
  } catch {
    // Without storage the next start opens the first project.
  }
}

export const [useProjects, provideProjects] = createContext<Projects>();
