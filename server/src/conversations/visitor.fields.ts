import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { Unavailable } from "../graphql/errors.js";
import { Visitor } from "../visitors/index.js";
import { Conversation } from "./conversation.entity.js";
import type { ConversationLoaders } from "./conversation.loader.js";

@Resolver(() => Visitor)
export class VisitorConversationFields {
  constructor(private readonly loaders: ConversationLoaders) {}

  @FieldResolver(() => Conversation, { description: "The present conversation." })
  async conversation(@Ctx() context: ApiContext, @Root() visitor: Visitor): Promise<Conversation> {
    const { conversationId } = visitor;
    const conversation =
      conversationId && (await context.loader(this.loaders.conversations).load(conversationId));
    // Every visitor has one: it was erased between the list's snapshot and now.
    if (!conversation) throw new Unavailable("A visitor was erased while this was read. Ask again.");
    return conversation;
  }

  @FieldResolver(() => [Conversation], { description: "Conversations, the latest 50, oldest first." })
  conversations(@Ctx() context: ApiContext, @Root() visitor: Visitor): Promise<Conversation[]> {
    return context.loader(this.loaders.ofVisitor).load(visitor.id);
  }
}
