/** The upkeep of one visitor's conversation, whoever that is: what is said and heard, kept, sent, read again and forgotten. */
import type { Caller } from "./caller";
import { Carry } from "./carry";
import { RequestHumanDocument, SessionDocument, SetTypingDocument } from "./generated";
import { guard } from "./guard";
import { Live } from "./live";
import { watchPages } from "./page";
import { ReadMark } from "./read-mark";
import { Sender } from "./sender";
import { type SafeStorage, safeStorage } from "./storage";
import { type ChatState, type Session, Store, emptyState, withSession } from "./store";
import { hearNetwork } from "./tabs";
import type { Turns } from "./turns";
import { storageKey } from "./visitor";

export interface ConversationOptions {
  caller: Caller;
  disk: SafeStorage;
  projectId: string;
  /** Where the live line goes. */
  address: string;
  turns: Turns;
  /** The server does not know the visitor of this token: begin anew. */
  renew: (token: string) => Promise<void>;
  /** Nor any that could be read again. */
  lost: () => void;
}

export class Conversation {
  readonly store = new Store();
  readonly carry: Carry;
  /** What the visitor writes, chooses and fills in goes this way. */
  readonly sender: Sender;
  #live: Live;
  readonly read: ReadMark;
  #caller: Caller;
  #lost: () => void;
  #toldTyping: Promise<unknown> = Promise.resolve();
  #stops: (() => void)[];

  constructor({ caller, disk, projectId, address, turns, renew, lost }: ConversationOptions) {
    this.#caller = caller;
    this.#lost = lost;
    const { store } = this;
    const { send } = caller;
    const token = () => caller.token;
    this.read = new ReadMark(storageKey(projectId, "read"), disk, store, send);
    this.carry = new Carry(
      disk,
      safeStorage(() => sessionStorage),
      projectId,
      send,
    );
    this.sender = new Sender({
      storage: disk,
      projectId,
      store,
      send,
      token,
      renew,
      refetch: (again) => void turns.take(() => this.refetch(again)).catch(() => undefined),
    });
    this.#live = new Live({
      address,
      store,
      token,
      connected: () => {
        this.carry.flush();
        this.read.flush();
        void this.sender.outbox.drain();
      },
      refetch: (again) => turns.take(() => this.refetch(again)),
      received: (message) => {
        this.read.arrived();
        this.sender.received(message);
      },
    });
    this.#stops = [
      watchPages(() =>
        guard(() => {
          this.carry.moved();
          if (this.#isReady) this.carry.flush();
        }),
      ),
      hearNetwork((offline) => {
        store.set({ offline });
        if (!offline && this.#isReady) void this.sender.outbox.drain();
      }),
    ];
  }

  get #isReady(): boolean {
    return this.store.state.phase === "ready";
  }

  async requestHuman(): Promise<void> {
    const answer = await this.#caller.ask(RequestHumanDocument, {});
    if (answer) this.apply(answer.requestHuman, false);
  }

  setParams(params: unknown): void {
    this.carry.merge(params);
    if (this.#isReady) this.carry.flush();
  }

  setTyping(typing: boolean): void {
    if (!this.#isReady) return;
    // One after the other: a sign that is overtaken by its end would outlast it.
    this.#toldTyping = this.#toldTyping
      .then(() => this.#caller.send(SetTypingDocument, { typing }))
      .catch(() => undefined);
  }

  /** The server's word on all of it. `again`: the live line begins anew from there. */
  apply(session: Session, again: boolean): void {
    const { store } = this;
    const readSeq = this.read.of(session.conversationId);
    const moved = store.state.conversationId !== session.conversationId;
    store.set({ ...withSession(store.state, session), readSeq, pending: this.sender.outbox.entries() });
    this.read.arrived();
    this.#live.follow(session.lastSeq, again || moved);
    this.#live.heed(session.openChangesIn);
    this.carry.flush();
    void this.sender.outbox.drain();
  }

  async refetch(again: boolean): Promise<void> {
    const answer = await this.#caller.ask(SessionDocument, {});
    if (!answer) return;
    const { session } = answer;
    if (session) return this.apply(session, again);
    this.#lost();
  }

  /** Nothing is to be seen here any more. What waits to be sent stays on the disk. */
  reset(phase: ChatState["phase"] = "idle"): void {
    this.#live.stop();
    const { config, offline, wipes } = this.store.state;
    this.store.set({ ...emptyState, phase, config, offline, wipes });
  }

  /** The chat is for people whom the site has vouched for. What is written stays on the disk until then. */
  shut(): void {
    this.#live.stop();
    this.store.set({ phase: "unsigned" });
  }

  /** Nor anything on the disk: what comes is another visitor's. */
  forget(): void {
    this.sender.outbox.clear();
    this.carry.forget();
    this.read.forget();
    this.reset();
    this.store.set({ wipes: this.store.state.wipes + 1 });
  }

  /** Another tab has written on. */
  heard(key: string, value: string | null): void {
    if (key === this.read.key) {
      this.read.heard();
    } else if (key.startsWith(this.sender.prefix)) {
      this.store.set({ pending: this.sender.outbox.entries() });
      if (value !== null && this.#isReady) void this.sender.outbox.drain();
    }
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#live.stop();
  }
}
