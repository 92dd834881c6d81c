// Conversations: what visitors, the flow and agents say to one another, and who speaks.
export { readConversations, readSent } from "./conversation.ahead.js";
export { Conversation } from "./conversation.entity.js";
export { ConversationFeed, type ConversationFeedParts, type ConversationItem } from "./conversation.feed.js";
export { ConversationFields, MessageFields } from "./conversation.fields.js";
export { ConversationLive } from "./conversation.live.js";
export { type ConversationLoaders, conversationLoaders } from "./conversation.loader.js";
export { ConversationResolver } from "./conversation.resolver.js";
export { ConversationService } from "./conversation.service.js";
export {
  type AuthorWord,
  ConversationMode,
  type KindWord,
  MESSAGE_LENGTH,
  MessageAuthor,
  MessageKind,
  type ModeWord,
} from "./conversation.words.js";
export { Draft } from "./draft.entity.js";
export { DraftResolver } from "./draft.resolver.js";
export { DraftService } from "./draft.service.js";
export { Gestures } from "./gestures.js";
export { Message } from "./message.entity.js";
export { Thread, sentBefore } from "./thread.js";
export { VisitorConversationFields } from "./visitor.fields.js";
