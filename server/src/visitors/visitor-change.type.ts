// What a screen with a filter must do next.
import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Cursor } from "../graphql/scalars.js";
import { Visitor } from "./visitor.entity.js";
import { StatusCount } from "./visitor.page.js";

export enum ChangeKind {
  ENTER = "ENTER",
  UPDATE = "UPDATE",
  LEAVE = "LEAVE",
  COUNTS = "COUNTS",
  RESYNC = "RESYNC",
  HEARTBEAT = "HEARTBEAT",
}
registerEnumType(ChangeKind, {
  name: "ChangeKind",
  description: "What a change means for a screen with a filter.",
  valuesConfig: {
    ENTER: { description: "A visitor matches now and did not before." },
    UPDATE: { description: "A visitor still matches and changed." },
    LEAVE: { description: "A visitor no longer matches, or was erased." },
    COUNTS: { description: "Only the counts changed." },
    RESYNC: { description: "What happened cannot be told step by step: query afresh." },
    HEARTBEAT: {
      description: "Nothing happened; the head, so that a gap would be noticed. At least every 15 s.",
    },
  },
});

@ObjectType("VisitorChange", { description: "What a screen with this filter must do." })
export class VisitorChangeItem {
  @Field(() => ChangeKind, { description: "What it means for this filter." })
  kind: ChangeKind;

  @Field(() => Cursor, { description: "The place in the change feed: resume with `after`." })
  cursor: string;

  @Field(() => ID, { nullable: true, description: "ENTER, UPDATE and LEAVE: whose change it is." })
  visitorId?: string | null;

  // The same under every filter.
  @Extensions({ shared: true })
  @Field(() => Visitor, { nullable: true, description: "ENTER and UPDATE: the visitor as it is now." })
  visitor?: Visitor | null;

  @Field(() => [StatusCount], {
    nullable: true,
    description: "Under this filter less its status, as of the cursor; null on replayed items but the last.",
  })
  counts?: StatusCount[] | null;

  @Field(() => Int, {
    nullable: true,
    description: "Visitors who wait for an answer in the whole project; null like the counts.",
  })
  needingAttention?: number | null;
}
