import { Arg, Ctx, ID, Int, Mutation, Resolver, Root, Subscription } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { ConversationChange } from "./conversation-change.type.js";
import { Conversation } from "./conversation.entity.js";
import type { ConversationLive } from "./conversation.live.js";
import type { ConversationService } from "./conversation.service.js";
import { Message } from "./message.entity.js";

const conversationId = () => ID;

@Resolver(() => Conversation)
export class ConversationResolver {
  constructor(
    private readonly service: ConversationService,
    readonly live: ConversationLive,
  ) {}

  @Mutation(() => Message, {
    description:
      "Replies. The first reply joins and mutes the flow; on a CLOSED conversation it reopens. A known clientId answers with the original before any guard. With expectedLastSeq: CONFLICT only if something by another agent (a message, a join, a close) is newer.",
  })
  reply(
    @Ctx() context: ApiContext,
    @Arg("conversationId", conversationId, { description: "The conversation." }) id: string,
    @Arg("text", () => String, { description: "At most 4,000 characters." }) text: string,
    @Arg("clientId", () => ID, {
      description: "A UUID of the sender's: a retry with it never makes a second message.",
    })
    clientId: string,
    @Arg("expectedLastSeq", () => Int, { nullable: true, description: "The newest seq the sender has seen." })
    expectedLastSeq?: number,
    @Arg("draftVersion", () => ID, {
      nullable: true,
      description:
        "The version of the caller's draft that this was: it is cleared in the same transaction, unless another has been saved since.",
    })
    draftVersion?: string,
  ): Promise<Message> {
    return this.service.reply(context, id, { text, clientId, expectedLastSeq, draftVersion });
  }

  @Mutation(() => Conversation, {
    description: "Joins, or takes over from another agent; the flow falls silent.",
  })
  joinConversation(
    @Ctx() context: ApiContext,
    @Arg("conversationId", conversationId, { description: "The conversation." }) id: string,
  ): Promise<Conversation> {
    return this.service.join(context, id);
  }

  @Mutation(() => Conversation, {
    description: "Closes the conversation. The visitor's next message starts a new one.",
  })
  closeConversation(
    @Ctx() context: ApiContext,
    @Arg("conversationId", conversationId, { description: "The conversation." }) id: string,
  ): Promise<Conversation> {
    return this.service.close(context, id);
  }

  @Mutation(() => Conversation, { description: "Says that an agent has seen the messages up to seq." })
  markSeen(
    @Ctx() context: ApiContext,
    @Arg("conversationId", conversationId, { description: "The conversation." }) id: string,
    @Arg("seq", () => Int, { description: "The newest seq that was on the screen." }) seq: number,
  ): Promise<Conversation> {
    return this.service.markSeen(context, id, seq);
  }

  @Mutation(() => Boolean, {
    description:
      "Shows the visitor and colleagues that the agent types. Repeat every few seconds while it lasts.",
  })
  setTyping(
    @Ctx() context: ApiContext,
    @Arg("conversationId", conversationId, { description: "The conversation." }) id: string,
    @Arg("typing", () => Boolean, { description: "false: stopped." }) typing: boolean,
  ): Promise<boolean> {
    return this.service.setTyping(context, id, typing);
  }

  @Mutation(() => Boolean, { description: "Shows colleagues that the agent looks at the conversation." })
  setViewing(
    @Ctx() context: ApiContext,
    @Arg("conversationId", conversationId, { description: "The conversation." }) id: string,
    @Arg("viewing", () => Boolean, { description: "false: left." }) viewing: boolean,
  ): Promise<boolean> {
    return this.service.setViewing(context, id, viewing);
  }

  @Subscription(() => ConversationChange, {
    description:
      "Messages of one conversation after `after`, then one STATE with the whole of it, then live; each seq exactly once, in order.",
    subscribe: ({
      context,
      args,
    }: {
      context: ApiContext;
      args: { conversationId: string; after?: number | null };
    }) => context.resolver(ConversationResolver).live.changes(context, args.conversationId, args.after),
  })
  conversationChanges(
    @Root() change: ConversationChange,
    @Arg("conversationId", conversationId, { description: "The conversation." }) _id: string,
    @Arg("after", () => Int, {
      nullable: true,
      description: "The newest seq already known; absent: no replay.",
    })
    _after?: number,
  ): ConversationChange {
    return change;
  }
}
