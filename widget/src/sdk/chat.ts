/**
 * One visitor's chat with one project, without a face: session, messages, outbox, parameters, pages.
 * The screen reads `state`, listens, and calls.
 */
import { Carry } from "./carry";
import { describeDevice } from "./device";
import { Gate } from "./gate";
import {
  IdentifyDocument,
  OpenDocument,
  RequestHumanDocument,
  RestartDocument,
  SessionDocument,
  SetTypingDocument,
  type TypedDocumentString,
} from "./generated";
import { type Send, httpClient } from "./http";
import { Live } from "./live";
import { guard } from "./guard";
import { SiteIdentity, codeOf } from "./identity";
import { type ChatOptions, type Identity } from "./options";
import { currentPage, watchPages } from "./page";
import { newToken } from "./random";
import { ReadMark } from "./read-mark";
import { Sender } from "./sender";
import { type SafeStorage, safeStorage } from "./storage";
import { type ChatState, type Session, Store, emptyState, withSession } from "./store";
import { hearNetwork, hearOtherTabs } from "./tabs";
import { Turns } from "./turns";
import { storageKey, visitorStore } from "./visitor";

export class Chat {
  /** What the visitor writes, chooses and fills in goes this way. */
  readonly sender: Sender;
  #options: ChatOptions;
  #disk: SafeStorage = safeStorage(() => localStorage);
  #store = new Store();
  #visitor: ReturnType<typeof visitorStore>;
  #send: Send;
  #carry: Carry;
  #live: Live;
  #read: ReadMark;
  #token = "";
  #identity: SiteIdentity;
  #turns = new Turns();
  #toldTyping: Promise<unknown> = Promise.resolve();
  #stops: (() => void)[] = [];
  #gate: Gate;
  #gone = false;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#identity = new SiteIdentity(options.identity);
    const { projectId } = options;
    const address = this.#address("graphql");
    this.#visitor = visitorStore(this.#disk, projectId);
    this.#gate = new Gate(projectId, this.#address("status"));
    const send = httpClient(address);
    this.#send = (document, variables, token = this.#token) =>
      send(document, variables, token).catch((error: unknown) => {
        if (codeOf(error) === "IDENTITY_REQUIRED" && token === this.#token) this.#shut();
        throw error;
      });
    this.#read = new ReadMark(storageKey(projectId, "read"), this.#disk, this.#store, this.#send);
    this.#carry = new Carry(
      this.#disk,
      safeStorage(() => sessionStorage),
      projectId,
      this.#send,
    );
    this.#carry.merge(options.params);
    this.sender = new Sender({
      storage: this.#disk,
      projectId,
      store: this.#store,
      send: this.#send,
      token: () => this.#token,
      renew: (token) =>
        this.#turns.take(async () => {
          // Begun anew while this waited for its turn.
          if (token !== this.#token) return;
          this.#forgetUnknown();
          await this.#openSession();
        }),
      refetch: (again) => void this.#turns.take(() => this.#refetch(again)).catch(() => undefined),
    });
    this.#live = new Live({
      address: address.replace(/^http/, "ws"),
      store: this.#store,
      token: () => this.#token,
      connected: () => {
        this.#carry.flush();
        this.#read.flush();
        void this.sender.outbox.drain();
      },
      refetch: () => this.#turns.take(() => this.#refetch(true)),
      received: (message) => {
        this.#read.arrived();
        this.sender.received(message);
      },
    });
    this.#stops.push(
      watchPages(() =>
        guard(() => {
          this.#carry.moved();
          if (this.state.phase === "ready") this.#carry.flush();
        }),
      ),
      hearOtherTabs((key, value) => guard(() => this.#otherTab(key, value))),
      hearNetwork((offline) => {
        this.#store.set({ offline });
        if (!offline && this.state.phase === "ready") void this.sender.outbox.drain();
      }),
      () => this.#live.stop(),
    );
  }

  get state(): ChatState {
    return this.#store.state;
  }

  subscribe(listener: (state: ChatState) => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** Goes on where an earlier page or tab stopped. Does nothing, and sends nothing, for who never opened. */
  resume(fromOtherTab = false): Promise<void> {
    return this.#turns.take(async () => {
      const known = this.#visitor.read();
      if (!known?.opened || this.state.phase === "ready") return;
      this.#token = known.token;
      await this.#patiently(() =>
        this.#unlessAnother(
          () => this.#enter(),
          async () => {
            // What another tab has just begun is not this one's to forget: it keeps quiet until somebody opens it.
            if (!fromOtherTab) return this.#wipe();
            this.#token = "";
            this.#reset();
          },
        ),
      );
    });
  }

  /** The visitor opened the chat: from here on it exists. */
  open(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.state.phase !== "ready") await this.#begin();
    });
  }

  /** The page says who is signed in. Nothing is sent for who never opened. */
  async identify(identity: Identity): Promise<void> {
    if (!this.#identity.give(identity)) return;
    await this.#turns.take(async () => {
      const { phase } = this.state;
      if (phase === "ready")
        await this.#patiently(() =>
          this.#unlessAnother(
            () => this.#enter(),
            () => this.#anew(),
          ),
        );
      else if (phase !== "idle") await this.#begin();
    });
  }

  async requestHuman(): Promise<void> {
    const answer = await this.#ask(RequestHumanDocument, {});
    if (answer) this.#apply(answer.requestHuman, false);
  }

  setParams(params: unknown): void {
    this.#carry.merge(params);
    if (this.state.phase === "ready") this.#carry.flush();
  }

  setTyping(typing: boolean): void {
    if (this.state.phase !== "ready") return;
    // One after the other: a sign that is overtaken by its end would outlast it.
    this.#toldTyping = this.#toldTyping
      .then(() => this.#send(SetTypingDocument, { typing }))
      .catch(() => undefined);
  }

  /** Everything up to here has been on screen. */
  markRead(): void {
    this.#read.markAll();
  }

  /** Forgets everything here, and who was signed in, and begins as a new visitor. */
  restart(): Promise<void> {
    this.#identity.give(undefined);
    const old = this.#visitor.read();
    this.#wipe();
    return this.#turns.take(async () => {
      if (!old?.opened) return;
      const token = newToken();
      const { restart } = await this.#send(RestartDocument, { newToken: token }, old.token);
      if (this.#gone) return this.#visitor.markOpened(token);
      this.#token = token;
      this.#visitor.markOpened(token);
      this.#apply(restart.session, true);
      // What the addresses tell goes with an opening only, and is as true of this visitor.
      if (this.#carry.urlIsNews) await this.#openSession();
    });
  }

  destroy(): void {
    this.#gone = true;
    for (const stop of this.#stops) stop();
  }

  #address(end: string): string {
    return `${this.#options.server}/widget/${encodeURIComponent(this.#options.projectId)}/${end}`;
  }

  /** null: another visitor has taken this one's place meanwhile, or the chat is gone; what came back is nobody's. */
  async #ask<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result | null> {
    const token = this.#token;
    const answer = await this.#send(document, variables, token);
    return token === this.#token && !this.#gone ? answer : null;
  }

  async #patiently(work: () => Promise<void>): Promise<void> {
    const passed = await this.#gate.pass(
      async () => {
        if (!this.#gone) await work();
      },
      () => this.#store.set({ connection: "reconnecting" }),
    );
    if (passed || this.state.phase === "unsigned") return;
    this.#live.stop();
    // Nor is anything to be seen any more: who was refused may be another person than the one who spoke here.
    this.#reset("unavailable");
  }

  async #begin(): Promise<void> {
    this.#store.set({ phase: "opening" });
    await this.#patiently(() =>
      this.#unlessAnother(
        async () => {
          const { token, opened } = this.#visitor.ensure();
          this.#token = token;
          if (opened && (this.#identity.isGiven || !this.#carry.urlIsNews)) await this.#enter();
          if (this.state.phase !== "ready") await this.#openSession();
        },
        () => this.#anew(),
      ),
    );
  }

  /** `then` when this browser's conversation is another person's than who is signed in now. */
  async #unlessAnother(work: () => Promise<void>, then: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (codeOf(error) !== "IDENTITY_CHANGED") throw error;
      await then();
    }
  }

  /** Forgets whose it was, and opens for who is here. */
  async #anew(): Promise<void> {
    this.#wipe();
    this.#store.set({ phase: "opening" });
    this.#token = this.#visitor.ensure().token;
    await this.#openSession();
  }

  /** Who is signed in is said before anything is read: what somebody else has said must not show. */
  async #enter(): Promise<void> {
    await this.#identity.with(async (token) => {
      if (!token) return this.#refetch(false);
      try {
        const answer = await this.#ask(IdentifyDocument, { token });
        if (!answer) return;
        this.#visitor.markOpened(this.#token, true);
        this.#apply(answer.identify.session, false);
      } catch (error) {
        if (codeOf(error) !== "UNAUTHENTICATED") throw error;
        this.#lose();
      }
    }, this.#isSigned);
  }

  #isSigned = () => !!this.#visitor.read()?.signed;

  /** The chat is for people whom the site has vouched for. What is written stays on the disk until then. */
  #shut(): void {
    this.#live.stop();
    this.#store.set({ phase: "unsigned" });
  }

  async #openSession(): Promise<void> {
    const page = currentPage();
    const input = {
      token: this.#token,
      page,
      ...describeDevice(),
      urlParams: this.#carry.url,
      params: this.#carry.params,
    };
    await this.#identity.with(async (identity) => {
      const answer = await this.#ask(OpenDocument, { input: { ...input, identity } });
      if (!answer) return;
      this.#visitor.markOpened(this.#token, !!identity);
      this.#carry.opened(page);
      this.#apply(answer.open.session, true);
    }, this.#isSigned);
  }

  async #refetch(again: boolean): Promise<void> {
    const answer = await this.#ask(SessionDocument, {});
    if (!answer) return;
    const { session } = answer;
    if (session) return this.#apply(session, again);
    this.#lose();
  }

  /** The server no longer knows this visitor: erased, or begun anew elsewhere. */
  #lose(): void {
    this.#forgetUnknown();
    this.#live.stop();
    this.#reset(this.state.phase === "opening" ? "opening" : "idle");
  }

  /** Takes a new token, unless another tab has already taken one. */
  #forgetUnknown(): void {
    if (this.#visitor.read()?.token === this.#token) this.#visitor.forget();
    this.#carry.forget();
    this.#token = this.#visitor.ensure().token;
  }

  #reset(phase: ChatState["phase"] = "idle"): void {
    const { config, offline, wipes } = this.state;
    this.#store.set({ ...emptyState, phase, config, offline, wipes });
  }

  #apply(session: Session, again: boolean): void {
    const readSeq = this.#read.of(session.conversationId);
    const moved = this.state.conversationId !== session.conversationId;
    this.#store.set({ ...withSession(this.state, session), readSeq, pending: this.sender.outbox.entries() });
    this.#read.arrived();
    this.#live.follow(session.lastSeq, again || moved);
    this.#carry.flush();
    void this.sender.outbox.drain();
  }

  #wipe(): void {
    this.#live.stop();
    this.sender.outbox.clear();
    this.#carry.forget();
    this.#visitor.forget();
    this.#read.forget();
    this.#token = "";
    this.#reset();
    this.#store.set({ wipes: this.state.wipes + 1 });
  }

  #otherTab(key: string, value: string | null): void {
    if (key === this.#visitor.key) {
      const identity = this.#visitor.read();
      if (identity?.token === this.#token) {
        if (identity.opened && this.state.phase === "idle") void this.resume();
        return;
      }
      this.#live.stop();
      this.#token = identity?.token ?? "";
      this.#reset();
      if (identity?.opened) void this.resume(true);
    } else if (key === this.#read.key) {
      this.#read.heard();
    } else if (key.startsWith(this.sender.prefix)) {
      this.#store.set({ pending: this.sender.outbox.entries() });
      if (value !== null && this.state.phase === "ready") void this.sender.outbox.drain();
    }
  }
}
