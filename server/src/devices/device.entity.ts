// What a visitor looks at the site with.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Key, Text } from "../database/columns.js";
import { Visitor } from "../visitors/index.js";

@ObjectType({ description: "What a visitor looks at the site with." })
@Entity("device")
@Index("device_visitor", ["visitorId"])
export class Device {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @BelongsTo(() => Visitor)
  visitorId: Id;

  @Field(() => String, { description: "desktop, mobile, tablet, tv, bot or unknown." })
  @Text(16)
  type: string;

  @Field(() => String, {
    nullable: true,
    description: "Inner size of the window at the first opening, e.g. 1440x900.",
  })
  @Text(16, { nullable: true })
  viewport: string | null;

  @Field(() => String, { nullable: true, description: "Name and version, e.g. Firefox 151." })
  @Text(100, { nullable: true })
  browser: string | null;

  @Field(() => String, { nullable: true, description: "Name and version, e.g. macOS 15." })
  @Text(100, { nullable: true })
  os: string | null;

  @Field(() => String, { nullable: true, description: "The page that led to the site." })
  @Text(2048, { nullable: true })
  referrer: string | null;

  @Field(() => String, { nullable: true, description: "As the browser sent it, up to 512 characters." })
  @Text(512, { nullable: true })
  userAgent: string | null;

  @Instant()
  createdAt: Date;
}
