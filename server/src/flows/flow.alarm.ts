// Wakes flows whose pauses are over. When they are due stands in the database, so a restart forgets none, and a process that
// died leaves its own to the others. A flow goes on under its visitor's lock: of several that wake it, one does.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { Ahead, Needs, Work } from "../database/work.js";
import type { WriteDoor } from "../database/write.js";
import { type Gestures, readConversations } from "../conversations/index.js";
import { readProject } from "../projects/index.js";
import { VisitorChange, readVisitors } from "../visitors/index.js";
import type { FlowReader } from "./flow.reader.js";
import type { FlowRunner } from "./flow.runner.js";
import type { Pause } from "./flow.walk.js";

/** How often is looked for what another process, or the one before, has left to be woken. */
const EVERY = 1_000;
const BATCH = 200;
/** A pause of so many seconds looks as if somebody typed; in a longer one nobody would believe it. */
const TYPING = 5;

interface Due {
  conversationId: Id;
  visitorId: Id;
  projectId: Id;
}

interface Parts {
  database: Database;
  door: WriteDoor;
  reader: FlowReader;
  runner: FlowRunner;
  gestures: Gestures;
  clock: () => Date;
  onFault: (error: unknown) => void;
}

export class FlowAlarm {
  private timer: NodeJS.Timeout | null = null;
  private readonly soon = new Set<NodeJS.Timeout>();
  private sweeping: Promise<void> | null = null;
  private again = false;

  constructor(private readonly parts: Parts) {}

  start(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY);
    this.timer.unref();
    void this.sweep();
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    for (const timer of this.soon) clearTimeout(timer);
    this.soon.clear();
    await this.sweeping;
  }

  /** A pause has begun here: one that is over before the next look is woken on time. */
  expect({ conversationId, seconds, dueAt }: Pause): void {
    if (seconds <= TYPING) this.type(conversationId, true);
    const left = dueAt.getTime() - this.parts.clock().getTime();
    if (!this.timer || left > TYPING * 1_000) return;
    const timer = setTimeout(
      () => {
        this.soon.delete(timer);
        void this.sweep();
      },
      Math.max(left, 0),
    ).unref();
    this.soon.add(timer);
  }

  /** Wakes all that are due now. */
  sweep(): Promise<void> {
    this.again = true;
    this.sweeping ??= this.run().finally(() => (this.sweeping = null));
    return this.sweeping;
  }

  private async run(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        const due = await this.due();
        const outcomes = await Promise.allSettled(due.map((each) => this.wake(each)));
        const faults = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
        if (faults.length > 0) this.parts.onFault(faults[0]);
        // Those that could not be woken are still due at the next look; they must not keep us here.
        else if (due.length === BATCH) this.again = true;
      } catch (error) {
        this.parts.onFault(error);
      }
    }
  }

  private async due(): Promise<Due[]> {
    const rows: Record<keyof Due, number | string>[] = await this.parts.database.source.query(
      `SELECT r.conversation_id AS conversationId, c.visitor_id AS visitorId, c.project_id AS projectId
       FROM flow_run r JOIN conversation c ON c.id = r.conversation_id
       WHERE r.due_at <= ? ORDER BY r.due_at, r.conversation_id LIMIT ${BATCH}`,
      [this.parts.clock().getTime()],
    );
    return rows.map(({ conversationId, visitorId, projectId }) => ({
      conversationId: String(conversationId),
      visitorId: String(visitorId),
      projectId: String(projectId),
    }));
  }

  private async wake(due: Due): Promise<void> {
    const { door, runner } = this.parts;
    this.type(due.conversationId, false);
    const body = async (work: Work) => {
      const [unit] = await VisitorChange.lockAll(work, [due.visitorId]);
      // Erased meanwhile.
      if (!unit) return;
      await runner.wake(unit, due.conversationId);
      await unit.save();
    };
    await door.write(due.projectId, body, { read: this.read, need: due } satisfies Needs<Due>);
  }

  // One function for all, so that the door can tell that it is the same.
  private readonly read = async (ahead: Ahead, needs: readonly Due[]): Promise<void> => {
    const conversationIds = needs.map(({ conversationId }) => conversationId);
    const visitorIds = needs.map(({ visitorId }) => visitorId);
    await Promise.all([readProject(ahead), readVisitors(ahead, visitorIds)]);
    await Promise.all([
      readConversations(ahead, conversationIds),
      this.parts.reader.read(ahead, conversationIds, []),
    ]);
  };

  private type(conversationId: Id, on: boolean): void {
    this.parts.gestures.show(conversationId, { kind: "TYPING", by: "BOT", agentId: null, on });
  }
}
