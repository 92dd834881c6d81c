import { Arg, Ctx, ID, Mutation, Resolver } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { Conversation } from "../conversations/index.js";
import type { FlowService } from "./flow.service.js";

@Resolver(() => Conversation)
export class FlowResolver {
  constructor(private readonly flows: FlowService) {}

  @Mutation(() => Conversation, {
    description: "Gives the conversation back to the flow, which goes on where it was left.",
  })
  handBack(
    @Ctx() context: ApiContext,
    @Arg("conversationId", () => ID, { description: "The conversation." }) conversationId: string,
  ): Promise<Conversation> {
    return this.flows.handBack(context, conversationId);
  }
}
