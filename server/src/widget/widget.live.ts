// The conversation as the widget hears it. While it listens, its visitor is on the site.
import type { Agent } from "../agents/index.js";
import {
  type Conversation,
  ConversationFeed,
  type ConversationFeedParts,
  type ConversationItem,
} from "../conversations/index.js";
import type { Id } from "../database/columns.js";
import type { SignedOnly } from "../identity/index.js";
import type { Project } from "../projects/index.js";
import type { WidgetContext } from "../graphql/context.js";
import { BadUserInput, Unauthenticated } from "../graphql/errors.js";
import { type LoaderFactory, LoaderScope } from "../graphql/loader.js";
import type { Presence, Visitor } from "../visitors/index.js";
import type { WidgetService } from "./widget.service.js";
import type { WidgetSessions } from "./widget.session.js";
import { type WidgetEvent, WidgetEventKind } from "./widget.type.js";

export interface WidgetFeedParts extends ConversationFeedParts {
  service: WidgetService;
  sessions: WidgetSessions;
  presence: Presence;
  signedOnly: SignedOnly;
  agents: LoaderFactory<string, Agent | null>;
  projects: LoaderFactory<string, Project | null>;
}

export interface EventsArgs {
  after?: number | null;
  conversationId?: string | null;
}

export class WidgetLive {
  constructor(private readonly parts: WidgetFeedParts) {}

  async events(context: WidgetContext, { after, conversationId }: EventsArgs): Promise<WidgetFeed> {
    if (after != null && after < 0) throw new BadUserInput("after is a seq: 0 or more.", { field: "after" });
    const visitor = await this.parts.service.require(context);
    const conversation = await this.parts.service.conversationOf(visitor);
    // The same seq may stand in another conversation, which began in another tab: nothing can be told behind it.
    const isOther = conversationId != null && conversationId !== conversation.id;
    return new WidgetFeed(this.parts, context, visitor, conversation, isOther ? Infinity : (after ?? null));
  }
}

class WidgetFeed extends ConversationFeed<WidgetEvent> {
  constructor(
    protected override readonly parts: WidgetFeedParts,
    private readonly context: WidgetContext,
    private readonly visitor: Visitor,
    private readonly conversation: Conversation,
    after: number | null,
  ) {
    // A token that is taken out of use is a logged change of its visitor: it is looked at then.
    super(null, parts, conversation, after);
  }

  override attend(): () => void {
    return this.parts.presence.attach(this.visitor.projectId, this.visitor.id);
  }

  protected override whenInDoubt(poke: () => void): () => void {
    return this.parts.signedOnly.whenChanged(poke);
  }

  /** When a new conversation has begun, the widget asks for the session and listens to that one. */
  protected override async isTheirs(): Promise<boolean> {
    const now = await this.parts.service.find(this.context);
    if (!now) throw new Unauthenticated("This chat is not known here any more: open it again.");
    return now.conversationId === this.conversation.id;
  }

  protected async shape(
    item: ConversationItem,
    before: Conversation | null,
    scope: LoaderScope | null,
  ): Promise<WidgetEvent | null> {
    switch (item.kind) {
      case "MESSAGE": {
        const [message] = await this.parts.sessions.messages([item.message]);
        const { mode } = item.conversation;
        return { kind: WidgetEventKind.MESSAGE, message: message ?? null, mode };
      }
      case "STATE": {
        const { mode, assigneeId, seenByAgentSeq } = item.conversation;
        const isSame = before?.mode === mode && before.assigneeId === assigneeId;
        if (isSame && before.seenByAgentSeq < seenByAgentSeq)
          return { kind: WidgetEventKind.SEEN, seenByAgentSeq };
        // What else is written of a visitor, its page or whether it is here, is for agents.
        if (isSame) return null;
        const agentName = await this.parts.sessions.agentName(item.conversation);
        const hours = await this.parts.sessions.hours(item.conversation.projectId);
        return {
          kind: WidgetEventKind.STATE,
          mode,
          agentName,
          seenByAgentSeq,
          ...hours,
        };
      }
      case "GESTURE": {
        const { kind, by, agentId, on } = item.gesture;
        if (kind !== "TYPING" || by === "VISITOR") return null;
        const agentName = on ? await this.typist(agentId, scope ?? new LoaderScope()) : null;
        return { kind: WidgetEventKind.TYPING, agentName };
      }
      default:
        return this.plain(item.kind);
    }
  }

  /** The flow types in the chat's own name. */
  private async typist(agentId: Id | null, scope: LoaderScope): Promise<string | null> {
    const { agents, projects } = this.parts;
    if (agentId) return (await scope.of(agents).load(agentId))?.name ?? null;
    return (await scope.of(projects).load(this.conversation.projectId))?.widgetTitle ?? null;
  }

  protected plain(kind: "RESYNC" | "HEARTBEAT"): WidgetEvent {
    return { kind: WidgetEventKind[kind] };
  }
}
