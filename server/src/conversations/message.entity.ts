// One entry of a conversation. Entries are only ever added.
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import {
  BelongsTo,
  type Id,
  Instant,
  Json,
  Key,
  LongText,
  OneOf,
  Ref,
  Text,
  Whole,
} from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Conversation } from "./conversation.entity.js";
import {
  AUTHORS,
  type AuthorWord,
  EVENTS,
  type EventWord,
  KINDS,
  type KindWord,
  MessageAuthor,
  MessageKind,
} from "./conversation.words.js";

@ObjectType({ description: "One entry of a conversation." })
@Entity("message")
@Index("message_seq", ["conversationId", "seq"], { unique: true })
@Index("message_client", ["conversationId", "clientId"], { unique: true })
export class Message {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @BelongsTo(() => Conversation)
  conversationId: Id;

  @Field(() => Int, { description: "1, 2, 3 … within the conversation, without gaps." })
  @Whole()
  seq: number;

  @Field(() => MessageAuthor, { description: "Who said it." })
  @OneOf(AUTHORS)
  author: AuthorWord;

  @Ref({ nullable: true })
  agentId: Id | null;

  @Field(() => MessageKind, { description: "What kind of entry it is." })
  @OneOf(KINDS)
  kind: KindWord;

  @Field(() => String, {
    nullable: true,
    description: "The words, as plain text; the label for OPTION_CHOSEN.",
  })
  @LongText({ nullable: true })
  text: string | null;

  @Field(() => [String], { nullable: true, description: "OPTIONS: what can be chosen." })
  @Json({ nullable: true })
  options: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description: "OPTION_CHOSEN: which one, from 0, of the message replyTo.",
  })
  @Whole({ nullable: true })
  optionIndex: number | null;

  @Field(() => ID, {
    nullable: true,
    description: "OPTION_CHOSEN and FORM_SUBMITTED: the message it answers.",
  })
  @Ref({ nullable: true })
  replyTo: Id | null;

  /** FORM: what was asked. The forms room gives it its type. */
  @Json({ nullable: true })
  formSpec: object | null;

  @Ref({ nullable: true })
  submissionId: Id | null;

  @OneOf(EVENTS, { nullable: true })
  eventType: EventWord | null;

  @Field(() => ID, {
    nullable: true,
    description: "The sender's own id: a retry never makes a second message.",
  })
  @Text(36, { nullable: true })
  clientId: Id | null;

  @Field(() => DateTime, { description: "When it was said." })
  @Instant()
  createdAt: Date;
}
