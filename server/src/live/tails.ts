// The tails of the projects that somebody follows: one a project, for as long as anybody uses it.
import type { Id } from "../database/columns.js";
import type { Bus } from "./bus.js";
import type { ChangeLog } from "./change-log.js";
import { Follower } from "./follower.js";
import { Tail } from "./tail.js";

/** A heartbeat is due at least every 15 s; a little sooner leaves room for a slow network. */
export const HEARTBEAT = 12_000;

export class Tails {
  private readonly tails = new Map<Id, Tail>();

  constructor(
    private readonly log: ChangeLog,
    private readonly bus: Bus,
    private readonly onFault: (error: unknown) => void,
    /** How often the database is asked without a hint, in ms. */
    private readonly heartbeat = HEARTBEAT,
  ) {
    bus.whenMissed(() => {
      for (const tail of this.tails.values()) tail.check();
    });
  }

  /** Follows a project behind `seq`. Call `close` when done. */
  async follow<Facts>(projectId: Id, seq: number): Promise<Follower<Facts>> {
    const tail = await this.use(projectId);
    return new Follower<Facts>(tail, null, seq, () => this.release(tail));
  }

  /**
   * Follows what happens to one visitor: it is woken for nothing else, however much happens. It stands where the project
   * stands when this resolves: read the visitor's state only then.
   */
  async followVisitor<Facts>(projectId: Id, visitorId: Id): Promise<Follower<Facts>> {
    const tail = await this.use(projectId);
    return new Follower<Facts>(tail, visitorId, tail.seq, () => this.release(tail));
  }

  /** Somebody has seen that the project's log goes on to `seq`. */
  hint(projectId: Id, seq: number): void {
    this.tails.get(projectId)?.hint(seq);
  }

  private async use(projectId: Id): Promise<Tail> {
    let tail = this.tails.get(projectId);
    if (!tail) {
      tail = new Tail(projectId, this.log, this.bus, this.heartbeat, this.onFault);
      this.tails.set(projectId, tail);
    }
    // Counted before the first wait: a tail that is about to be used is never let go.
    tail.users++;
    try {
      await tail.ready;
      return tail;
    } catch (error) {
      this.release(tail);
      throw error;
    }
  }

  private release(tail: Tail): void {
    if (--tail.users > 0) return;
    tail.close();
    if (this.tails.get(tail.projectId) === tail) this.tails.delete(tail.projectId);
  }
}
