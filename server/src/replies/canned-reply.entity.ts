// Words that a project's people say often, kept under a short name.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Key, LongText, Text } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Project } from "../projects/index.js";

@ObjectType({ description: "Words that a project's people say often, kept under a short name." })
@Entity("canned_reply")
@Index("canned_reply_shortcut", ["projectId", "folded"], { unique: true })
export class CannedReply {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @BelongsTo(() => Project)
  projectId: Id;

  @Field(() => String, {
    description: "What one types after / to find it: 1 to 32 letters, digits, - or _, once in a project.",
  })
  @Text(32)
  shortcut: string;

  /** The shortcut without case and accents: two that only differ in these are one to who types them. */
  @Text(64)
  folded: string;

  @Field(() => String, {
    description:
      "What is said, at most 4,000 characters. A client fills {{visitor.name}}, {{visitor.firstName}}, {{visitor.email}}, {{agent.name}}, {{project.name}} and {{param.KEY}} before it is sent.",
  })
  @LongText()
  text: string;

  @Field(() => DateTime, { description: "When it was written or last changed." })
  @Instant()
  updatedAt: Date;
}
