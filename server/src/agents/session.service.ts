// Who is signed in where. A session ends after 12 hours, or after 2 without use.
import { type EntityManager, In, LessThan, Not } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import { type Bus, sessionTopic } from "../live/bus.js";
import { hashSecret, makeSecret } from "./secret.js";
import { Session } from "./session.entity.js";

const HOUR = 3_600_000;
const ABSOLUTE = 12 * HOUR;
const IDLE = 2 * HOUR;
/** How stale "last used" may get: a write at most this often. */
const TOUCH = 60_000;
/** How many are listed: whoever signs in over and over must not make the list grow. */
const LISTED = 100;

export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    private readonly bus: Bus,
  ) {}

  /** Answers with the session, and the token for its cookie. */
  async begin(
    agentId: Id,
    facts: { ip: string; userAgent: string | null },
    manager: EntityManager = this.database.source.manager,
  ): Promise<{ id: Id; token: string }> {
    const token = makeSecret();
    const now = this.clock();
    const { identifiers } = await manager.insert(Session, {
      tokenHash: hashSecret(token),
      agentId,
      createdAt: now,
      lastUsedAt: now,
      ip: facts.ip.slice(0, 64),
      userAgent: facts.userAgent?.slice(0, 512) ?? null,
    });
    return { id: String(identifiers[0]?.id), token };
  }

  async find(token: string): Promise<{ id: Id; agentId: Id } | null> {
    const { manager } = this.database.source;
    const session = await manager.findOneBy(Session, { tokenHash: hashSecret(token) });
    if (!session || !this.isGood(session)) return null;
    const now = this.clock();
    if (now.getTime() - session.lastUsedAt.getTime() > TOUCH)
      await manager.update(Session, { id: session.id }, { lastUsedAt: now });
    return { id: session.id, agentId: session.agentId };
  }

  /** Those of these sessions whose streams may go on; an open stream counts as use. */
  async alive(ids: readonly Id[]): Promise<ReadonlySet<Id>> {
    if (ids.length === 0) return new Set();
    const { manager } = this.database.source;
    const good = (await manager.findBy(Session, { id: In([...new Set(ids)]) })).filter((each) =>
      this.isGood(each),
    );
    const now = this.clock();
    const stale = good.filter((each) => now.getTime() - each.lastUsedAt.getTime() > TOUCH);
    if (stale.length > 0)
      await manager.update(Session, { id: In(stale.map(({ id }) => id)) }, { lastUsedAt: now });
    return new Set(good.map(({ id }) => id));
  }

  /** Those of the agent that are good, the latest used first. */
  async of(agentId: Id): Promise<Session[]> {
    const all = await this.database.source.manager.find(Session, {
      where: { agentId },
      order: { lastUsedAt: "DESC", id: "DESC" },
      take: LISTED,
    });
    return all.filter((each) => this.isGood(each));
  }

  /** Takes one of the agent's own out of the database; false when there is none such. `tell` comes after the commit. */
  async take(agentId: Id, sessionId: Id, manager: EntityManager): Promise<boolean> {
    return (await manager.delete(Session, { id: sessionId, agentId })).affected === 1;
  }

  /** The same for all but this one; answers with which they were. */
  async takeOthers(agentId: Id, sessionId: Id, manager: EntityManager): Promise<Id[]> {
    const others = { agentId, id: Not(sessionId) };
    const ids = (await manager.find(Session, { select: { id: true }, where: others })).map(({ id }) => id);
    // Not by their ids: whoever signs in over and over could make a list that no statement holds, and that nobody could end.
    await manager.delete(Session, others);
    return ids;
  }

  /** What these sessions have open is looked at again, in every process. */
  tell(ids: readonly Id[]): void {
    for (const id of ids) this.bus.publish(sessionTopic(id), null);
  }

  async prune(): Promise<void> {
    const before = new Date(this.clock().getTime() - ABSOLUTE);
    await this.database.source.manager.delete(Session, { createdAt: LessThan(before) });
  }

  private isGood(session: Session): boolean {
    const now = this.clock().getTime();
    return now - session.createdAt.getTime() < ABSOLUTE && now - session.lastUsedAt.getTime() < IDLE;
  }
}
