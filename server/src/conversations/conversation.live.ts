// The conversation as an agent's screen hears it.
import type { Id } from "../database/columns.js";
import type { Agent } from "../agents/index.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import { type LoaderFactory, LoaderScope } from "../graphql/loader.js";
import type { Permit } from "../live/feed.js";
import type { Grants } from "../projects/index.js";
import { type ConversationChange, ConversationChangeKind } from "./conversation-change.type.js";
import type { Conversation } from "./conversation.entity.js";
import { ConversationFeed, type ConversationFeedParts, type ConversationItem } from "./conversation.feed.js";
import type { ConversationService } from "./conversation.service.js";

type Agents = LoaderFactory<string, Agent | null>;

export class ConversationLive {
  constructor(
    private readonly service: ConversationService,
    private readonly grants: Grants,
    private readonly parts: ConversationFeedParts,
    private readonly agents: Agents,
  ) {}

  async changes(context: ApiContext, id: Id, after: number | null | undefined): Promise<AgentFeed> {
    const conversation = await this.service.require(context, id);
    if (after != null && after < 0) throw new BadUserInput("after is a seq: 0 or more.", { field: "after" });
    const grant = await this.grants.open(context, conversation.projectId);
    const agentId = context.caller.kind === "agent" ? context.caller.agentId : null;
    return new AgentFeed(grant, this.parts, conversation, after ?? null, agentId, this.agents);
  }
}

class AgentFeed extends ConversationFeed<ConversationChange> {
  constructor(
    permit: Permit,
    parts: ConversationFeedParts,
    private readonly conversation: Conversation,
    after: number | null,
    private readonly agentId: string | null,
    private readonly agents: Agents,
  ) {
    super(permit, parts, conversation, after);
  }

  /** With the last of an agent's streams ends what it shows of itself there. */
  override attend(): () => void {
    if (!this.agentId) return super.attend();
    return this.parts.gestures.watch(this.conversation.id, this.agentId);
  }

  protected async shape(
    item: ConversationItem,
    _before: Conversation | null,
    scope: LoaderScope | null,
  ): Promise<ConversationChange | null> {
    if (item.kind !== "GESTURE") return { ...item, kind: ConversationChangeKind[item.kind] };
    const { kind, by, agentId, on } = item.gesture;
    // That the flow pauses is played to the visitor alone.
    if (by === "BOT") return null;
    const loader = (scope ?? new LoaderScope()).of(this.agents);
    const agent = agentId ? await loader.load(agentId) : null;
    if (kind === "TYPING") return { kind: ConversationChangeKind.TYPING, typing: on ? by : null, agent };
    const viewers = await Promise.all(item.viewers.map((viewer) => loader.load(viewer)));
    return {
      kind: ConversationChangeKind.VIEWING,
      agent,
      viewers: viewers.filter((viewer) => viewer !== null),
    };
  }

  protected plain(kind: "RESYNC" | "HEARTBEAT"): ConversationChange {
    return { kind: ConversationChangeKind[kind] };
  }
}
