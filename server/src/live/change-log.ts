// Reads the change log: its head, what came after a place, and the cursors that name places in it.
import { randomBytes } from "node:crypto";
import type { EntityManager } from "typeorm";
import { SAME_FACTS } from "../database/change.writer.js";
import type { Database } from "../database/data-source.js";
import type { Id } from "../database/columns.js";
import { readFact, settleFact, writeFact } from "../database/installation.entity.js";

export interface LoggedChange<Facts = object> {
  seq: number;
  type: string;
  visitorId: Id | null;
  conversationId: Id | null;
  messageSeq: number | null;
  before: Facts | null;
  after: Facts | null;
  at: Date;
}

export interface ProjectHead {
  seq: number;
  needingAttention: number;
}

const newEpoch = () => randomBytes(6).toString("hex");

export class ChangeLog {
  private constructor(
    private readonly database: Database,
    /** Random; new when a database is restored, so that old cursors are told apart from new ones. */
    readonly epoch: string,
  ) {}

  static async open(database: Database): Promise<ChangeLog> {
    const { manager } = database.source;
    const epoch = (await readFact(manager, "epoch")) ?? (await settleFact(manager, "epoch", newEpoch()));
    return new ChangeLog(database, epoch);
  }

  /**
   * After a restore the log goes on from an older place, and says other things under numbers that were given out before: with
   * a new epoch every cursor from before is known as stale.
   */
  static async renew(database: Database): Promise<void> {
    await writeFact(database.source.manager, "epoch", newEpoch());
  }

  async head(projectId: Id, manager: EntityManager = this.database.source.manager): Promise<ProjectHead> {
    const rows: { seq: number | string; needing_attention: number | string }[] = await manager.query(
      "SELECT seq, needing_attention FROM project_sequence WHERE project_id = ?",
      [projectId],
    );
    return { seq: Number(rows[0]?.seq ?? 0), needingAttention: Number(rows[0]?.needing_attention ?? 0) };
  }

  /** The seq of the oldest change that is still kept; head + 1 when the log is empty. */
  async oldest(projectId: Id, manager: EntityManager): Promise<number> {
    const rows: { seq: number | string | null }[] = await manager.query(
      "SELECT MIN(seq) AS seq FROM project_change WHERE project_id = ?",
      [projectId],
    );
    return rows[0]?.seq == null ? (await this.head(projectId, manager)).seq + 1 : Number(rows[0].seq);
  }

  async after<Facts>(
    projectId: Id,
    seq: number,
    limit: number,
    manager: EntityManager = this.database.source.manager,
  ): Promise<LoggedChange<Facts>[]> {
    const rows: RawChange[] = await manager.query(
      `SELECT seq, type, visitor_id, conversation_id, message_seq, before_facts, after_facts, at
       FROM project_change WHERE project_id = ? AND seq > ? ORDER BY seq LIMIT ${Math.trunc(limit)}`,
      [projectId, seq],
    );
    return rows.map((row) => {
      const facts = (text: string | null) => (text === null ? null : (JSON.parse(text) as Facts));
      const after = facts(row.after_facts);
      return {
        seq: Number(row.seq),
        type: row.type,
        visitorId: row.visitor_id === null ? null : String(row.visitor_id),
        conversationId: row.conversation_id === null ? null : String(row.conversation_id),
        messageSeq: row.message_seq,
        before: row.before_facts === SAME_FACTS ? after : facts(row.before_facts),
        after,
        at: new Date(Number(row.at)),
      };
    });
  }

  cursor(seq: number): string {
    return `${this.epoch}.${seq}`;
  }

  /** The seq that a cursor names; "stale" when it is of another epoch; null when it is no cursor of this feed. */
  place(cursor: string): number | "stale" | null {
    const match = /^([0-9a-f]{12})\.(\d{1,15})$/.exec(cursor);
    if (!match) return null;
    return match[1] === this.epoch ? Number(match[2]) : "stale";
  }
}

interface RawChange {
  seq: number | string;
  type: string;
  visitor_id: number | string | null;
  conversation_id: number | string | null;
  message_seq: number | null;
  before_facts: string | null;
  after_facts: string | null;
  at: number | string;
}
