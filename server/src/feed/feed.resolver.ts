import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { LoaderFactory } from "../graphql/loader.js";
import type { ApiContext } from "../graphql/context.js";
import { Cursor } from "../graphql/scalars.js";
import { Conversation, type ConversationLoaders, Message } from "../conversations/index.js";
import { Visitor } from "../visitors/index.js";
import { Change, ChangePage } from "./change.type.js";
import type { FeedService } from "./feed.service.js";

@Resolver(() => Change)
export class FeedResolver {
  constructor(
    private readonly feed: FeedService,
    private readonly visitors: LoaderFactory<string, Visitor | null>,
    private readonly conversations: ConversationLoaders,
  ) {}

  @Query(() => ChangePage, {
    description:
      "The durable feed of everything that changed in a project, for cron jobs and servers. Without `after`: from the oldest change that is kept.",
  })
  changes(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("after", () => Cursor, { nullable: true, description: "The last change already handled." })
    after?: string,
    @Arg("first", () => Int, { nullable: true, description: "Default 50, at most 100." }) first?: number,
  ): Promise<ChangePage> {
    return this.feed.page(context, projectId, after, first);
  }

  @FieldResolver(() => Visitor, {
    nullable: true,
    description: "The visitor as it is now; null when it was erased since.",
  })
  visitor(@Ctx() context: ApiContext, @Root() change: Change): Promise<Visitor | null> | null {
    return change.visitorId ? context.loader(this.visitors).load(change.visitorId) : null;
  }

  @FieldResolver(() => Conversation, {
    nullable: true,
    description: "The conversation as it is now, when the change was in one.",
  })
  conversation(@Ctx() context: ApiContext, @Root() change: Change): Promise<Conversation | null> | null {
    return change.conversationId
      ? context.loader(this.conversations.conversations).load(change.conversationId)
      : null;
  }

  @FieldResolver(() => Message, { nullable: true, description: "message: the message." })
  async message(@Ctx() context: ApiContext, @Root() change: Change): Promise<Message | null> {
    const { conversationId, messageSeq } = change;
    if (!conversationId || messageSeq === null) return null;
    const key = { conversationId, last: 1, before: messageSeq + 1 };
    return (await context.loader(this.conversations.messages).load(key))[0] ?? null;
  }
}
