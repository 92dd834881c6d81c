// Fills a project with visitors, in transactions that each leave it whole: rows, numbers and counters together. So whatever
// ends it half way, what is there is right.
import { Random } from "../demo/random.js";
import { Locator } from "../devices/index.js";
import type { Bulk } from "./bulk.js";
import { moments } from "./calendar.js";
import { CounterSteps } from "./counters.js";
import type { SeedOptions } from "./options.js";
import { Keys, TABLE_NAMES, TABLES, emptyRows } from "./tables.js";
import type { Target } from "./target.js";
import { type Stage, addVisit } from "./visit.js";

/** Visitors that are made and written at once, and those of a transaction. */
const CHUNK = 1000;
const TRANSACTION = 25_000;
/** Visitors by whom the length of talks is settled. */
const TRIAL = 500;

export interface SeedRun {
  /** Stops after the chunk under way; what is written stays. */
  signal: AbortSignal;
  /** Told after every chunk. */
  progress(done: number): void;
}

/** Answers with how many visitors there are now that were not there before. */
export async function seedVisitors(
  bulk: Bulk,
  target: Target,
  options: SeedOptions,
  { signal, progress }: SeedRun,
): Promise<number> {
  const random = new Random(options.seed);
  const stage = await makeStage(bulk, target, options);
  let number = await newestNumber(bulk, target.projectId);
  const steps = new CounterSteps();
  const first = number;
  let [rows, inTransaction, committed] = [emptyRows(), 0, 0];
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    await writing;
    if (inTransaction === 0) await bulk.begin();
    inTransaction += rows.visitor.length;
    writing = bulk.insert(rows);
    // Awaited later, but a failure must not go unheard until then.
    writing.catch(() => undefined);
    rows = emptyRows();
    // Lets signals in: the embedded database never lets go of the thread by itself.
    await new Promise((resolve) => setImmediate(resolve));
    progress(number - first);
  };
  const commit = async () => {
    await writing;
    if (inTransaction === 0) return;
    await steps.flush(bulk, target.projectId);
    await bulk.commit();
    [inTransaction, committed] = [0, number - first];
  };
  try {
    for (const at of moments(random, options)) {
      steps.add(addVisit(stage, random, ++number, at, rows));
      if (rows.visitor.length >= CHUNK) {
        await write();
        if (inTransaction >= TRANSACTION || signal.aborted) await commit();
        if (signal.aborted) return committed;
      }
    }
    if (rows.visitor.length > 0) await write();
    await commit();
    return committed;
  } catch (error) {
    if (inTransaction > 0) await bulk.rollback().catch(() => undefined);
    throw error;
  }
}

async function makeStage(bulk: Bulk, target: Target, options: SeedOptions): Promise<Stage> {
  const { projectId, agents, flow, silenceHours } = target;
  const free = await Promise.all(
    TABLE_NAMES.filter((table) => (TABLES[table] as readonly string[]).includes("id")).map(
      async (table) => [table, await bulk.freeKey(table)] as const,
    ),
  );
  const stage: Stage = {
    projectId,
    cast: { agents, flow, silenceHours, end: options.until.getTime(), talk: 0 },
    locator: await Locator.open(null),
    keys: new Keys(),
    bare: options.messages === 0,
  };
  const talk = settleTalk(stage, options);
  return { ...stage, cast: { ...stage.cast, talk }, keys: new Keys(new Map(free)) };
}

/** How long people must talk for the average that is wanted: what the flow says by itself is known only by trying. */
function settleTalk(stage: Stage, options: SeedOptions): number {
  const trial = { ...stage, bare: false };
  const random = new Random(options.seed + 1);
  const rows = emptyRows();
  // Long enough ago for every story to come to its end.
  const at = options.until.getTime() - 400 * 24 * 3_600_000;
  for (let number = 1; number <= TRIAL; number++) addVisit(trial, random, number, at, rows);
  const replies = rows.message.filter(({ author }) => author === 2).length;
  const missing = options.messages * TRIAL - rows.message.length;
  return missing > 0 && replies > 0 ? missing / replies : 0;
}

async function newestNumber(bulk: Bulk, projectId: number): Promise<number> {
  const [row] = await bulk.read("SELECT visitors FROM project_sequence WHERE project_id = ?", [projectId]);
  if (!row) throw new Error(`project ${projectId} has no sequence`);
  return Number(row.visitors);
}
