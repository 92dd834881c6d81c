// A visitor, or a range of addresses, that a project does not want to hear from until a moment.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Key, Ref, Text } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Project } from "../projects/index.js";
import { Visitor } from "../visitors/index.js";

@ObjectType({
  description:
    "Until it ends, the server is as good as away for this visitor or these addresses. They are not told, and what they write meanwhile stays with them.",
})
@Entity("visitor_block")
@Index("visitor_block_project", ["projectId", "until"])
@Index("visitor_block_visitor", ["visitorId"])
export class Block {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @BelongsTo(() => Project)
  projectId: Id;

  /** Null: a range of addresses. */
  @BelongsTo(() => Visitor, { nullable: true })
  visitorId: Id | null;

  @Field(() => String, {
    nullable: true,
    description: "The range of addresses that is blocked, e.g. 203.0.113.0/24; null: a visitor is.",
  })
  @Text(64, { nullable: true, name: "address_range" })
  range: string | null;

  @Field(() => DateTime, { description: "When it ends." })
  @Instant({ name: "ends_at" })
  until: Date;

  /** Null: a program did. */
  @Ref({ nullable: true })
  createdBy: Id | null;

  @Field(() => DateTime, { description: "When it was made." })
  @Instant()
  createdAt: Date;
}
