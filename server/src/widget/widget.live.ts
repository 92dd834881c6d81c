// The conversation as the widget hears it. While it listens, its visitor is on the site.
import type { WidgetContext } from "../graphql/context.js";
import { BadUserInput, Unauthenticated } from "../graphql/errors.js";
import { stream } from "../live/stream.js";
import {
  type Conversation,
  type ConversationFeed,
  type ConversationItem,
  ConversationMode,
} from "../conversations/index.js";
import type { Agent } from "../agents/index.js";
import type { LoaderFactory } from "../graphql/loader.js";
import type { Presence, Visitor } from "../visitors/index.js";
import type { WidgetService } from "./widget.service.js";
import type { WidgetSessions } from "./widget.session.js";
import { type WidgetEvent, WidgetEventKind } from "./widget.type.js";

/** What the widget has been told of the conversation's state. */
type Shown = Pick<Conversation, "mode" | "assigneeId" | "seenByAgentSeq">;

export class WidgetLive {
  constructor(
    private readonly service: WidgetService,
    private readonly sessions: WidgetSessions,
    private readonly feed: ConversationFeed,
    private readonly presence: Presence,
    private readonly agents: LoaderFactory<string, Agent | null>,
  ) {}

  async events(context: WidgetContext, after: number | null | undefined) {
    if (after != null && after < 0) throw new BadUserInput("after is a seq: 0 or more.", { field: "after" });
    const visitor = await this.service.require(context);
    const conversation = await this.service.conversationOf(visitor);
    return stream((signal) => this.follow(context, visitor, conversation, after ?? null, signal));
  }

  private async *follow(
    context: WidgetContext,
    visitor: Visitor,
    conversation: Conversation,
    after: number | null,
    signal: AbortSignal,
  ) {
    const leave = this.presence.attach(visitor.projectId, visitor.id);
    let moved = false;
    let shown = null as Shown | null;
    const check = async () => {
      const now = await this.service.find(context);
      if (!now) throw new Unauthenticated("This chat is not known here any more: open it again.");
      moved = now.conversationId !== conversation.id;
    };
    try {
      for await (const item of this.feed.follow(conversation, after, signal, check)) {
        const event = await this.shape(context, item, shown);
        if (item.kind === "STATE") shown = item.conversation;
        else if (item.kind === "MESSAGE" && shown) shown = { ...shown, mode: item.conversation.mode };
        if (event) yield event;
        if (!moved) continue;
        // A new conversation began: the widget asks for the session and listens to that one.
        yield { kind: WidgetEventKind.RESYNC };
        return;
      }
    } finally {
      leave();
    }
  }

  private async shape(
    context: WidgetContext,
    item: ConversationItem,
    shown: Shown | null,
  ): Promise<WidgetEvent | null> {
    context.forget();
    switch (item.kind) {
      case "MESSAGE": {
        const [message] = await this.sessions.messages([item.message]);
        return {
          kind: WidgetEventKind.MESSAGE,
          message: message ?? null,
          mode: ConversationMode[item.conversation.mode],
        };
      }
      case "STATE": {
        const { mode, assigneeId, seenByAgentSeq } = item.conversation;
        const isSame = shown?.mode === mode && shown.assigneeId === assigneeId;
        if (isSame && shown.seenByAgentSeq < seenByAgentSeq)
          return { kind: WidgetEventKind.SEEN, seenByAgentSeq };
        const agentName = await this.sessions.agentName(item.conversation);
        return { kind: WidgetEventKind.STATE, mode: ConversationMode[mode], agentName, seenByAgentSeq };
      }
      case "GESTURE": {
        const { kind, by, agentId, on } = item.gesture;
        if (kind !== "TYPING" || by !== "AGENT" || !agentId) return null;
        const agent = await context.loader(this.agents).load(agentId);
        return { kind: WidgetEventKind.TYPING, agentName: on ? (agent?.name ?? null) : null };
      }
      default:
        return { kind: WidgetEventKind[item.kind] };
    }
  }
}
