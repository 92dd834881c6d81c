// The durable log of everything a client may see to change, and the per-project counter that orders it.
import { Entity, Index, PrimaryColumn } from "typeorm";
import { type Id, Instant, Json, Ref, Text, Whole } from "../database/columns.js";

@Entity("project_change")
@Index("project_change_visitor", ["projectId", "visitorId"])
@Index("project_change_at", ["projectId", "at"])
export class ProjectChange {
  @Ref({ primary: true })
  projectId: Id;

  @PrimaryColumn({ type: "bigint" })
  seq: number;

  @Text(32)
  type: string;

  @Ref({ nullable: true })
  visitorId: Id | null;

  @Ref({ nullable: true })
  conversationId: Id | null;

  @Whole({ nullable: true })
  messageSeq: number | null;

  @Json({ nullable: true })
  beforeFacts: object | null;

  @Json({ nullable: true })
  afterFacts: object | null;

  @Instant()
  at: Date;
}

@Entity("project_sequence")
export class ProjectSequence {
  @Ref({ primary: true })
  projectId: Id;

  /** Seq of the newest change: locked last in every writing transaction. */
  @Ref({ default: 0 })
  seq: Id;

  /** Number of the newest visitor: "Visitor #12". */
  @Whole({ default: 0 })
  visitors: number;

  /** Visitors who wait for an answer. */
  @Whole({ default: 0 })
  needingAttention: number;
}
