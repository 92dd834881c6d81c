// Which resolver answers for each class of the schemas, and what it is handed.
import { AgentResolver, SessionResolver } from "./agents/index.js";
import { BlockFields, BlockResolver, VisitorBlockFields } from "./blocks/index.js";
import {
  ConversationFields,
  ConversationResolver,
  DraftResolver,
  MessageFields,
  VisitorConversationFields,
} from "./conversations/index.js";
import { VisitorDeviceFields } from "./devices/index.js";
import { FeedResolver } from "./feed/index.js";
import {
  FlowDraftFields,
  FlowEditingResolver,
  FlowResolver,
  FlowVersionFields,
  PreviewResolver,
} from "./flows/index.js";
import { MessageFormFields, VisitorFormFields } from "./forms/index.js";
import { IdentityResolver } from "./identity/index.js";
import { PrivacyResolver } from "./privacy/index.js";
import {
  AccessService,
  AgentFields,
  AuditResolver,
  InvitationResolver,
  MembershipFields,
  MembershipResolver,
  ProjectResolver,
  TokenResolver,
} from "./projects/index.js";
import { CannedReplyResolver } from "./replies/index.js";
import { StatusChangeFields, VisitorFields, VisitorResolver } from "./visitors/index.js";
import { WidgetResolver } from "./widget/index.js";
import type { Wired } from "./services.js";

export function resolverTable(all: Wired): Map<unknown, unknown> {
  return new Map<unknown, unknown>([
    [AccessService, all.access],
    [AgentResolver, new AgentResolver(all.agents)],
    [SessionResolver, new SessionResolver(all.account)],
    [ProjectResolver, new ProjectResolver(all.projects, all.access, all.setup, all)],
    [TokenResolver, new TokenResolver(all.tokens, all.loaders.agents)],
    [IdentityResolver, new IdentityResolver(all.identity, all.loaders.agents)],
    [InvitationResolver, new InvitationResolver(all.invitations, all.loaders.agents)],
    [AuditResolver, new AuditResolver(all.auditLog, all.loaders.agents, all.loaders.tokens)],
    [MembershipFields, new MembershipFields(all.loaders.agents)],
    [MembershipResolver, new MembershipResolver(all.memberships)],
    [AgentFields, new AgentFields(all.access)],
    [VisitorResolver, new VisitorResolver(all.visitors, all.list, all.visitorLive)],
    [VisitorFields, new VisitorFields(all.loaders.visitors, all.loaders.projects)],
    [StatusChangeFields, new StatusChangeFields(all.loaders.agents)],
    [BlockResolver, new BlockResolver(all.blocks)],
    [BlockFields, new BlockFields(all.loaders.visitors.visitors, all.loaders.agents)],
    [VisitorBlockFields, new VisitorBlockFields(all.loaders.blocks)],
    [VisitorDeviceFields, new VisitorDeviceFields(all.loaders.devices)],
    [ConversationResolver, new ConversationResolver(all.conversations, all.conversationLive)],
    [
      ConversationFields,
      new ConversationFields(all.loaders.conversations, all.loaders.visitors.visitors, all.loaders.agents),
    ],
    [MessageFields, new MessageFields(all.loaders.agents)],
    [VisitorConversationFields, new VisitorConversationFields(all.loaders.conversations)],
    [DraftResolver, new DraftResolver(all.drafts)],
    [CannedReplyResolver, new CannedReplyResolver(all.cannedReplies)],
    [MessageFormFields, new MessageFormFields(all.loaders.forms)],
    [VisitorFormFields, new VisitorFormFields(all.loaders.forms)],
    [FlowResolver, new FlowResolver(all.flows)],
    [FlowEditingResolver, new FlowEditingResolver(all.flowEditing)],
    [FlowVersionFields, new FlowVersionFields(all.loaders.agents)],
    [FlowDraftFields, new FlowDraftFields(all.loaders.agents)],
    [PreviewResolver, new PreviewResolver(all.previewing)],
    [FeedResolver, new FeedResolver(all.feed, all.loaders.visitors.visitors, all.loaders.conversations)],
    [PrivacyResolver, new PrivacyResolver(all.privacy, all.erasing)],
    [WidgetResolver, new WidgetResolver(all.widget, all.opening, all.widgetSessions, all.widgetLive)],
  ]);
}
