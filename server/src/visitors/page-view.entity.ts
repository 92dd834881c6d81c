// A page of the site that a visitor looked at.
import { Field, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Key, Text } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Visitor } from "./visitor.entity.js";

@ObjectType("Page", { description: "A page of the site that a visitor looked at." })
@Entity("page_view")
@Index("page_view_visitor", ["visitorId", "id"])
export class PageView {
  @Key()
  id: Id;

  @BelongsTo(() => Visitor)
  visitorId: Id;

  @Field(() => String, { description: "The page's address." })
  @Text(2048)
  url: string;

  @Field(() => String, { nullable: true, description: "The page's title." })
  @Text(300, { nullable: true })
  title: string | null;

  @Field(() => DateTime, { nullable: true, description: "When the visitor came to it." })
  @Instant()
  at: Date;
}
