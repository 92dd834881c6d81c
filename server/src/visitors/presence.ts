// Who is on the site now. A sign of life makes a visitor online; 15 s without one makes it offline. Both are logged changes.
// Each process says in the database whom it sees, once when the visitor comes and once when it is gone; a visitor is online
// while at least one process says so. All of that happens under the visitor's lock, so processes never contradict one another.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { WriteDoor } from "../database/write.js";
import { NotFound } from "../graphql/errors.js";
import type { Processes } from "../live/processes.js";
import { PresenceWriter } from "./presence.writer.js";

const EXPIRY = 15_000;
const SWEEP = 2_000;
/** Visitors of a dead process that are looked after at once. */
const BATCH = 1000;

class Guest {
  /** Open sockets of this visitor: each is a sign for as long as it is open. */
  sockets = 0;
  /** What the database holds of it; null: not known, since a write failed half way. */
  isStated: boolean | null = false;
  isBusy = false;

  constructor(
    readonly projectId: Id,
    public at: number,
  ) {}

  isHere(now: number): boolean {
    return this.sockets > 0 || now - this.at < EXPIRY;
  }
}

export class Presence {
  private readonly writer: PresenceWriter;
  private readonly guests = new Map<Id, Guest>();
  private readonly underWay = new Set<Promise<unknown>>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    door: WriteDoor,
    private readonly processes: Processes,
    private readonly clock: () => Date,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.writer = new PresenceWriter(door);
  }

  start(): void {
    this.processes.listen({
      replaced: () => {
        for (const guest of this.guests.values()) guest.isStated = false;
      },
      died: (processId) => this.takeOver(processId),
    });
    this.timer = setInterval(() => void this.sweep(), SWEEP);
    this.timer.unref();
  }

  /** What this process has said stays for a while, so that nobody is offline who comes back to another or to the next. */
  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await Promise.all(this.underWay);
  }

  /** The visitor did something. */
  sign(projectId: Id, visitorId: Id): void {
    this.meet(projectId, visitorId);
  }

  /** The visitor opened a socket; call what it returns when the socket closes. */
  attach(projectId: Id, visitorId: Id): () => void {
    const guest = this.meet(projectId, visitorId);
    guest.sockets++;
    return () => {
      guest.sockets--;
      guest.at = this.now;
    };
  }

  /** States what has changed by the clock, and what could not be stated before. */
  async sweep(): Promise<void> {
    const { now } = this;
    const due: Promise<unknown>[] = [];
    for (const [visitorId, guest] of this.guests)
      if (!guest.isBusy && !(guest.isStated && guest.isHere(now))) due.push(this.settle(visitorId, guest));
    const failed = (await Promise.all(due)).find((error) => error !== null);
    if (failed) this.onFault(failed);
  }

  private get now(): number {
    return this.clock().getTime();
  }

  private meet(projectId: Id, visitorId: Id): Guest {
    const known = this.guests.get(visitorId);
    if (known) {
      known.at = this.now;
      return known;
    }
    const guest = new Guest(projectId, this.now);
    this.guests.set(visitorId, guest);
    void this.settle(visitorId, guest).then((error) => error !== null && this.onFault(error));
    return guest;
  }

  private settle(visitorId: Id, guest: Guest): Promise<unknown> {
    const settled = this.state(visitorId, guest).finally(() => this.underWay.delete(settled));
    this.underWay.add(settled);
    return settled;
  }

  /** Writes until the database says what is so; answers with what went wrong. The next sweep tries again. */
  private async state(visitorId: Id, guest: Guest): Promise<unknown> {
    guest.isBusy = true;
    try {
      for (;;) {
        const isHere = guest.isHere(this.now);
        if (guest.isStated !== isHere) {
          const processId = this.processes.id;
          guest.isStated = null;
          await this.writer.write({ projectId: guest.projectId, visitorId, processId, isHere });
          guest.isStated = isHere && processId === this.processes.id;
        } else {
          if (!isHere) this.forget(visitorId, guest);
          return null;
        }
      }
    } catch (error) {
      if (!(error instanceof NotFound)) return error;
      // Erased meanwhile.
      this.forget(visitorId, guest);
      return null;
    } finally {
      guest.isBusy = false;
    }
  }

  private forget(visitorId: Id, guest: Guest): void {
    if (this.guests.get(visitorId) === guest) this.guests.delete(visitorId);
  }

  /** Whoever has not shown up elsewhere since the process died is gone. */
  private async takeOver(processId: Id): Promise<void> {
    for (;;) {
      const left: { visitorId: number | string; projectId: number | string }[] =
        await this.database.source.query(
          `SELECT p.visitor_id AS visitorId, v.project_id AS projectId FROM visitor_presence p
           JOIN visitor v ON v.id = p.visitor_id WHERE p.process_id = ? LIMIT ${BATCH}`,
          [processId],
        );
      if (left.length === 0) return;
      await Promise.all(
        left.map(({ visitorId, projectId }) =>
          this.writer.write({
            projectId: String(projectId),
            visitorId: String(visitorId),
            processId,
            isHere: false,
          }),
        ),
      );
    }
  }
}
