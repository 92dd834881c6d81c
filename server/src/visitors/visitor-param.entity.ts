// A custom parameter of a visitor, from the SDK or from the page's address.
import { Field, ObjectType } from "type-graphql";
import { Entity, Index, PrimaryColumn } from "typeorm";
import { BelongsTo, Flag, type Id, Instant, OneOf, Ref, Text } from "../database/columns.js";
import { Visitor } from "./visitor.entity.js";
import { STATUSES, type StatusWord } from "./visitor.status.js";

export const PARAM_SOURCES = ["SDK", "URL"] as const;

@ObjectType("Param", { description: "A custom parameter of a visitor." })
@Entity("visitor_param")
@Index("visitor_param_match", ["projectId", "hash", "startedAt", "visitorId", "status", "engaged"])
export class VisitorParam {
  @BelongsTo(() => Visitor, { primary: true })
  visitorId: Id;

  @Field(() => String, { description: "At most 64 characters." })
  @PrimaryColumn({ name: "param_key", type: "varchar", length: 64 })
  key: string;

  @Ref()
  projectId: Id;

  @Field(() => String, { description: "At most 1,024 characters; numbers and booleans as text." })
  @Text(1024)
  value: string;

  /** Of key and value together: equality is looked up by this. */
  @Text(32)
  hash: string;

  @Field(() => String, { description: "SDK (set by the page's script) or URL (from the page's address)." })
  @OneOf(PARAM_SOURCES)
  source: (typeof PARAM_SOURCES)[number];

  // The visitor's own, so that those who have a parameter are found and counted in one index, in the order of the list.
  @Instant()
  startedAt: Date;

  @OneOf(STATUSES)
  status: StatusWord;

  @Flag()
  engaged: boolean;
}
