// Writes who is here and who has left, and the visitors who thereby come online or go offline: many at once when there are
// many, under the visitors' locks.
import { In } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Work, WriteDoor } from "../database/write.js";
import { NotFound } from "../graphql/errors.js";
import { VisitorPresence } from "./visitor-presence.entity.js";
import { VisitorChange } from "./visitor.change.js";

/** A process says that a visitor is with it, or is no more. */
export interface Statement {
  projectId: Id;
  visitorId: Id;
  processId: Id;
  isHere: boolean;
}

interface Waiting extends Statement {
  resolve(): void;
  reject(error: unknown): void;
}

const BATCH = 200;

export class PresenceWriter {
  private readonly queues = new Map<Id, Waiting[]>();

  constructor(private readonly door: WriteDoor) {}

  /** Resolves after the commit. Rejects with NOT_FOUND when the visitor was erased. What comes during a commit shares the next. */
  write(statement: Statement): Promise<void> {
    return new Promise((resolve, reject) => {
      const { projectId } = statement;
      const waiting = { ...statement, resolve, reject };
      const queue = this.queues.get(projectId);
      if (queue) return void queue.push(waiting);
      this.queues.set(projectId, [waiting]);
      void this.pump(projectId);
    });
  }

  private async pump(projectId: Id): Promise<void> {
    for (let queue = this.queues.get(projectId); queue && queue.length > 0;) {
      const batch = queue.splice(0, BATCH);
      try {
        const found = await this.door.write(projectId, (work) => state(work, batch));
        for (const each of batch)
          if (found.has(each.visitorId)) each.resolve();
          else each.reject(new NotFound("visitor"));
      } catch (error) {
        for (const each of batch) each.reject(error);
      }
    }
    this.queues.delete(projectId);
  }
}

/** Answers with the visitors that there are. */
async function state(work: Work, statements: readonly Statement[]): Promise<Set<Id>> {
  const { manager, now } = work;
  const units = await VisitorChange.lockAll(
    work,
    statements.map(({ visitorId }) => visitorId),
  );
  const found = new Set(units.map(({ visitor }) => visitor.id));
  const known = statements.filter(({ visitorId }) => found.has(visitorId));
  const come = known.filter(({ isHere }) => isHere);
  const gone = known.filter(({ isHere }) => !isHere);
  if (come.length > 0) {
    const rows = come.map(({ visitorId, processId }) => ({ visitorId, processId, since: now }));
    await manager.upsert(VisitorPresence, rows, ["visitorId", "processId"]);
  }
  for (const processId of new Set(gone.map((each) => each.processId))) {
    const visitorIds = gone.filter((each) => each.processId === processId).map(({ visitorId }) => visitorId);
    await manager.delete(VisitorPresence, { processId, visitorId: In(visitorIds) });
  }

  const isHere = new Set(come.map(({ visitorId }) => visitorId));
  const online = units.filter(({ visitor }) => !visitor.online && isHere.has(visitor.id));
  for (const unit of online) unit.note({ type: "visitor.online" });
  await VisitorChange.saveAll(work, online, { online: true, lastSeenAt: now });

  const left = units.filter(({ visitor }) => visitor.online && !isHere.has(visitor.id));
  const stays = await elsewhere(work, left);
  const offline = left.filter(({ visitor }) => !stays.has(visitor.id));
  for (const unit of offline) unit.note({ type: "visitor.offline" });
  await VisitorChange.saveAll(work, offline, { online: false });
  return found;
}

/** Those who are with a process still. */
async function elsewhere({ manager }: Work, units: readonly VisitorChange[]): Promise<Set<Id>> {
  if (units.length === 0) return new Set();
  const rows = await manager.find(VisitorPresence, {
    where: { visitorId: In(units.map(({ visitor }) => visitor.id)) },
    select: { visitorId: true, processId: true },
  });
  return new Set(rows.map(({ visitorId }) => visitorId));
}
