// A signed-in browser. The cookie holds the token; the database only its hash.
import { Entity, Index, JoinColumn, ManyToOne, type Relation } from "typeorm";
import { type Id, Instant, Key, Ref, Text } from "../database/columns.js";
import { Agent } from "./agent.entity.js";

@Entity("session")
@Index("session_token", ["tokenHash"], { unique: true })
@Index("session_agent", ["agentId"])
export class Session {
  @Key()
  id: Id;

  @Text(64)
  tokenHash: string;

  @Ref()
  agentId: Id;

  @ManyToOne(() => Agent, { onDelete: "CASCADE" })
  @JoinColumn({ name: "agent_id" })
  agent?: Relation<Agent>;

  @Instant()
  createdAt: Date;

  @Instant()
  lastUsedAt: Date;

  @Text(64)
  ip: string;

  @Text(512, { nullable: true })
  userAgent: string | null;
}
