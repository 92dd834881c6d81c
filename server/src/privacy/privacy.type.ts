import { Field, InputType, Int, ObjectType } from "type-graphql";
import { VisitorStatus } from "../visitors/index.js";

@ObjectType({ description: "How long visitors of one status are kept." })
export class RetentionRule {
  @Field(() => VisitorStatus, { description: "The status." })
  status: VisitorStatus;

  @Field(() => Int, {
    nullable: true,
    description:
      "Days after which they are erased, counted from when they were last seen; null: kept for good.",
  })
  days: number | null;
}

@ObjectType({ description: "What a project keeps of its visitors." })
export class Privacy {
  @Field(() => Boolean, {
    description: "Of visitors' addresses only the first 24 bits, or 48 of an IPv6 address, are kept.",
  })
  maskAddresses: boolean;

  @Field(() => [RetentionRule], { description: "One for each status." })
  retention: RetentionRule[];
}

@InputType({ description: "How long visitors of one status are to be kept." })
export class RetentionInput {
  @Field(() => VisitorStatus, { description: "The status." })
  status: VisitorStatus;

  @Field(() => Int, { nullable: true, description: "1 to 3,650 days; null: kept for good." })
  days?: number | null;
}

@ObjectType({ description: "What one step of an erasure did." })
export class Erasure {
  @Field(() => Int, { description: "Visitors that were erased." })
  erased: number;

  @Field(() => Int, {
    description: "Visitors under the filter that are still there: call again with this as expectedCount.",
  })
  remaining: number;
}
