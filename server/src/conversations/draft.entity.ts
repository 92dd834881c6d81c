// What an agent is writing to a visitor and has not sent, so that it can go on at another device. Nobody else's to see.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { Agent } from "../agents/index.js";
import { BelongsTo, type Id, Instant, LongText, Text } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Visitor } from "../visitors/index.js";

@ObjectType({
  description: "What the caller is writing to a visitor and has not sent. Nobody else's to see.",
})
@Entity("reply_draft")
@Index("reply_draft_visitor", ["visitorId"])
export class Draft {
  @BelongsTo(() => Agent, { primary: true })
  agentId: Id;

  @BelongsTo(() => Visitor, { primary: true })
  visitorId: Id;

  @Field(() => String, { description: "As it was typed." })
  @LongText()
  text: string;

  @Field(() => ID, { description: "Opaque; another one with every save." })
  @Text(16)
  version: string;

  @Field(() => DateTime, { description: "When its last letter was typed, by the server's clock." })
  @Instant()
  typedAt: Date;
}

@ObjectType({ description: "How a draft stands after a save." })
export class SavedDraft {
  @Field(() => Draft, {
    nullable: true,
    description: "What is kept now; null: nothing. Another text than the saved one: that was typed later.",
  })
  draft: Draft | null;

  @Field(() => String, {
    nullable: true,
    description: "A text from another device, unseen by this one, that gave way to what was saved.",
  })
  replaced: string | null;
}
