// The conversation as an agent's screen hears it.
import type { Id } from "../database/columns.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Unauthenticated } from "../graphql/errors.js";
import type { LoaderFactory } from "../graphql/loader.js";
import { stream } from "../live/stream.js";
import type { Agent } from "../agents/index.js";
import type { AccessService } from "../projects/index.js";
import { type ConversationChange, ConversationChangeKind } from "./conversation-change.type.js";
import type { ConversationFeed, ConversationItem } from "./conversation.feed.js";
import type { ConversationService } from "./conversation.service.js";
import { MessageAuthor } from "./conversation.words.js";

export class ConversationLive {
  constructor(
    private readonly feed: ConversationFeed,
    private readonly service: ConversationService,
    private readonly access: AccessService,
    private readonly agents: LoaderFactory<string, Agent | null>,
  ) {}

  async changes(context: ApiContext, id: Id, after: number | null | undefined) {
    const conversation = await this.service.require(context, id);
    if (after != null && after < 0) throw new BadUserInput("after is a seq: 0 or more.", { field: "after" });
    const check = async () => {
      context.forget();
      if (!(await context.isAlive())) throw new Unauthenticated("The session or token is no longer good.");
      await this.access.require(context, conversation.projectId);
    };
    return stream((signal) =>
      this.follow(context, this.feed.follow(conversation, after ?? null, signal, check, context.endings)),
    );
  }

  private async *follow(
    context: ApiContext,
    items: AsyncGenerator<ConversationItem, void>,
  ): AsyncGenerator<ConversationChange, void> {
    for await (const item of items) {
      context.forget();
      if (item.kind === "GESTURE") {
        const { kind, by, agentId, on } = item.gesture;
        const agent = agentId ? await context.loader(this.agents).load(agentId) : null;
        if (kind === "TYPING")
          yield { kind: ConversationChangeKind.TYPING, typing: on ? MessageAuthor[by] : null, agent };
        else if (on) yield { kind: ConversationChangeKind.VIEWING, agent };
      } else yield { ...item, kind: ConversationChangeKind[item.kind] };
    }
  }
}
