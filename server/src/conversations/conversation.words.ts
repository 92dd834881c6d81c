// The words that a conversation and its messages are told by.
import { enumOf } from "../graphql/enum.js";

/** All in the order of the database: append, never reorder. */
export const MODES = ["BOT", "WAITING", "LIVE", "CLOSED"] as const;
export type ModeWord = (typeof MODES)[number];
export const AUTHORS = ["BOT", "VISITOR", "AGENT", "SYSTEM"] as const;
export type AuthorWord = (typeof AUTHORS)[number];
export const KINDS = ["TEXT", "OPTIONS", "OPTION_CHOSEN", "FORM", "FORM_SUBMITTED", "EVENT"] as const;
export type KindWord = (typeof KINDS)[number];
export const EVENTS = ["HANDOFF", "JOINED", "HANDED_BACK", "CLOSED", "REOPENED"] as const;
export type EventWord = (typeof EVENTS)[number];

export const ConversationMode = enumOf<ModeWord>(
  "ConversationMode",
  "Who speaks with the visitor; a separate axis from the visitor's status.",
  {
    BOT: "The flow.",
    WAITING: "Nobody yet: the visitor was handed to people and waits for one.",
    LIVE: "A person; the flow is silent.",
    CLOSED: "Nobody: the conversation is over.",
  },
);

export const MessageAuthor = enumOf<AuthorWord>("MessageAuthor", "Who said it.", {
  BOT: "The flow.",
  VISITOR: "The visitor.",
  AGENT: "A person who works here, or a program with an API token.",
  SYSTEM: "Nobody: something happened to the conversation itself.",
});

export const MessageKind = enumOf<KindWord>("MessageKind", "What kind of entry a message is.", {
  TEXT: "Words.",
  OPTIONS: "The flow offers options.",
  OPTION_CHOSEN: "The visitor chose one.",
  FORM: "The flow asks for a form.",
  FORM_SUBMITTED: "The visitor submitted it.",
  EVENT: "Something happened to the conversation itself.",
});

export const MessageEventType = enumOf<EventWord>(
  "MessageEventType",
  "What happened to the conversation, for the client to word.",
  {
    HANDOFF: "The visitor was handed to people.",
    JOINED: "An agent joined, or took over.",
    HANDED_BACK: "An agent gave the conversation back to the flow.",
    CLOSED: "The conversation was closed.",
    REOPENED: "A closed conversation went on.",
  },
);

export const MESSAGE_LENGTH = 4000;
