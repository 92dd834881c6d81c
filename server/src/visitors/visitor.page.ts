// The shapes in which the list answers.
import { Field, Int, ObjectType } from "type-graphql";
import { PageInfo } from "../graphql/page.js";
import { Cursor } from "../graphql/scalars.js";
import { Visitor } from "./visitor.entity.js";
import { FilterCondition } from "./visitor.input.js";
import { VisitorStatus } from "./visitor.status.js";

@ObjectType({ description: "A visitor's place in the list." })
export class VisitorEdge {
  @Field(() => Cursor, { description: "For `after` and `before` of the same list." })
  cursor: string;

  @Field(() => Visitor, { description: "The visitor." })
  node: Visitor;
}

@ObjectType({ description: "How many visitors have one status." })
export class StatusCount {
  @Field(() => VisitorStatus, { description: "The status." })
  status: VisitorStatus;

  @Field(() => Int, { description: "Rows that match the filter less its status, and have this one." })
  count: number;
}

@ObjectType({
  description: "A page of visitors, newest first. Head, rows and counts are read in one snapshot.",
})
export class VisitorConnection {
  @Field(() => [VisitorEdge], { description: "The rows with their cursors." })
  edges: VisitorEdge[];

  @Field(() => [Visitor], { description: "The rows." })
  nodes: Visitor[];

  @Field(() => PageInfo, { description: "Where the page stands." })
  pageInfo: PageInfo;

  @Field(() => Int, { description: "Rows that match the whole filter." })
  totalCount: number;

  @Field(() => Int, { description: "Place of the first row among them, from 0." })
  firstIndex: number;

  @Field(() => [StatusCount], {
    description: "Five rows, one a status: what each tab holds under this filter.",
  })
  counts: StatusCount[];

  @Field(() => Int, {
    description: "Visitors who wait for an answer, in the whole project, whatever the filter.",
  })
  needingAttention: number;

  @Field(() => Cursor, {
    description: "Head of the change feed at this snapshot: pass it to visitorChanges(after:).",
  })
  cursor: string;
}

@ObjectType({ description: "What one condition of the filter keeps out." })
export class FilterHint {
  @Field(() => FilterCondition, { description: "The condition." })
  condition: FilterCondition;

  @Field(() => Int, { description: "How many rows of this status it keeps out, taken by itself." })
  excludes: number;

  @Field(() => Int, { description: "How many rows would show without it." })
  showsWithout: number;
}

@ObjectType({ description: "Why a list is empty." })
export class EmptyExplanation {
  @Field(() => Int, {
    description: "All rows with this status, or of the project when no status was asked for.",
  })
  total: number;

  @Field(() => [FilterHint], { description: "One for each condition but the status." })
  hints: FilterHint[];
}
