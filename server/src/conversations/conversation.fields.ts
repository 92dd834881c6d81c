import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { LoaderFactory } from "../graphql/loader.js";
import type { ApiContext } from "../graphql/context.js";
import { pageSize } from "../graphql/page.js";
import { Agent } from "../agents/index.js";
import { Visitor } from "../visitors/index.js";
import { Conversation } from "./conversation.entity.js";
import type { ConversationLoaders } from "./conversation.loader.js";
import { MessageEvent } from "./message-event.type.js";
import { Message } from "./message.entity.js";

type Agents = LoaderFactory<string, Agent | null>;

@Resolver(() => Conversation)
export class ConversationFields {
  constructor(
    private readonly loaders: ConversationLoaders,
    private readonly visitors: LoaderFactory<string, Visitor | null>,
    private readonly agents: Agents,
  ) {}

  @FieldResolver(() => Visitor, { description: "Whose conversation it is." })
  visitor(@Ctx() context: ApiContext, @Root() conversation: Conversation): Promise<Visitor | null> {
    return context.loader(this.visitors).load(conversation.visitorId);
  }

  @FieldResolver(() => Agent, {
    nullable: true,
    description: "The agent who speaks; null while the flow or nobody does.",
  })
  assignee(@Ctx() context: ApiContext, @Root() conversation: Conversation): Promise<Agent | null> | null {
    return conversation.assigneeId ? context.loader(this.agents).load(conversation.assigneeId) : null;
  }

  @FieldResolver(() => [Message], { description: "Its messages, ascending seq." })
  messages(
    @Ctx() context: ApiContext,
    @Root() conversation: Conversation,
    @Arg("last", () => Int, { nullable: true, description: "The latest ones: default 50, at most 200." })
    last?: number,
    @Arg("before", () => Int, {
      nullable: true,
      description: "Only those with a smaller seq: pages back through the history.",
    })
    before?: number,
  ): Promise<Message[]> {
    const key = {
      conversationId: conversation.id,
      last: pageSize(last, "last", 50, 200),
      before: before ?? null,
    };
    return context.loader(this.loaders.messages).load(key);
  }
}

@Resolver(() => Message)
export class MessageFields {
  constructor(private readonly agents: Agents) {}

  @FieldResolver(() => Agent, { nullable: true, description: "AGENT: who wrote; null when a program did." })
  agent(@Ctx() context: ApiContext, @Root() message: Message): Promise<Agent | null> | null {
    return message.agentId ? context.loader(this.agents).load(message.agentId) : null;
  }

  @FieldResolver(() => MessageEvent, {
    nullable: true,
    description: "EVENT: what happened. Status changes are in statusHistory, never messages.",
  })
  async event(@Ctx() context: ApiContext, @Root() message: Message): Promise<MessageEvent | null> {
    if (!message.eventType) return null;
    return { type: message.eventType, agent: await this.agent(context, message) };
  }
}
