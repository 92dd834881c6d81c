// Writes who is here and who has left, and the visitors who thereby come online or go offline: many at once when there are
// many, under the visitors' locks.
import { In } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Ahead, Needs } from "../database/work.js";
import type { Work, WriteDoor } from "../database/write.js";
import { NotFound } from "../graphql/errors.js";
import { VisitorPresence } from "./visitor-presence.entity.js";
import { readVisitors } from "./visitor.ahead.js";
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
      const come = batch.filter(({ isHere }) => isHere);
      const gone = batch.filter(({ isHere }) => !isHere);
      await Promise.all([
        this.state(projectId, come, (work) => welcome(work, come), { read, need: come }),
        this.state(projectId, gone, (work) => dismiss(work, gone)),
      ]);
    }
    this.queues.delete(projectId);
  }

  private async state(
    projectId: Id,
    batch: readonly Waiting[],
    run: (work: Work) => Promise<VisitorChange[]>,
    needs?: Needs<readonly Statement[]>,
  ): Promise<void> {
    if (batch.length === 0) return;
    try {
      const units = await this.door.write(projectId, run, needs);
      const found = new Set(units.map(({ visitor }) => visitor.id));
      for (const each of batch)
        if (found.has(each.visitorId)) each.resolve();
        else each.reject(new NotFound("visitor"));
    } catch (error) {
      for (const each of batch) each.reject(error);
    }
  }
}

const idsOf = (statements: readonly Statement[]) => [
  ...new Set(statements.map(({ visitorId }) => visitorId)),
];

// One function for all, so that the door can tell that it is the same. Who come are read ahead: everybody who does something
// for the first time comes.
async function read(ahead: Ahead, needs: readonly (readonly Statement[])[]): Promise<void> {
  await readVisitors(ahead, idsOf(needs.flat()));
}

/** Answers with the visitors that there are. */
async function welcome(work: Work, statements: readonly Statement[]): Promise<VisitorChange[]> {
  const { rows, now } = work;
  const units = await VisitorChange.lockAll(work, idsOf(statements));
  const found = new Set(units.map(({ visitor }) => visitor.id));
  const known = statements.filter(({ visitorId }) => found.has(visitorId));
  await rows.put(
    VisitorPresence,
    ...known.map(({ visitorId, processId }) =>
      Object.assign(new VisitorPresence(), { visitorId, processId, since: now }),
    ),
  );
  const online = units.filter(({ visitor }) => !visitor.online);
  for (const unit of online) unit.note({ type: "visitor.online" });
  await VisitorChange.saveAll(work, online, { online: true, lastSeenAt: now });
  return units;
}

/** The same for those who leave: only who is nowhere else goes offline. */
async function dismiss(work: Work, statements: readonly Statement[]): Promise<VisitorChange[]> {
  const { manager } = work;
  const units = await VisitorChange.lockAll(work, idsOf(statements));
  for (const processId of new Set(statements.map((each) => each.processId))) {
    const own = statements.filter((each) => each.processId === processId);
    await manager.delete(VisitorPresence, { processId, visitorId: In(idsOf(own)) });
  }
  const left = units.filter(({ visitor }) => visitor.online);
  const stays = await elsewhere(work, left);
  const offline = left.filter(({ visitor }) => !stays.has(visitor.id));
  for (const unit of offline) unit.note({ type: "visitor.offline" });
  await VisitorChange.saveAll(work, offline, { online: false });
  return units;
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
