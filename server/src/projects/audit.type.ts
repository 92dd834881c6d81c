import { Field, ID, InputType, ObjectType } from "type-graphql";
import { AuditAction, type AuditActionWord, AuditEntry } from "../audit/index.js";
import { Cursor } from "../graphql/scalars.js";

@InputType({ description: "Which entries of the audit log; every condition is ANDed." })
export class AuditFilter {
  @Field(() => [AuditAction], { nullable: true, description: "Any of these." })
  actions?: AuditActionWord[] | null;

  @Field(() => ID, { nullable: true, description: "What this agent did." })
  agentId?: string | null;
}

@ObjectType({ description: "A piece of the audit log, the newest first." })
export class AuditPage {
  @Field(() => [AuditEntry], { description: "The entries." })
  nodes: AuditEntry[];

  @Field(() => Cursor, { nullable: true, description: "For `after`; null on an empty page." })
  endCursor: string | null;

  @Field(() => Boolean, { description: "Whether older entries follow." })
  hasNextPage: boolean;
}
