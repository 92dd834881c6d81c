// Where exports stand while they are under way, whatever page is open. What does the work and shows it is fetched with the menu.
import type { Component } from "svelte";
import type { ExportJob } from "./job.svelte.ts";

class Shelf {
  jobs = $state.raw<readonly ExportJob[]>([]);
  /** What shows them; null until there has been one. */
  Cards = $state.raw<Component | null>(null);

  add(job: ExportJob): void {
    this.jobs = [...this.jobs, job];
  }

  remove(job: ExportJob): void {
    job.end();
    this.jobs = this.jobs.filter((one) => one !== job);
  }

  /** Files are the agent's who asked for them: nothing is left for whoever signs in next. */
  clear(): void {
    for (const job of this.jobs) job.end();
    this.jobs = [];
  }
}

export const shelf = new Shelf();
