// One talk with a visitor, from its first word to its close.
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, Flag, type Id, Instant, Key, OneOf, Ref, Whole } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Visitor } from "../visitors/index.js";
import { ConversationMode, MODES, type ModeWord } from "./conversation.words.js";

@ObjectType({ description: "One talk with a visitor." })
@Entity("conversation")
@Index("conversation_visitor", ["visitorId", "id"])
export class Conversation {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @Ref()
  projectId: Id;

  @BelongsTo(() => Visitor)
  visitorId: Id;

  @Field(() => ConversationMode, { description: "Who speaks with the visitor." })
  @OneOf(MODES)
  mode: ModeWord;

  @Ref({ nullable: true })
  assigneeId: Id | null;

  @Field(() => DateTime, { description: "When it began." })
  @Instant()
  startedAt: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was closed; null while it is not." })
  @Instant({ nullable: true })
  closedAt: Date | null;

  @Field(() => Int, { description: "Seq of its newest message; 0 when there is none." })
  @Whole({ default: 0 })
  lastSeq: number;

  @Field(() => Int, { description: "Visitor messages that no agent has seen." })
  @Whole({ default: 0 })
  unread: number;

  @Field(() => Boolean, {
    description: "The visitor spoke last, or asked for a person, and nobody has answered.",
  })
  @Flag({ default: false })
  needsAttention: boolean;

  @Field(() => Int, { description: "Seq of the newest message that the visitor has seen." })
  @Whole({ default: 0 })
  seenByVisitorSeq: number;

  @Field(() => Int, {
    description:
      "Seq of the newest message that is known to have reached the visitor's browser, seen or not: never less than seenByVisitorSeq.",
  })
  @Whole({ default: 0 })
  deliveredToVisitorSeq: number;

  @Whole({ default: 0 })
  seenByAgentSeq: number;

  @Instant()
  lastMessageAt: Date;
}
