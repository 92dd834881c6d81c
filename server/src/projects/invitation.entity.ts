// An invitation that waits for its answer. Accepted, declined or taken back it is deleted; the audit log remembers.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Key, OneOf, Ref, Text } from "../database/columns.js";
import type { Role as RoleWord } from "../graphql/context.js";
import { DateTime } from "../graphql/scalars.js";
import { Role } from "./membership.entity.js";
import { Project } from "./project.entity.js";

@ObjectType({ description: "An invitation that waits for its answer." })
@Entity("invitation")
@Index("invitation_token", ["tokenHash"], { unique: true })
@Index("invitation_address", ["projectId", "email"], { unique: true })
export class Invitation {
  @Field(() => ID, { description: "For cancelInvitation." })
  @Key()
  id: Id;

  @BelongsTo(() => Project)
  projectId: Id;

  @Field(() => String, { description: "Whom it is for: nobody with another address can accept it." })
  @Text(320)
  email: string;

  @Field(() => Role, { description: "What the new member will be." })
  @OneOf(["ADMIN", "MANAGER"] as const)
  role: RoleWord;

  @Text(64)
  tokenHash: string;

  @Ref()
  invitedBy: Id;

  @Field(() => DateTime, { description: "When it was made." })
  @Instant()
  createdAt: Date;

  @Field(() => DateTime, { description: "When it ends by itself: 7 days later." })
  @Instant()
  expiresAt: Date;
}
