// The whole way: nobody else uses the database, the project is there, the visitors come in.
import { type Config, ConfigError } from "../config.js";
import { openDatabase } from "../database/data-source.js";
import { ENTITIES } from "../rooms.js";
import { isAnyServerAlive } from "./alive.js";
import { IN_USE } from "./bulk.js";
import { openBulk, requireUnused } from "./open.js";
import type { SeedOptions } from "./options.js";
import { type SeedRun, seedVisitors } from "./seed.js";
import { type Target, settleTarget } from "./target.js";

export interface WholeRun extends SeedRun {
  /** Lets so many milliseconds pass. */
  wait(ms: number): Promise<unknown>;
  /** Told when the first visitor is about to come in. */
  begin?(): void;
}

/** Throws ConfigError with one line for what a person can mend. `done`: visitors that there are now and were not before. */
export async function seedDatabase(
  config: Config,
  options: SeedOptions,
  run: WholeRun,
): Promise<Target & { done: number }> {
  const target = await prepare(config, options, run);
  const bulk = await openBulk(config.database);
  try {
    run.begin?.();
    return { ...target, done: await seedVisitors(bulk, target, options, run) };
  } finally {
    await bulk.close();
  }
}

async function prepare(config: Config, options: SeedOptions, { wait }: WholeRun): Promise<Target> {
  await requireUnused(config.database);
  const database = await openDatabase(config.database, ENTITIES);
  try {
    if (await isAnyServerAlive(database, wait)) throw new ConfigError(IN_USE);
    return await settleTarget(database, config, options);
  } finally {
    await database.close();
  }
}
