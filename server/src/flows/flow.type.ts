import { Field, ID, ObjectType } from "type-graphql";
import { JSONObject } from "../graphql/scalars.js";
import type { FlowDefinition } from "./flow.definition.js";

@ObjectType({ description: "A flow to begin with." })
export class FlowTemplate {
  @Field(() => ID, { description: "sales, support or lead." })
  id: string;

  @Field(() => String, { description: "What it is called." })
  name: string;

  @Field(() => String, { description: "What it does, in a sentence." })
  description: string;

  @Field(() => JSONObject, { description: "Its nodes by id, and where it starts." })
  definition: FlowDefinition;
}
