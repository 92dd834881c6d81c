/** The conversation's live line: events in, store up to date, resuming after the last one seen. */
import { backoff } from "./backoff";
import { EventsDocument, type EventsSubscription } from "./generated";
import { LiveSocket } from "./socket";
import { type Message, type Store, withMessage } from "./store";

const TYPING_MS = 6_000;
const NOTICE_MS = 1_500;
const CALM_MS = 30_000;
/** A RESYNC may reach every browser at once. */
const SPREAD_MS = 500;
/** And the end of the office hours does: who hears of it half a minute later has lost nothing. */
const HOURS_SPREAD_MS = 30_000;

export interface LiveOptions {
  address: string;
  store: Store;
  token: () => string;
  /** The line is up: whatever waited for it may go. */
  connected: () => void;
  /** Reads the whole session again. */
  refetch: (again: boolean) => Promise<void>;
  /** A message of ours arrived by way of the server. */
  received: (message: Message) => void;
}

export class Live {
  #options: LiveOptions;
  #socket: LiveSocket | null = null;
  #seq = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #notice: ReturnType<typeof setTimeout> | undefined;
  #refetch: ReturnType<typeof setTimeout> | undefined;
  #hours: ReturnType<typeof setTimeout> | undefined;
  #resyncs = 0;
  #resyncedAt = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Everything up to this seq is known; follow from there. */
  follow(seq: number, again: boolean): void {
    this.#seq = again ? seq : Math.max(seq, this.#seq);
    if (!this.#socket) this.#open();
    else if (again) this.#socket.resubscribe();
    else this.#socket.wake();
  }

  /** The word on who is there holds so long, and is asked for anew then. */
  heed(openChangesIn: number | null): void {
    clearTimeout(this.#hours);
    if (openChangesIn !== null)
      this.#hours = setTimeout(
        () => void this.#options.refetch(false).catch(() => undefined),
        openChangesIn + Math.random() * HOURS_SPREAD_MS,
      );
  }

  stop(): void {
    this.heed(null);
    clearTimeout(this.#notice);
    clearTimeout(this.#typing);
    clearTimeout(this.#refetch);
    this.#refetch = undefined;
    this.#socket?.close();
    this.#socket = null;
  }

  #open(): void {
    const { address, token, store } = this.#options;
    this.#socket = new LiveSocket({
      address,
      token,
      query: EventsDocument.toString(),
      variables: () => ({ after: this.#seq, conversationId: store.state.conversationId }),
      next: (data) => this.#take((data as EventsSubscription).events),
      live: (live) => this.#lineChanged(live),
      refused: () => this.#resync(),
    });
  }

  #lineChanged(live: boolean): void {
    const { store, connected } = this.#options;
    clearTimeout(this.#notice);
    if (live) {
      store.set({ connection: "live" });
      connected();
    } else {
      // A hiccup is nobody's business.
      this.#notice = setTimeout(() => store.set({ connection: "reconnecting" }), NOTICE_MS);
    }
  }

  #take(event: EventsSubscription["events"]): void {
    const { store, received } = this.#options;
    if (event.kind === "RESYNC") return this.#resync();
    if (event.kind === "TYPING") return this.#showTyping(event.agentName);
    if (event.kind === "STATE") {
      store.set({ agentName: event.agentName, isOpen: event.isOpen !== false });
      this.heed(event.openChangesIn);
    }
    if (event.mode) store.set({ mode: event.mode });
    if (event.seenByAgentSeq !== null) store.set({ seenByAgentSeq: event.seenByAgentSeq });
    const { message } = event;
    if (!message) return;
    if (message.seq > this.#seq + 1) return this.#resync();
    this.#seq = Math.max(this.#seq, message.seq);
    store.set({ messages: withMessage(store.state.messages, message) });
    if (message.author !== "VISITOR") this.#showTyping(null);
    received(message);
  }

  #showTyping(name: string | null): void {
    clearTimeout(this.#typing);
    this.#options.store.set({ typing: name });
    if (name !== null) this.#typing = setTimeout(() => this.#options.store.set({ typing: null }), TYPING_MS);
  }

  /** One at a time: each makes the socket knock at once, and a server that refuses it would be stormed. */
  #resync(): void {
    if (this.#refetch !== undefined) return;
    const now = Date.now();
    if (now - this.#resyncedAt > CALM_MS) this.#resyncs = 0;
    this.#resyncedAt = now;
    const wait = this.#resyncs++ === 0 ? Math.random() * SPREAD_MS : backoff(this.#resyncs);
    this.#refetch = setTimeout(() => {
      this.#refetch = undefined;
      this.#options.refetch(true).catch(() => undefined);
    }, wait);
  }
}
