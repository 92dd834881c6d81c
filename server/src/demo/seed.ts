// Makes the sample month by living through it: the services that widgets and agents use, driven in order of time with a clock
// that travels. So counters, change log, versions and histories are what they would be had it all happened.
import { setImmediate } from "node:timers/promises";
import { type AppOptions, type Services, buildServices } from "../services.js";
import type { Database } from "../database/data-source.js";
import { makeMonth } from "./month.js";
import { Performer } from "./performer.js";
import { DemoProjects } from "./project.js";
import { ShopAccounts } from "./shop/accounts.js";
import type { Project } from "../projects/index.js";

/** After so many steps the rest of the process has a turn. */
const BREATH = 10;

/** The demo project; made, with all its samples, when there is none yet. Null: `signal` stopped it half way. */
export async function seedDemo(
  options: AppOptions,
  { database, processes }: Pick<Services, "database" | "processes">,
  publicUrl: () => string,
  signal: AbortSignal,
): Promise<Project | null> {
  const now = (options.clock?.() ?? new Date()).getTime();
  let time = now;
  const travelling = { ...options, clock: () => new Date(time) };
  const services = await buildServices(travelling, database, publicUrl, processes);
  const projects = new DemoProjects(database, services.agents, services.projects);
  const known = await projects.find();
  if (known) return known;

  const visits = makeMonth(now, 2);
  // The project is as old as its first visitor.
  time = Math.min(...visits.flatMap(({ moments }) => moments[0]?.at ?? now)) - 3_600_000;
  const { project, agentIds } = await projects.make();
  const accounts = new ShopAccounts(database, project.id, travelling.clock);
  const performer = new Performer(services, project.id, agentIds, accounts);
  const moments = visits
    .flatMap((visit) => visit.moments.map((moment) => ({ ...moment, visit })))
    .sort((a, b) => a.at - b.at);
  await withoutWaitingForTheDisk(database, async () => {
    for (const [index, { at, act, visit }] of moments.entries()) {
      // The embedded database answers without letting go of the thread: signals and calls would wait for all of it.
      if (index % BREATH === 0) await setImmediate();
      if (signal.aborted) return;
      time = at;
      await performer.perform(visit, act);
    }
    time = now;
    await services.presence.sweep();
  });
  if (signal.aborted) return null;
  await projects.markWhole(project.id);
  return project;
}

/**
 * Thousands of commits one after the other: on the embedded database none of them waits for the disk but the last, which
 * markWhole makes. A power cut in between loses samples that the next start makes again.
 */
async function withoutWaitingForTheDisk(database: Database, body: () => Promise<void>): Promise<void> {
  if (database.dialect !== "sqlite") return body();
  await database.source.query("PRAGMA synchronous = NORMAL");
  try {
    await body();
  } finally {
    await database.source.query("PRAGMA synchronous = FULL");
  }
}
