import { registerEnumType } from "type-graphql";

export enum ConversationMode {
  BOT = "BOT",
  WAITING = "WAITING",
  LIVE = "LIVE",
  CLOSED = "CLOSED",
}
registerEnumType(ConversationMode, {
  name: "ConversationMode",
  description: "Who speaks with the visitor; a separate axis from the visitor's status.",
  valuesConfig: {
    BOT: { description: "The flow." },
    WAITING: { description: "Nobody yet: the visitor was handed to people and waits for one." },
    LIVE: { description: "A person; the flow is silent." },
    CLOSED: { description: "Nobody: the conversation is over." },
  },
});

export enum MessageAuthor {
  BOT = "BOT",
  VISITOR = "VISITOR",
  AGENT = "AGENT",
  SYSTEM = "SYSTEM",
}
registerEnumType(MessageAuthor, { name: "MessageAuthor", description: "Who said it." });

export enum MessageKind {
  TEXT = "TEXT",
  OPTIONS = "OPTIONS",
  OPTION_CHOSEN = "OPTION_CHOSEN",
  FORM = "FORM",
  FORM_SUBMITTED = "FORM_SUBMITTED",
  EVENT = "EVENT",
}
registerEnumType(MessageKind, {
  name: "MessageKind",
  description: "What kind of entry a message is.",
  valuesConfig: {
    TEXT: { description: "Words." },
    OPTIONS: { description: "The flow offers options." },
    OPTION_CHOSEN: { description: "The visitor chose one." },
    FORM: { description: "The flow asks for a form." },
    FORM_SUBMITTED: { description: "The visitor submitted it." },
    EVENT: { description: "Something happened to the conversation itself." },
  },
});

export enum MessageEventType {
  HANDOFF = "HANDOFF",
  JOINED = "JOINED",
  HANDED_BACK = "HANDED_BACK",
  CLOSED = "CLOSED",
  REOPENED = "REOPENED",
}
registerEnumType(MessageEventType, {
  name: "MessageEventType",
  description: "What happened to the conversation, for the client to word.",
  valuesConfig: {
    HANDOFF: { description: "The visitor was handed to people." },
    JOINED: { description: "An agent joined, or took over." },
    HANDED_BACK: { description: "An agent gave the conversation back to the flow." },
    CLOSED: { description: "The conversation was closed." },
    REOPENED: { description: "A closed conversation went on." },
  },
});

export const MODES = ["BOT", "WAITING", "LIVE", "CLOSED"] as const;
export type ModeWord = (typeof MODES)[number];
export const AUTHORS = ["BOT", "VISITOR", "AGENT", "SYSTEM"] as const;
export type AuthorWord = (typeof AUTHORS)[number];
export const KINDS = ["TEXT", "OPTIONS", "OPTION_CHOSEN", "FORM", "FORM_SUBMITTED", "EVENT"] as const;
export type KindWord = (typeof KINDS)[number];
export const EVENTS = ["HANDOFF", "JOINED", "HANDED_BACK", "CLOSED", "REOPENED"] as const;
export type EventWord = (typeof EVENTS)[number];

export const MESSAGE_LENGTH = 4000;
