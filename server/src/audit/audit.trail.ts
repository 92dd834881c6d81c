// The audit log: written in the transaction of what it tells of, read a page at a time, let go when its days are over.
import { type EntityManager, In, IsNull, LessThan } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import { databaseFault } from "../database/fault.js";
import type { ApiContext } from "../graphql/context.js";
import { type AuditActionWord, type AuditDetails, AuditEntry } from "./audit-entry.entity.js";

export interface Deed extends AuditDetails {
  action: AuditActionWord;
  /** Null: an event of the installation. */
  projectId?: Id | null;
  /** Who did it, when that is not the caller. */
  agentId?: Id | null;
  subject?: string | null;
}

export interface AuditQuery {
  projectId: Id;
  /** Whose events of the installation are shown along with the project's own. */
  memberIds: readonly Id[];
  actions?: readonly AuditActionWord[] | null;
  agentId?: Id | null;
  /** Only what is older than this entry. */
  before?: Id | null;
  limit: number;
}

type Row = Omit<AuditEntry, "id" | "fields" | "count">;

const DAY = 24 * 3_600_000;
/** How long what is written later waits, in ms, and how much of it there may be. */
const LATER = 200;
const WAITING = 1_000;
/** Rows a statement: short enough to keep nobody waiting. */
const BATCH = 1_000;

export class AuditTrail {
  private waiting: Row[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    private readonly days: number,
    private readonly onFault: (error: unknown) => void,
  ) {}

  async record(
    context: ApiContext,
    deed: Deed,
    manager: EntityManager = this.database.source.manager,
  ): Promise<void> {
    await manager.insert(AuditEntry, this.row(context, deed));
  }

  /** For what must take as long whether it is written or not. */
  later(context: ApiContext, deed: Deed): void {
    if (this.waiting.length >= WAITING) return;
    this.waiting.push(this.row(context, deed));
    this.timer ??= setTimeout(() => void this.flush().catch(this.onFault), LATER);
    this.timer.unref();
  }

  async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const rows = this.waiting.splice(0);
    if (rows.length === 0) return;
    try {
      await this.database.source.manager.insert(AuditEntry, rows);
    } catch (error) {
      // While the database is away they wait for the next time.
      if (databaseFault(error)) this.waiting.unshift(...rows.slice(0, WAITING - this.waiting.length));
      throw error;
    }
  }

  /** Newest first. */
  async page({ projectId, memberIds, actions, agentId, before, limit }: AuditQuery): Promise<AuditEntry[]> {
    const { manager } = this.database.source;
    const conditions = {
      ...(before ? { id: LessThan(before) } : {}),
      ...(actions ? { action: In([...actions]) } : {}),
    };
    const people = agentId ? memberIds.filter((id) => id === agentId) : memberIds;
    const order = { id: "DESC" } as const;
    // Two walks down two indexes, where one statement with OR would sort the whole log.
    const [ofProject, ofMembers] = await Promise.all([
      manager.find(AuditEntry, {
        where: { projectId, ...conditions, ...(agentId ? { agentId } : {}) },
        order,
        take: limit,
      }),
      people.length === 0
        ? []
        : manager.find(AuditEntry, {
            where: { projectId: IsNull(), agentId: In([...people]), ...conditions },
            order,
            take: limit,
          }),
    ]);
    return [...ofProject, ...ofMembers]
      .sort((one, other) => Number(other.id) - Number(one.id))
      .slice(0, limit);
  }

  /** Lets go of what is older than the days it is kept. */
  async prune(signal?: AbortSignal): Promise<void> {
    const { source } = this.database;
    const before = this.clock().getTime() - this.days * DAY;
    while (!signal?.aborted) {
      const old: { id: Id }[] = await source.query(
        `SELECT id FROM audit_entry WHERE at < ? ORDER BY at LIMIT ${BATCH}`,
        [before],
      );
      if (old.length > 0)
        await source.manager.delete(AuditEntry, { id: In(old.map(({ id }) => String(id))) });
      if (old.length < BATCH) return;
    }
  }

  private row({ caller, connection }: ApiContext, deed: Deed): Row {
    const { action, projectId = null, agentId, subject = null, ...details } = deed;
    return {
      at: this.clock(),
      projectId,
      agentId: agentId !== undefined ? agentId : caller.kind === "agent" ? caller.agentId : null,
      tokenId: caller.kind === "token" ? caller.tokenId : null,
      action,
      ip: connection.ip.slice(0, 64),
      subject: subject?.slice(0, 320) ?? null,
      details,
    };
  }
}
