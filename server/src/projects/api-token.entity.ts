// What a program signs in with: good for one project, with one role. Only its hash is kept.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Key, OneOf, Ref, Text } from "../database/columns.js";
import type { Role as RoleWord } from "../graphql/context.js";
import { DateTime } from "../graphql/scalars.js";
import { Role } from "./membership.entity.js";
import { Project } from "./project.entity.js";

@ObjectType({ description: "What a program signs in with. Its secret is kept only as a hash." })
@Entity("api_token")
@Index("api_token_hash", ["tokenHash"], { unique: true })
@Index("api_token_project", ["projectId"])
export class ApiToken {
  @Field(() => ID, { description: "For revokeApiToken." })
  @Key()
  id: Id;

  @BelongsTo(() => Project)
  projectId: Id;

  @Field(() => String, { description: "What it is for." })
  @Text(200)
  name: string;

  @Field(() => Role, { description: "What it may do." })
  @OneOf(["ADMIN", "MANAGER"] as const)
  role: RoleWord;

  @Text(64)
  tokenHash: string;

  @Ref({ nullable: true })
  createdBy: Id | null;

  @Field(() => DateTime, { description: "When it was made." })
  @Instant()
  createdAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it was last used, to the minute; open live streams count. Null: never.",
  })
  @Instant({ nullable: true })
  lastUsedAt: Date | null;

  @Instant({ nullable: true })
  revokedAt: Date | null;
}
