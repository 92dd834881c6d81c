// A signed-in browser. The cookie holds the token; the database only its hash.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Key, Text } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Agent } from "./agent.entity.js";

@ObjectType({ description: "A browser in which the caller is signed in." })
@Entity("session")
@Index("session_token", ["tokenHash"], { unique: true })
@Index("session_agent", ["agentId"])
export class Session {
  @Field(() => ID, { description: "For revokeSession." })
  @Key()
  id: Id;

  @Text(64)
  tokenHash: string;

  @BelongsTo(() => Agent)
  agentId: Id;

  @Field(() => DateTime, { description: "When it was signed in. A session ends after 12 hours." })
  @Instant()
  createdAt: Date;

  @Field(() => DateTime, {
    name: "lastSeenAt",
    description:
      "When it was last used, to the minute; open live streams count. Without use it ends after 2 hours.",
  })
  @Instant()
  lastUsedAt: Date;

  @Field(() => String, { description: "The network address it was signed in from." })
  @Text(64)
  ip: string;

  @Text(512, { nullable: true })
  userAgent: string | null;
}
