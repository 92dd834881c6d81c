// A visitor while its story is told: the marks that the product keeps in the visitor's row.
import { ACTORS, type ActorWord, STATUSES, type StatusWord } from "../visitors/visitor.status.js";
import type { Keys, Row } from "./tables.js";

export class SeededVisitor {
  readonly statusChanges: Row<"status_change">[] = [];
  status: StatusWord = "NEW";
  engaged = false;
  needsAttention = false;
  attentionSince: number | null = null;
  name: string | null = null;
  email: string | null = null;
  phone: string | null = null;
  startedAt: number;
  lastSeenAt: number;
  /** Opened, came online, went offline. */
  version = 3;

  constructor(
    readonly id: number,
    readonly firstSeenAt: number,
    private readonly keys: Keys,
  ) {
    this.startedAt = firstSeenAt;
    this.lastSeenAt = firstSeenAt;
  }

  waits(at: number): void {
    if (this.needsAttention) return;
    this.needsAttention = true;
    this.attentionSince = at;
  }

  answered(): void {
    this.needsAttention = false;
    this.attentionSince = null;
  }

  setStatus(at: number, status: StatusWord, actor: ActorWord, agentId: number | null): void {
    if (this.status === status) return;
    this.statusChanges.push({
      id: this.keys.take("status_change"),
      visitor_id: this.id,
      from_status: STATUSES.indexOf(this.status),
      to_status: STATUSES.indexOf(status),
      actor: ACTORS.indexOf(actor),
      agent_id: agentId,
      at,
    });
    this.status = status;
    if (actor !== "FLOW") this.version += 1;
  }
}
