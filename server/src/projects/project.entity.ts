// A site, or a group of sites, whose visitors are watched together. Nothing of one project shows in another.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { Flag, type Id, Instant, Json, Key, OneOf, Text, Whole } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { IDENTITY_MODES, IdentityMode, type IdentityModeWord } from "./identity-mode.js";
import { OfficeHours } from "./office-hours.js";

@ObjectType({ description: "A site, or a group of sites, whose visitors are watched together." })
@Entity("project")
@Index("project_key", ["key"], { unique: true })
export class Project {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @Field(() => String, { description: "At most 200 characters." })
  @Text(200)
  name: string;

  @Field(() => String, { description: "The public key that goes into the embed snippet." })
  @Text(64, { name: "public_key" })
  key: string;

  @Field(() => [String], {
    description:
      "Origins (https://shop.example.com) whose pages may carry the widget. The installation's own origin always may.",
  })
  @Json()
  allowedOrigins: string[];

  @Text(200)
  widgetTitle: string;

  @Field(() => String, {
    nullable: true,
    name: "greeting",
    description:
      "A line that stands above every conversation in the widget, whatever the flow says after it.",
  })
  @Text(1000, { nullable: true })
  widgetGreeting: string | null;

  @Field(() => String, {
    nullable: true,
    name: "color",
    description:
      "The widget's colour, #rrggbb in lower case; null is Atalaya's own. A colour that the page itself sets wins.",
  })
  @Text(16, { nullable: true })
  widgetColor: string | null;

  /** The language that the default flow speaks, and the widget where the page tells none. */
  @Text(16)
  locale: string;

  /** Hours of silence after which a returning visitor starts a new conversation. */
  @Whole({ default: 24 })
  silenceHours: number;

  /** Whether of visitors' addresses only the first 24 bits (48 of IPv6) are kept. */
  @Flag({ default: false })
  maskAddresses: boolean;

  /** Days after which visitors are erased, by status; a status that is absent is kept for good. */
  @Json({ nullable: true })
  retention: Partial<Record<string, number>> | null;

  @Field(() => IdentityMode, { description: "Whether the site may say, or must say, who its visitors are." })
  @OneOf(IDENTITY_MODES, { default: 0 })
  identityMode: IdentityModeWord;

  @Field(() => OfficeHours, { nullable: true, description: "When people are there; null: always." })
  @Json({ nullable: true })
  officeHours: OfficeHours | null;

  @Field(() => String, {
    nullable: true,
    description: "What a visitor is told who asks for a person outside the office hours.",
  })
  @Text(1000, { nullable: true })
  awayMessage: string | null;

  @Field(() => DateTime, { description: "When the project was made." })
  @Instant()
  createdAt: Date;
}
