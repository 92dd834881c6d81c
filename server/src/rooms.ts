// The one list of what the rooms bring: tables and resolvers. The database and both schemas derive from it.
import { Agent, AgentResolver, Session, SessionResolver } from "./agents/index.js";
import { AuditEntry } from "./audit/index.js";
import { Block, BlockFields, BlockResolver, VisitorBlockFields } from "./blocks/index.js";
import {
  Conversation,
  ConversationFields,
  ConversationResolver,
  Draft,
  DraftResolver,
  Message,
  MessageFields,
  VisitorConversationFields,
} from "./conversations/index.js";
import { InstallationFact } from "./database/installation.entity.js";
import { Device, VisitorDeviceFields } from "./devices/index.js";
import { FeedResolver } from "./feed/index.js";
import {
  Flow,
  FlowDraft,
  FlowDraftFields,
  FlowEditingResolver,
  FlowResolver,
  FlowRun,
  FlowVersion,
  FlowVersionFields,
  PreviewResolver,
} from "./flows/index.js";
import { FormSubmission, MessageFormFields, VisitorFormFields } from "./forms/index.js";
import { ProjectChange, ProjectSequence } from "./live/change.entity.js";
import { ServerProcess } from "./live/process.entity.js";
import { IdentityResolver, IdentitySecret } from "./identity/index.js";
import { PrivacyResolver } from "./privacy/index.js";
import {
  AgentFields,
  ApiToken,
  AuditResolver,
  Invitation,
  InvitationResolver,
  Membership,
  MembershipFields,
  MembershipResolver,
  Project,
  ProjectPreview,
  ProjectResolver,
  TokenResolver,
} from "./projects/index.js";
import { CannedReply, CannedReplyResolver } from "./replies/index.js";
import {
  PageView,
  StatusChange,
  StatusChangeFields,
  Visitor,
  VisitorDay,
  VisitorFields,
  VisitorHour,
  VisitorParam,
  VisitorPresence,
  VisitorResolver,
} from "./visitors/index.js";
import { WidgetResolver } from "./widget/index.js";

export const ENTITIES = [
  InstallationFact,
  Agent,
  Session,
  Project,
  ProjectPreview,
  Membership,
  ApiToken,
  Invitation,
  IdentitySecret,
  AuditEntry,
  ProjectSequence,
  ProjectChange,
  ServerProcess,
  Visitor,
  VisitorParam,
  VisitorPresence,
  PageView,
  StatusChange,
  VisitorHour,
  VisitorDay,
  Block,
  Device,
  Conversation,
  Message,
  Draft,
  CannedReply,
  FormSubmission,
  Flow,
  FlowVersion,
  FlowDraft,
  FlowRun,
] as const;

export const RESOLVERS = [
  AgentResolver,
  SessionResolver,
  ProjectResolver,
  TokenResolver,
  InvitationResolver,
  AuditResolver,
  MembershipFields,
  MembershipResolver,
  AgentFields,
  IdentityResolver,
  VisitorResolver,
  VisitorFields,
  StatusChangeFields,
  BlockResolver,
  BlockFields,
  VisitorBlockFields,
  VisitorDeviceFields,
  ConversationResolver,
  ConversationFields,
  MessageFields,
  VisitorConversationFields,
  DraftResolver,
  CannedReplyResolver,
  MessageFormFields,
  VisitorFormFields,
  FlowResolver,
  FlowEditingResolver,
  FlowVersionFields,
  FlowDraftFields,
  PreviewResolver,
  FeedResolver,
  PrivacyResolver,
] as const;

export const WIDGET_RESOLVERS = [WidgetResolver] as const;
