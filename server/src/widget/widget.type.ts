// What the widget sees: its own conversation and nothing else.
import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import {
  type AuthorWord,
  ConversationMode,
  type KindWord,
  MessageAuthor,
  MessageKind,
  type ModeWord,
} from "../conversations/index.js";
import { DateTime } from "../graphql/scalars.js";

@ObjectType({ description: "How the widget looks and speaks." })
export class WidgetConfig {
  @Field(() => String, { description: "The panel's title." })
  title: string;

  @Field(() => String, {
    nullable: true,
    description: "A line that stands above the conversation, whatever the flow says after it.",
  })
  greeting: string | null;

  @Field(() => String, { nullable: true, description: "The site's colour, e.g. #0f766e." })
  color: string | null;

  @Field(() => String, { nullable: true, description: "The language to speak: en, es." })
  locale: string | null;
}

@ObjectType({ description: "One field of a form." })
export class WidgetFormField {
  @Field(() => String, { description: "Its name." })
  name: string;

  @Field(() => String, { description: "What the visitor reads." })
  label: string;

  @Field(() => String, { description: "text, email, phone, number, select, textarea or consent." })
  type: string;

  @Field(() => Boolean, { description: "Whether it must be filled in." })
  required: boolean;

  @Field(() => [String], { nullable: true, description: "select: what can be chosen." })
  options?: string[] | null;
}

@ObjectType({ description: "A form that the flow asks for." })
export class WidgetForm {
  @Field(() => String, { description: "What it is called." })
  name: string;

  @Field(() => [WidgetFormField], { description: "Its fields, in order." })
  fields: WidgetFormField[];
}

@ObjectType({ description: "One answer of a submitted form." })
export class WidgetSubmittedField {
  @Field(() => String, { description: "The field's name." })
  name: string;

  @Field(() => String, { description: "Its label." })
  label: string;

  @Field(() => String, { description: "The answer." })
  value: string;
}

@ObjectType({ description: "One entry of the conversation." })
export class WidgetMessage {
  @Field(() => ID, { description: "Opaque." })
  id: string;

  @Field(() => Int, { description: "1, 2, 3 … within the conversation, without gaps." })
  seq: number;

  @Field(() => MessageAuthor, { description: "Who said it." })
  author: AuthorWord;

  @Field(() => String, { nullable: true, description: "AGENT, and events by an agent: the name." })
  agentName: string | null;

  @Field(() => MessageKind, { description: "What kind of entry it is." })
  kind: KindWord;

  @Field(() => String, { nullable: true, description: "The words, as plain text." })
  text: string | null;

  @Field(() => [String], { nullable: true, description: "OPTIONS: what can be chosen." })
  options: string[] | null;

  @Field(() => Int, { nullable: true, description: "OPTION_CHOSEN: which one, from 0." })
  optionIndex: number | null;

  @Field(() => ID, { nullable: true, description: "The message it answers." })
  replyTo: string | null;

  @Field(() => WidgetForm, { nullable: true, description: "FORM: what is asked." })
  form: WidgetForm | null;

  @Field(() => [WidgetSubmittedField], { nullable: true, description: "FORM_SUBMITTED: what was answered." })
  fields: WidgetSubmittedField[] | null;

  @Field(() => String, {
    nullable: true,
    description: "EVENT: HANDOFF, JOINED, HANDED_BACK, CLOSED or REOPENED.",
  })
  event: string | null;

  @Field(() => ID, { nullable: true, description: "The sender's own id." })
  clientId: string | null;

  @Field(() => DateTime, { description: "When it was said." })
  createdAt: Date;
}

@ObjectType({ description: "Whom the site vouches for." })
export class WidgetPerson {
  @Field(() => String, { nullable: true, description: "The name, if the site tells it." })
  name: string | null;

  @Field(() => String, { nullable: true, description: "The e-mail address, if the site tells it." })
  email: string | null;
}

@ObjectType({ description: "The visitor's present conversation." })
export class WidgetSession {
  @Field(() => ID, { description: "Opaque; another one when a new conversation began." })
  conversationId: string;

  @Field(() => ConversationMode, { description: "Who speaks." })
  mode: ModeWord;

  @Field(() => Int, { description: "Seq of the newest message." })
  lastSeq: number;

  @Field(() => [WidgetMessage], { description: "The latest 200 messages, ascending seq." })
  messages: WidgetMessage[];

  @Field(() => WidgetConfig, { description: "How the widget looks and speaks." })
  config: WidgetConfig;

  @Field(() => String, { nullable: true, description: "The agent who speaks." })
  agentName: string | null;

  @Field(() => Boolean, {
    description:
      "Whether people are there now, by the project's office hours. What to expect otherwise is said in the conversation.",
  })
  isOpen: boolean;

  @Field(() => Int, {
    nullable: true,
    description: "Milliseconds until isOpen is otherwise, by the hours as they are now; null: it stays so.",
  })
  openChangesIn: number | null;

  @Field(() => WidgetPerson, {
    nullable: true,
    description: "Who has signed in to the site: forms begin with what is known of them. Null: nobody.",
  })
  verified: WidgetPerson | null;
}

@ObjectType({ description: "The answer to an opening." })
export class OpenedWidget {
  @Field(() => WidgetSession, { description: "The session." })
  session: WidgetSession;
}

export enum WidgetEventKind {
  MESSAGE = "MESSAGE",
  STATE = "STATE",
  TYPING = "TYPING",
  SEEN = "SEEN",
  RESYNC = "RESYNC",
  HEARTBEAT = "HEARTBEAT",
}
registerEnumType(WidgetEventKind, {
  name: "WidgetEventKind",
  description: "What happened.",
  valuesConfig: {
    MESSAGE: { description: "A message; each seq exactly once, in order." },
    STATE: { description: "Mode, agent and what was seen, as they are now." },
    TYPING: {
      description:
        "The agent types, or the flow in the chat's title; it fades after 5 s unless it comes again. Without agentName: stopped.",
    },
    SEEN: { description: "An agent has seen up to seenByAgentSeq." },
    RESYNC: { description: "Query the session afresh; the conversation may be another." },
    HEARTBEAT: { description: "Nothing happened. At least every 15 s." },
  },
});

@ObjectType({ description: "Something that happened in the visitor's conversation." })
export class WidgetEvent {
  @Field(() => WidgetEventKind, { description: "What happened." })
  kind: WidgetEventKind;

  @Field(() => WidgetMessage, { nullable: true, description: "MESSAGE: the message." })
  message?: WidgetMessage | null;

  @Field(() => ConversationMode, { nullable: true, description: "MESSAGE and STATE: who speaks." })
  mode?: ModeWord | null;

  @Field(() => String, { nullable: true, description: "STATE and TYPING: the agent's name." })
  agentName?: string | null;

  @Field(() => Boolean, { nullable: true, description: "STATE: whether people are there now." })
  isOpen?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: "STATE: milliseconds until isOpen is otherwise; null: it stays so.",
  })
  openChangesIn?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "STATE and SEEN: seq of the newest message an agent has seen.",
  })
  seenByAgentSeq?: number | null;
}
