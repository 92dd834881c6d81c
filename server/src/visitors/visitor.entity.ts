// Somebody who has opened the widget. The row holds all that a list shows, sorts and filters by.
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import {
  BelongsTo,
  Flag,
  type Id,
  Instant,
  Key,
  LongText,
  OneOf,
  Ref,
  Text,
  Whole,
} from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Project } from "../projects/index.js";
import { STATUSES, type StatusWord, VisitorStatus } from "./visitor.status.js";

@ObjectType({ description: "Somebody who has opened the widget of a project's site." })
@Entity("visitor")
@Index("visitor_list", ["projectId", "startedAt", "id", "status", "engaged"])
@Index("visitor_tab", ["projectId", "status", "startedAt", "id", "engaged"])
@Index("visitor_engaged", ["projectId", "engaged", "status", "startedAt", "id"])
@Index("visitor_attention", ["projectId", "needsAttention", "startedAt", "id", "status", "engaged"])
@Index("visitor_online", ["projectId", "online", "startedAt", "id", "status", "engaged"])
@Index("visitor_number", ["projectId", "number"], { unique: true })
@Index("visitor_token", ["tokenHash"], { unique: true })
export class Visitor {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @BelongsTo(() => Project)
  projectId: Id;

  @Field(() => Int, { description: '1, 2, 3 … within the project: "Visitor #12".' })
  @Whole({ nullable: true })
  number: number;

  @Field(() => VisitorStatus, { description: "How far the visitor has come." })
  @OneOf(STATUSES)
  status: StatusWord;

  @Field(() => Int, {
    description:
      "Grows with every change of anything a list row shows: apply a change only if its version is newer.",
  })
  @Whole({ default: 1 })
  version: number;

  @Field(() => String, { nullable: true, description: "Latest non-empty value from a form." })
  @Text(200, { nullable: true })
  name: string | null;

  @Field(() => String, { nullable: true, description: "Latest non-empty value from a form." })
  @Text(320, { nullable: true })
  email: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Latest non-empty value from a form, as it was typed.",
  })
  @Text(64, { nullable: true })
  phone: string | null;

  /** The site's own id of the person: who has one is verified. */
  @Text(200, { nullable: true })
  externalId: string | null;

  /** What the site says, apart from what was typed. */
  @Text(200, { nullable: true })
  verifiedName: string | null;

  @Text(320, { nullable: true })
  verifiedEmail: string | null;

  @Instant({ nullable: true })
  verifiedAt: Date | null;

  /** Name, e-mail and phone, typed and verified, the phone's digits and the site's id, normalised: what the search looks into. */
  @LongText()
  search: string;

  @Field(() => Boolean, {
    description: "Chose an option, submitted a form, or sent a message; never turns false again.",
  })
  @Flag({ default: false })
  engaged: boolean;

  @Field(() => DateTime, { description: "First opening of the widget." })
  @Instant()
  firstSeenAt: Date;

  @Field(() => DateTime, { description: "Start of the present conversation: what lists sort and filter by." })
  @Instant()
  startedAt: Date;

  @Field(() => DateTime, { description: "Last sign of life." })
  @Instant()
  lastSeenAt: Date;

  @Field(() => Boolean, { description: "On the site now. Turns false 15 s after the last sign." })
  @Flag({ default: false })
  online: boolean;

  @Field(() => Boolean, {
    description: "The visitor spoke last, or asked for a person, and nobody has answered.",
  })
  @Flag({ default: false })
  needsAttention: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description: "Since when the visitor waits for an answer; null when not waiting.",
  })
  @Instant({ nullable: true })
  attentionSince: Date | null;

  @Text(200, { nullable: true })
  city: string | null;

  @Text(200, { nullable: true })
  region: string | null;

  @Text(200, { nullable: true })
  country: string | null;

  @Text(2, { nullable: true })
  countryCode: string | null;

  @Text(64, { nullable: true })
  timeZone: string | null;

  @Text(64, { nullable: true })
  ip: string | null;

  /** Language of the visitor's browser. */
  @Text(35, { nullable: true })
  locale: string | null;

  @Text(64)
  tokenHash: string;

  /** The present conversation; that room comes after this one, so there is no foreign key. */
  @Ref({ nullable: true })
  conversationId: Id | null;
}
