import { Field, ObjectType } from "type-graphql";
import { Cursor, DateTime } from "../graphql/scalars.js";

@ObjectType({ description: "One entry of the durable change feed." })
export class Change {
  @Field(() => Cursor, { description: "Its place: pass the last one you have handled as `after`." })
  cursor: string;

  @Field(() => String, {
    description:
      "What happened: visitor.opened, visitor.status, visitor.params, visitor.online, visitor.offline, visitor.restarted, visitor.verified, visitor.blocked, visitor.unblocked, visitor.masked, visitor.erased, conversation.started, conversation.delivered, conversation.seen, message, or counters.rebuilt, which is no visitor's. More may come.",
  })
  type: string;

  @Field(() => DateTime, { description: "When." })
  at: Date;

  visitorId: string | null;
  conversationId: string | null;
  messageSeq: number | null;
}

@ObjectType({ description: "A page of the change feed, oldest first." })
export class ChangePage {
  @Field(() => [Change], { description: "The changes." })
  nodes: Change[];

  @Field(() => Cursor, { description: "Where the page ends: pass it as `after` for the next." })
  endCursor: string;

  @Field(() => Boolean, { description: "Whether more is there already." })
  hasNextPage: boolean;
}
