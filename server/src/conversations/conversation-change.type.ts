import { Field, ObjectType, registerEnumType } from "type-graphql";
import { Agent } from "../agents/index.js";
import { Conversation } from "./conversation.entity.js";
import { type AuthorWord, MessageAuthor } from "./conversation.words.js";
import { Message } from "./message.entity.js";

export enum ConversationChangeKind {
  MESSAGE = "MESSAGE",
  STATE = "STATE",
  TYPING = "TYPING",
  VIEWING = "VIEWING",
  RESYNC = "RESYNC",
  HEARTBEAT = "HEARTBEAT",
}
registerEnumType(ConversationChangeKind, {
  name: "ConversationChangeKind",
  description: "What happened in a conversation.",
  valuesConfig: {
    MESSAGE: { description: "A message; each seq exactly once, in order." },
    STATE: { description: "The conversation, or its visitor, as it is now." },
    TYPING: { description: "Somebody types; it fades after 5 s unless it comes again." },
    VIEWING: { description: "An agent looks at the conversation." },
    RESYNC: { description: "Query afresh." },
    HEARTBEAT: { description: "Nothing happened. At least every 15 s." },
  },
});

@ObjectType({ description: "What happened in a conversation." })
export class ConversationChange {
  @Field(() => ConversationChangeKind, { description: "What happened." })
  kind: ConversationChangeKind;

  @Field(() => Message, { nullable: true, description: "MESSAGE: the message." })
  message?: Message | null;

  @Field(() => Conversation, {
    nullable: true,
    description: "MESSAGE and STATE: the conversation as it is now.",
  })
  conversation?: Conversation | null;

  @Field(() => MessageAuthor, { nullable: true, description: "TYPING: who writes; null when they stopped." })
  typing?: AuthorWord | null;

  @Field(() => Agent, { nullable: true, description: "TYPING by an agent, VIEWING: who." })
  agent?: Agent | null;

  @Field(() => [Agent], { nullable: true, description: "VIEWING: everybody who looks at it now." })
  viewers?: Agent[] | null;
}
