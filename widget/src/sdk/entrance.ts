/**
 * Who this browser's visitor is: its first opening, its coming back, the site's word on who is signed in, another person at the
 * same browser, and what other tabs make of it.
 */
import type { Caller } from "./caller";
import type { Conversation } from "./conversation";
import { describeDevice } from "./device";
import type { Gate } from "./gate";
import { IdentifyDocument, OpenDocument, RestartDocument } from "./generated";
import { SiteIdentity, codeOf } from "./identity";
import type { Identity } from "./options";
import { currentPage } from "./page";
import { newToken } from "./random";
import type { ChatState } from "./store";
import type { Turns } from "./turns";
import type { VisitorStore } from "./visitor";

export interface EntranceOptions {
  caller: Caller;
  conversation: Conversation;
  visitor: VisitorStore;
  gate: Gate;
  turns: Turns;
  identity: Identity | undefined;
}

export class Entrance {
  #caller: Caller;
  #conversation: Conversation;
  #visitor: VisitorStore;
  #gate: Gate;
  #turns: Turns;
  #identity: SiteIdentity;

  constructor({ caller, conversation, visitor, gate, turns, identity }: EntranceOptions) {
    this.#caller = caller;
    this.#conversation = conversation;
    this.#visitor = visitor;
    this.#gate = gate;
    this.#turns = turns;
    this.#identity = new SiteIdentity(identity);
  }

  /** Goes on where an earlier page or tab stopped. Does nothing, and sends nothing, for who never opened. */
  resume(fromOtherTab = false): Promise<void> {
    return this.#turns.take(async () => {
      const known = this.#visitor.read();
      if (!known?.opened || this.#phase === "ready") return;
      this.#caller.token = known.token;
      await this.#patiently(
        () => this.#enter(),
        async () => {
          // What another tab has just begun is not this one's to forget: it keeps quiet until somebody opens it.
          if (!fromOtherTab) return this.#wipe();
          this.#caller.token = "";
          this.#conversation.reset();
        },
      );
    });
  }

  /** The visitor opened the chat: from here on it exists. */
  open(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#phase !== "ready") await this.#begin();
    });
  }

  /** The page says who is signed in. Nothing is sent for who never opened. */
  async identify(identity: Identity): Promise<void> {
    if (!this.#identity.give(identity)) return;
    await this.#turns.take(async () => {
      if (this.#phase === "ready")
        await this.#patiently(
          () => this.#enter(),
          () => this.#anew(),
        );
      else if (this.#phase !== "idle") await this.#begin();
    });
  }

  /** Forgets everything here, and who was signed in, and begins as a new visitor. */
  restart(): Promise<void> {
    this.#identity.give(undefined);
    const old = this.#visitor.read();
    this.#wipe();
    return this.#turns.take(async () => {
      if (!old?.opened) return;
      const token = newToken();
      const { restart } = await this.#caller.send(RestartDocument, { newToken: token }, old.token);
      this.#visitor.markOpened(token);
      if (this.#caller.isGone) return;
      this.#caller.token = token;
      this.#conversation.apply(restart.session, true);
      // What the addresses tell goes with an opening only, and is as true of this visitor.
      if (this.#conversation.carry.urlIsNews) await this.#openSession();
    });
  }

  /** The server does not know the visitor of this token: another takes its place, unless one has while this waited for its turn. */
  renew(token: string): Promise<void> {
    return this.#turns.take(async () => {
      if (token !== this.#caller.token) return;
      this.#forgetUnknown();
      await this.#openSession();
    });
  }

  /** The server no longer knows this visitor: erased, or begun anew elsewhere. */
  lose(): void {
    this.#forgetUnknown();
    this.#conversation.reset(this.#phase === "opening" ? "opening" : "idle");
  }

  /** Another tab has opened, or begun anew, or forgotten. */
  heard(): void {
    const known = this.#visitor.read();
    if (known?.token === this.#caller.token) {
      if (known.opened && this.#phase === "idle") void this.resume();
      return;
    }
    this.#caller.token = known?.token ?? "";
    this.#conversation.reset();
    if (known?.opened) void this.resume(true);
  }

  get #phase(): ChatState["phase"] {
    return this.#conversation.store.state.phase;
  }

  #isSigned = () => !!this.#visitor.read()?.signed;

  /** Until it is done or refused for good. `another`: this browser's conversation is another person's than who is signed in now. */
  async #patiently(work: () => Promise<void>, another: () => Promise<void>): Promise<void> {
    const { store } = this.#conversation;
    const passed = await this.#gate.pass(
      async () => {
        if (this.#caller.isGone) return;
        try {
          await work();
        } catch (error) {
          if (codeOf(error) !== "IDENTITY_CHANGED") throw error;
          await another();
        }
      },
      () => store.set({ connection: "reconnecting" }),
    );
    if (passed || this.#phase === "unsigned") return;
    // Nor is anything to be seen any more: who was refused may be another person than the one who spoke here.
    this.#conversation.reset("unavailable");
  }

  async #begin(): Promise<void> {
    this.#conversation.store.set({ phase: "opening" });
    await this.#patiently(
      async () => {
        const { token, opened } = this.#visitor.ensure();
        this.#caller.token = token;
        if (opened && (this.#identity.isGiven || !this.#conversation.carry.urlIsNews)) await this.#enter();
        if (this.#phase !== "ready") await this.#openSession();
      },
      () => this.#anew(),
    );
  }

  /** Forgets whose it was, and opens for who is here. */
  async #anew(): Promise<void> {
    this.#wipe();
    this.#conversation.store.set({ phase: "opening" });
    this.#caller.token = this.#visitor.ensure().token;
    await this.#openSession();
  }

  /** Who is signed in is said before anything is read: what somebody else has said must not show. */
  async #enter(): Promise<void> {
    await this.#identity.with(async (token) => {
      if (!token) return this.#conversation.refetch(false);
      try {
        const answer = await this.#caller.ask(IdentifyDocument, { token });
        if (!answer) return;
        this.#visitor.markOpened(this.#caller.token, true);
        this.#conversation.apply(answer.identify.session, false);
      } catch (error) {
        if (codeOf(error) !== "UNAUTHENTICATED") throw error;
        this.lose();
      }
    }, this.#isSigned);
  }

  async #openSession(): Promise<void> {
    const { carry } = this.#conversation;
    const page = currentPage();
    const input = {
      token: this.#caller.token,
      page,
      ...describeDevice(),
      urlParams: carry.url,
      params: carry.params,
    };
    await this.#identity.with(async (identity) => {
      const answer = await this.#caller.ask(OpenDocument, { input: { ...input, identity } });
      if (!answer) return;
      this.#visitor.markOpened(this.#caller.token, !!identity);
      carry.opened(page);
      this.#conversation.apply(answer.open.session, true);
    }, this.#isSigned);
  }

  /** Takes a new token, unless another tab has already taken one. */
  #forgetUnknown(): void {
    if (this.#visitor.read()?.token === this.#caller.token) this.#visitor.forget();
    this.#conversation.carry.forget();
    this.#caller.token = this.#visitor.ensure().token;
  }

  #wipe(): void {
    this.#visitor.forget();
    this.#caller.token = "";
    this.#conversation.forget();
  }
}
