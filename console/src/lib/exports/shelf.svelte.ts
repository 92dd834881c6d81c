// Where exports stand while they are under way, whatever page is open. What does the work is fetched with the first one.
import type { Component } from "svelte";
import type { ExportJob, Wanted } from "./job.svelte.ts";

class Shelf {
  jobs = $state.raw<readonly ExportJob[]>([]);
  Cards = $state.raw<Component | null>(null);

  async start(wanted: Wanted): Promise<void> {
    const [{ ExportJob }, { default: Cards }] = await Promise.all([
      import("./job.svelte.ts"),
      import("./ExportCards.svelte"),
    ]);
    this.Cards = Cards;
    this.jobs = [...this.jobs, new ExportJob(wanted)];
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
