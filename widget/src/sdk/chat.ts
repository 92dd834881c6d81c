/**
 * One visitor's chat with one project, without a face: session, messages, outbox, parameters, pages.
 * The screen reads `state`, listens, and calls.
 */
import { backoff } from "./backoff";
import { Carry } from "./carry";
import { describeDevice } from "./device";
import { Refused, Unreachable } from "./errors";
import {
  ChooseOptionDocument,
  MarkSeenDocument,
  OpenDocument,
  RequestHumanDocument,
  RestartDocument,
  SendDocument,
  SessionDocument,
  SetTypingDocument,
  SubmitFormDocument,
} from "./generated";
import { type Send, httpClient, projectStatus } from "./http";
import { Live } from "./live";
import { type ChatOptions, guard } from "./options";
import { type Action, type Entry, Outbox } from "./outbox";
import { currentPage, watchPages } from "./page";
import { newToken } from "./random";
import { type SafeStorage, safeStorage } from "./storage";
import {
  type ChatState,
  type Message,
  type Session,
  Store,
  emptyState,
  withMessage,
  withSession,
} from "./store";
import { exclusively, hearOtherTabs } from "./tabs";
import { storageKey, visitorStore } from "./visitor";

export class Chat {
  #options: ChatOptions;
  #disk: SafeStorage = safeStorage(() => localStorage);
  #store = new Store();
  #visitor: ReturnType<typeof visitorStore>;
  #send: Send;
  #carry: Carry;
  #outbox: Outbox;
  #live: Live;
  #readKey: string;
  #token = "";
  #turn: Promise<unknown> = Promise.resolve();
  #stops: (() => void)[] = [];
  #asked = false;

  constructor(options: ChatOptions) {
    this.#options = options;
    const { projectId } = options;
    const address = this.#address("graphql");
    this.#visitor = visitorStore(this.#disk, projectId);
    this.#readKey = storageKey(projectId, "read");
    this.#send = httpClient(address, () => this.#token || undefined);
    this.#carry = new Carry(
      this.#disk,
      safeStorage(() => sessionStorage),
      projectId,
      this.#send,
    );
    this.#carry.merge(options.params);
    this.#outbox = new Outbox({
      storage: this.#disk,
      prefix: storageKey(projectId, "out:"),
      exclusive: (work) => exclusively(storageKey(projectId, "sender"), work),
      deliver: (entry) => this.#deliver(entry),
      changed: () => this.#store.set({ pending: this.#outbox.entries() }),
      rejected: (entry, fields) => this.#rejected(entry, fields),
    });
    this.#live = new Live({
      address: address.replace(/^http/, "ws"),
      store: this.#store,
      token: () => this.#token,
      connected: () => {
        this.#carry.flush();
        void this.#outbox.drain();
      },
      refetch: () => this.#inTurn(() => this.#refetch(true)),
      received: ({ clientId }) => {
        if (clientId && this.state.pending.some((entry) => entry.clientId === clientId))
          this.#outbox.remove(clientId);
      },
    });
    this.#stops.push(
      watchPages(() => guard(() => this.state.phase === "ready" && this.#carry.flush())),
      hearOtherTabs((key, value) => guard(() => this.#otherTab(key, value))),
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
  resume(): Promise<void> {
    return this.#inTurn(async () => {
      const known = this.#visitor.read();
      if (!known?.opened || this.state.phase === "ready") return;
      this.#token = known.token;
      await this.#patiently(() => this.#refetch(false));
    });
  }

  /** The visitor opened the chat: from here on it exists. */
  open(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.state.phase === "ready") return;
      this.#store.set({ phase: "opening" });
      await this.#patiently(async () => {
        const { token, opened } = this.#visitor.ensure();
        this.#token = token;
        if (opened && !this.#carry.urlIsNews) await this.#refetch(false);
        if (this.state.phase !== "ready") await this.#openSession();
      });
    });
  }

  send(text: string): void {
    this.#outbox.add({ kind: "text", text });
  }

  chooseOption(messageId: string, index: number): void {
    this.#add(messageId, { kind: "option", messageId, index });
  }

  submitForm(messageId: string, fields: { name: string; value: string }[]): void {
    const { [messageId]: _, ...others } = this.state.formProblems;
    this.#store.set({ formProblems: others });
    this.#add(messageId, { kind: "form", messageId, fields });
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId);
  }

  discard(clientId: string): void {
    this.#outbox.remove(clientId);
  }

  async requestHuman(): Promise<void> {
    const { requestHuman } = await this.#send(RequestHumanDocument, {});
    this.#apply(requestHuman, false);
  }

  setParams(params: unknown): void {
    this.#carry.merge(params);
    if (this.state.phase === "ready") this.#carry.flush();
  }

  setTyping(typing: boolean): void {
    if (this.state.phase === "ready") this.#send(SetTypingDocument, { typing }).catch(() => undefined);
  }

  /** Everything up to here has been on screen. */
  markRead(): void {
    const { messages, readSeq, conversationId } = this.state;
    const seq = messages.at(-1)?.seq ?? 0;
    if (seq <= readSeq) return;
    this.#disk.set(this.#readKey, `${conversationId}:${seq}`);
    this.#store.set({ readSeq: seq });
    this.#send(MarkSeenDocument, { seq }).catch(() => undefined);
  }

  /** Forgets everything here and begins as a new visitor. */
  restart(): Promise<void> {
    const old = this.#visitor.read();
    this.#wipe();
    return this.#inTurn(async () => {
      if (!old?.opened) return;
      const token = newToken();
      const { restart } = await this.#send(RestartDocument, { newToken: token }, old.token);
      this.#token = token;
      this.#visitor.markOpened(token);
      this.#apply(restart.session, true);
    });
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
  }

  #address(end: string): string {
    return `${this.#options.server}/widget/${encodeURIComponent(this.#options.projectId)}/${end}`;
  }

  /** One step at a time: an opening, a resuming and a restart never interleave. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  /** Again and again while the server can't be reached; gives up only when it says no. */
  async #patiently(work: () => Promise<void>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (await this.#isFinal(error)) {
          this.#store.set({ phase: "unavailable" });
          return;
        }
        this.#store.set({ connection: "reconnecting" });
        const wait = (error instanceof Refused && error.retryAfterMs) || 500 + backoff(attempt + 1);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async #isFinal(error: unknown): Promise<boolean> {
    if (error instanceof Refused) {
      if (!["NOT_FOUND", "FORBIDDEN", "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"].includes(error.code))
        return false;
      console.error(
        `Atalaya: the chat of project ${this.#options.projectId} can't be opened: ${error.message}`,
      );
      return true;
    }
    if (!(error instanceof Unreachable) || this.#asked || !navigator.onLine) return false;
    const status = await projectStatus(this.#address("status"));
    if (!status) return false;
    this.#asked = true;
    if (status.allowed) return false;
    console.error(
      `Atalaya: the address ${location.origin} is not on this project's list of sites, so the chat stays closed. ` +
        `Add it at ${status.settings}`,
    );
    return true;
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
    const { open } = await this.#send(OpenDocument, { input });
    this.#visitor.markOpened(this.#token);
    this.#carry.opened(page.url);
    this.#apply(open.session, true);
  }

  async #refetch(again: boolean): Promise<void> {
    const { session } = await this.#send(SessionDocument, {});
    if (session) return this.#apply(session, again);
    // The server no longer knows this visitor: erased, or begun anew elsewhere.
    if (this.#visitor.read()?.token === this.#token) this.#visitor.forget();
    this.#carry.forget();
    this.#live.stop();
    this.#token = this.#visitor.ensure().token;
    this.#store.set({ ...emptyState, phase: this.state.phase === "opening" ? "opening" : "idle" });
  }

  #apply(session: Session, again: boolean): void {
    const [conversationId, seq] = (this.#disk.get(this.#readKey) ?? "").split(":");
    const readSeq = conversationId === session.conversationId ? Number(seq) || 0 : 0;
    const moved = this.state.conversationId !== session.conversationId;
    this.#store.set({ ...withSession(this.state, session), readSeq, pending: this.#outbox.entries() });
    this.#live.follow(session.lastSeq, again || moved);
    this.#carry.flush();
    void this.#outbox.drain();
  }

  async #deliver(entry: Entry): Promise<void> {
    if (!this.#token) this.#token = this.#visitor.ensure().token;
    try {
      await this.#post(entry);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "UNAUTHENTICATED") throw error;
      this.#visitor.forget();
      this.#token = this.#visitor.ensure().token;
      await this.#openSession();
      await this.#post(entry);
    }
  }

  async #post({ action, clientId }: Entry): Promise<void> {
    const sent =
      action.kind === "text"
        ? this.#send(SendDocument, { text: action.text, clientId })
        : action.kind === "option"
          ? this.#send(ChooseOptionDocument, { messageId: action.messageId, index: action.index, clientId })
          : this.#send(SubmitFormDocument, { messageId: action.messageId, fields: action.fields, clientId });
    this.#accept((await sent).message);
  }

  #accept(message: Message): void {
    const { messages, connection } = this.state;
    const other = messages.find((one) => one.seq === message.seq);
    const elsewhere = other !== undefined && other.id !== message.id;
    if (!elsewhere) this.#store.set({ messages: withMessage(messages, message) });
    // A seq that is taken means a new conversation; without a live line nobody else tells the answer.
    if (elsewhere || connection !== "live")
      void this.#inTurn(() => this.#refetch(elsewhere)).catch(() => undefined);
  }

  #rejected(entry: Entry, fields: { name: string; reason: string }[]): void {
    if (entry.action.kind !== "form") return;
    const values = Object.fromEntries(entry.action.fields.map(({ name, value }) => [name, value]));
    const problem = { fields, values };
    this.#store.set({ formProblems: { ...this.state.formProblems, [entry.action.messageId]: problem } });
  }

  /** A second press of the same button is the same answer. */
  #add(messageId: string, action: Action): void {
    const waiting = this.state.pending.some(
      ({ action: other }) => other.kind !== "text" && other.messageId === messageId,
    );
    if (!waiting) this.#outbox.add(action);
  }

  #wipe(): void {
    this.#live.stop();
    this.#outbox.clear();
    this.#carry.forget();
    this.#visitor.forget();
    this.#disk.remove(this.#readKey);
    this.#token = "";
    this.#store.set(emptyState);
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
      this.#store.set(emptyState);
      if (identity?.opened) void this.resume();
    } else if (key === this.#readKey && value?.startsWith(`${this.state.conversationId}:`)) {
      this.#store.set({ readSeq: Number(value.split(":")[1]) || 0 });
    } else if (key.startsWith(storageKey(this.#options.projectId, "out:"))) {
      this.#store.set({ pending: this.#outbox.entries() });
      if (value !== null && this.state.phase === "ready") void this.#outbox.drain();
    }
  }
}
