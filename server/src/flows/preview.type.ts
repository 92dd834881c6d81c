import { Field, ObjectType } from "type-graphql";

@ObjectType({ description: "A flow that is being tried out, in a project of its own that nobody else sees." })
export class FlowPreview {
  @Field(() => String, { description: "What the widget takes for a project's key. It begins with pv_." })
  key: string;

  @Field(() => String, {
    description: "A page with the widget and nothing else. Only pages of this installation may frame it.",
  })
  url: string;
}
