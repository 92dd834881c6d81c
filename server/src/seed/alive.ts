// Whether a server lives on this database: one that does makes its beat grow.
import type { Database } from "../database/data-source.js";
import { readFact } from "../database/installation.entity.js";
import { ServerProcess } from "../live/process.entity.js";
import { BEAT } from "../live/processes.js";

/**
 * Watches for two beats where processes are listed: those that died are listed like those that live. The embedded database
 * has no beats, but a lock.
 */
export async function isAnyServerAlive(
  { source, gate }: Database,
  wait: (ms: number) => Promise<unknown>,
): Promise<boolean> {
  // Every server writes the log's epoch down as it starts.
  if (gate || (await readFact(source.manager, "epoch")) === null) return false;
  const table = source.manager.getRepository(ServerProcess);
  const before = new Map((await table.findBy({ ended: false })).map(({ id, beat }) => [id, beat]));
  if (before.size === 0) return false;
  await wait(2 * BEAT + 1000);
  return (await table.findBy({ ended: false })).some(({ id, beat }) => before.get(id) !== beat);
}
