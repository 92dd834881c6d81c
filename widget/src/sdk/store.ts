/** What the chat knows, and one place to be told when it changes. */
import type { FieldProblem } from "./errors";
import type { ConversationMode, MessagePartsFragment, SessionPartsFragment } from "./generated";
import { guard } from "./guard";
import type { Entry } from "./outbox";

export type Message = MessagePartsFragment;
export type Session = SessionPartsFragment;
export type FormField = NonNullable<Message["form"]>["fields"][number];

/** Why a form came back, with the answers that were given. */
export interface FormProblems {
  fields: FieldProblem[];
  values: Record<string, string>;
}

export interface ChatState {
  /** idle: no visitor yet. opening: on the way. unavailable: this site may not use the project. unsigned: the chat is
   * for people who have signed in to the site. */
  phase: "idle" | "opening" | "ready" | "unavailable" | "unsigned";
  /** Grows whenever what was here is forgotten for somebody else. */
  wipes: number;
  connection: "waiting" | "live" | "reconnecting";
  /** The browser says that it has no network. */
  offline: boolean;
  conversationId: string | null;
  mode: ConversationMode;
  agentName: string | null;
  /** People are there, by the project's office hours. */
  isOpen: boolean;
  /** Who has signed in to the site. */
  verified: Session["verified"];
  config: Session["config"] | null;
  /** Of conversations that came to an end on this page; no longer to be answered. */
  earlier: readonly Message[];
  /** Of the present conversation, ascending seq. */
  messages: readonly Message[];
  /** Not yet on the server, in the order they will be sent. */
  pending: readonly Entry[];
  formProblems: Readonly<Record<string, FormProblems>>;
  typing: string | null;
  seenByAgentSeq: number;
  /** The last message this visitor has had on screen, in any tab. */
  readSeq: number;
}

export const emptyState: ChatState = {
  phase: "idle",
  wipes: 0,
  connection: "waiting",
  offline: false,
  conversationId: null,
  mode: "BOT",
  agentName: null,
  isOpen: true,
  verified: null,
  config: null,
  earlier: [],
  messages: [],
  pending: [],
  formProblems: {},
  typing: null,
  seenByAgentSeq: 0,
  readSeq: 0,
};

export class Store {
  #state = emptyState;
  #listeners = new Set<(state: ChatState) => void>();
  #told = true;

  get state(): ChatState {
    return this.#state;
  }

  /** Listeners hear once per turn, however many changes it brought. */
  set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
      for (const listener of this.#listeners) guard(() => listener(this.#state));
    });
  }

  subscribe(listener: (state: ChatState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Adds one message in its place; one that is already there changes nothing. */
export function withMessage(messages: readonly Message[], message: Message): readonly Message[] {
  if (messages.some((one) => one.seq === message.seq)) return messages;
  return [...messages, message].sort((a, b) => a.seq - b.seq);
}

/** A whole session over what is known: the same conversation is completed, another one follows it. */
export function withSession(state: ChatState, session: Session): Partial<ChatState> {
  const same = state.conversationId === session.conversationId;
  const kept = same ? state.messages.filter((one) => one.seq < (session.messages[0]?.seq ?? Infinity)) : [];
  const late = same ? state.messages.filter((one) => one.seq > session.lastSeq) : [];
  return {
    phase: "ready",
    conversationId: session.conversationId,
    mode: session.mode,
    agentName: session.agentName,
    isOpen: session.isOpen,
    verified: session.verified,
    config: session.config,
    messages: [...kept, ...session.messages, ...late],
    ...(same
      ? {}
      : { seenByAgentSeq: 0, typing: null, formProblems: {}, earlier: withEnded(state, session) }),
  };
}

function withEnded({ earlier, messages }: ChatState, session: Session): readonly Message[] {
  const present = new Set(session.messages.map((message) => message.id));
  return [...earlier, ...messages].filter((message) => !present.has(message.id));
}

/** What others wrote and this visitor has not had on screen. */
export function unreadCount(state: ChatState): number {
  return state.messages.filter(
    (one) =>
      one.seq > state.readSeq && (one.author === "BOT" || one.author === "AGENT") && one.kind !== "EVENT",
  ).length;
}
