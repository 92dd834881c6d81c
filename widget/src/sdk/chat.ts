/**
 * One visitor's chat with one project, without a face. The screen reads `state`, listens, and calls.
 * Who the visitor is, is the entrance's matter; what is said and heard, the conversation's.
 */
import { Caller } from "./caller";
import { Conversation } from "./conversation";
import { Entrance } from "./entrance";
import { Gate } from "./gate";
import { guard } from "./guard";
import type { ChatOptions, Identity } from "./options";
import type { Sender } from "./sender";
import { safeStorage } from "./storage";
import type { ChatState } from "./store";
import { hearOtherTabs } from "./tabs";
import { Turns } from "./turns";
import { visitorStore } from "./visitor";

export class Chat {
  #caller: Caller;
  #conversation: Conversation;
  #entrance: Entrance;
  #deaf: () => void;

  constructor({ server, projectId, identity, params }: ChatOptions) {
    const base = `${server}/widget/${encodeURIComponent(projectId)}/`;
    const address = `${base}graphql`;
    const disk = safeStorage(() => localStorage);
    const visitor = visitorStore(disk, projectId);
    const turns = new Turns();
    this.#caller = new Caller(address, () => this.#conversation.shut());
    this.#conversation = new Conversation({
      caller: this.#caller,
      disk,
      projectId,
      address: address.replace(/^http/, "ws"),
      turns,
      renew: (token) => this.#entrance.renew(token),
      lost: () => this.#entrance.lose(),
    });
    this.#conversation.carry.merge(params);
    this.#entrance = new Entrance({
      caller: this.#caller,
      conversation: this.#conversation,
      visitor,
      gate: new Gate(projectId, `${base}status`),
      turns,
      identity,
    });
    this.#deaf = hearOtherTabs((key, value) =>
      guard(() => (key === visitor.key ? this.#entrance.heard() : this.#conversation.heard(key, value))),
    );
  }

  get state(): ChatState {
    return this.#conversation.store.state;
  }

  get sender(): Sender {
    return this.#conversation.sender;
  }

  subscribe(listener: (state: ChatState) => void): () => void {
    return this.#conversation.store.subscribe(listener);
  }

  resume(): Promise<void> {
    return this.#entrance.resume();
  }

  open(): Promise<void> {
    return this.#entrance.open();
  }

  identify(identity: Identity): Promise<void> {
    return this.#entrance.identify(identity);
  }

  restart(): Promise<void> {
    return this.#entrance.restart();
  }

  requestHuman(): Promise<void> {
    return this.#conversation.requestHuman();
  }

  setParams(params: unknown): void {
    this.#conversation.setParams(params);
  }

  setTyping(typing: boolean): void {
    this.#conversation.setTyping(typing);
  }

  /** Everything up to here has been on screen. */
  markRead(): void {
    this.#conversation.read.markAll();
  }

  destroy(): void {
    this.#caller.isGone = true;
    this.#deaf();
    this.#conversation.stop();
  }
}
