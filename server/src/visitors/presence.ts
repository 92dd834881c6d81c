// Who is on the site now. A sign of life makes a visitor online; 15 s without one makes it offline. Both are logged changes.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { WriteDoor } from "../database/write.js";
import { changeVisitor } from "./visitor.change.js";
import { Visitor } from "./visitor.entity.js";

const EXPIRY = 15_000;
const SWEEP = 2_000;

interface Sign {
  projectId: Id;
  at: number;
  /** Open sockets of this visitor: each is a sign for as long as it is open. */
  sockets: number;
}

export class Presence {
  private readonly signs = new Map<Id, Sign>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly door: WriteDoor,
    private readonly clock: () => Date,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Those whom an earlier run left online get the same 15 s to show up again. */
  async start(): Promise<void> {
    const left = await this.database.source.manager.find(Visitor, {
      where: { online: true },
      select: { id: true, projectId: true },
    });
    for (const { id, projectId } of left)
      if (!this.signs.has(id)) this.signs.set(id, { projectId, at: this.clock().getTime(), sockets: 0 });
    this.timer = setInterval(() => void this.sweep(), SWEEP);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** The visitor did something. */
  sign(projectId: Id, visitorId: Id): void {
    const known = this.signs.get(visitorId);
    if (known) known.at = this.clock().getTime();
    else {
      this.signs.set(visitorId, { projectId, at: this.clock().getTime(), sockets: 0 });
      void this.set(projectId, visitorId, true);
    }
  }

  /** The visitor opened a socket; call what it returns when the socket closes. */
  attach(projectId: Id, visitorId: Id): () => void {
    this.sign(projectId, visitorId);
    const sign = this.signs.get(visitorId);
    if (sign) sign.sockets++;
    return () => {
      if (!sign) return;
      sign.sockets--;
      sign.at = this.clock().getTime();
    };
  }

  async sweep(): Promise<void> {
    const now = this.clock().getTime();
    for (const [visitorId, sign] of this.signs) {
      if (sign.sockets > 0 || now - sign.at < EXPIRY) continue;
      this.signs.delete(visitorId);
      await this.set(sign.projectId, visitorId, false);
    }
  }

  private async set(projectId: Id, visitorId: Id, online: boolean): Promise<void> {
    try {
      await this.door.write(projectId, (work) =>
        changeVisitor(work, visitorId, async (unit) => {
          if (unit.visitor.online === online) return;
          if (online) unit.visitor.lastSeenAt = unit.now;
          unit.visitor.online = online;
          unit.note({ type: online ? "visitor.online" : "visitor.offline" });
        }),
      );
    } catch (error) {
      // Erased meanwhile, or the database is away: the next sign or the next start's sweep sets it right.
      // An open socket stays a sign, whatever became of the write.
      if (!this.signs.get(visitorId)?.sockets) this.signs.delete(visitorId);
      this.onFault(error);
    }
  }
}
