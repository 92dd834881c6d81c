// One change of a visitor's status: who or what, when, from which to which.
import { Field, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Key, OneOf, Ref } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Visitor } from "./visitor.entity.js";
import {
  ACTORS,
  type ActorWord,
  STATUSES,
  StatusActor,
  type StatusWord,
  VisitorStatus,
} from "./visitor.status.js";

@ObjectType({ description: "One change of a visitor's status." })
@Entity("status_change")
@Index("status_change_visitor", ["visitorId", "id"])
export class StatusChange {
  @Key()
  id: Id;

  @BelongsTo(() => Visitor)
  visitorId: Id;

  @Field(() => VisitorStatus, { name: "from", description: "The status before." })
  @OneOf(STATUSES)
  fromStatus: StatusWord;

  @Field(() => VisitorStatus, { name: "to", description: "The status after." })
  @OneOf(STATUSES)
  toStatus: StatusWord;

  @Field(() => StatusActor, { description: "Who or what made the change." })
  @OneOf(ACTORS)
  actor: ActorWord;

  @Ref({ nullable: true })
  agentId: Id | null;

  @Field(() => DateTime, { description: "When." })
  @Instant()
  at: Date;
}
