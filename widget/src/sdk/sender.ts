/** Sends what the visitor does, by way of the outbox, and settles what comes back. */
import { type FieldProblem, Refused } from "./errors";
import { ChooseOptionDocument, SendDocument, SubmitFormDocument } from "./generated";
import type { Send } from "./http";
import { type Action, type Entry, Outbox } from "./outbox";
import type { SafeStorage } from "./storage";
import { type Message, type Store, withMessage } from "./store";
import { exclusively } from "./tabs";
import { storageKey } from "./visitor";

export interface SenderOptions {
  storage: SafeStorage;
  projectId: string;
  store: Store;
  send: Send;
  /** Who speaks now. */
  token: () => string;
  /** The server does not know the visitor of this token: begin anew before trying once more. */
  renew: (token: string) => Promise<void>;
  /** What came back, or the lack of a live line, means there is more to read. */
  refetch: (again: boolean) => void;
}

export class Sender {
  readonly outbox: Outbox;
  readonly prefix: string;
  #options: SenderOptions;

  constructor(options: SenderOptions) {
    const { storage, projectId, store } = options;
    this.#options = options;
    this.prefix = storageKey(projectId, "out:");
    this.outbox = new Outbox({
      storage,
      prefix: this.prefix,
      exclusive: (work) => exclusively(storageKey(projectId, "sender"), work),
      deliver: (entry) => this.#deliver(entry),
      changed: () => store.set({ pending: this.outbox.entries() }),
      rejected: (entry, fields) => this.#rejected(entry, fields),
    });
  }

  text(text: string): void {
    this.outbox.add({ kind: "text", text });
  }

  choose(messageId: string, index: number): void {
    this.#answer({ kind: "option", messageId, index });
  }

  submit(messageId: string, fields: { name: string; value: string }[]): void {
    const { store } = this.#options;
    const { [messageId]: _, ...others } = store.state.formProblems;
    store.set({ formProblems: others });
    this.#answer({ kind: "form", messageId, fields });
  }

  /** A message of ours came back over the live line: it needs no more sending. */
  received({ clientId }: Message): void {
    if (clientId && this.#options.store.state.pending.some((entry) => entry.clientId === clientId))
      this.outbox.remove(clientId);
  }

  /** A second press of the same button is the same answer. */
  #answer(action: Exclude<Action, { kind: "text" }>): void {
    const waiting = this.#options.store.state.pending.some(
      ({ action: other }) => other.kind !== "text" && other.messageId === action.messageId,
    );
    if (!waiting) this.outbox.add(action);
  }

  async #deliver(entry: Entry): Promise<void> {
    const { token, renew } = this.#options;
    let author = token();
    let message: Message;
    try {
      message = await this.#post(entry);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "UNAUTHENTICATED") throw error;
      // What an earlier visitor said is forgotten with it.
      if (!this.outbox.holds(entry)) return;
      await renew(author);
      if (!this.outbox.holds(entry)) return;
      author = token();
      message = await this.#post(entry);
    }
    if (author === token()) this.#accept(message);
  }

  async #post({ action, clientId }: Entry): Promise<Message> {
    const { send } = this.#options;
    switch (action.kind) {
      case "text":
        return (await send(SendDocument, { text: action.text, clientId })).message;
      case "option":
        return (
          await send(ChooseOptionDocument, { messageId: action.messageId, index: action.index, clientId })
        ).message;
      case "form":
        return (
          await send(SubmitFormDocument, { messageId: action.messageId, fields: action.fields, clientId })
        ).message;
    }
  }

  #accept(message: Message): void {
    const { store, refetch } = this.#options;
    const { messages, connection } = store.state;
    const other = messages.find((one) => one.seq === message.seq);
    // A seq that is taken means that a new conversation has begun.
    const elsewhere = other !== undefined && other.id !== message.id;
    if (!elsewhere) store.set({ messages: withMessage(messages, message) });
    if (elsewhere || connection !== "live") refetch(elsewhere);
  }

  #rejected({ action }: Entry, fields: FieldProblem[]): void {
    if (action.kind !== "form") return;
    const { store } = this.#options;
    const values = Object.fromEntries(action.fields.map(({ name, value }) => [name, value]));
    store.set({ formProblems: { ...store.state.formProblems, [action.messageId]: { fields, values } } });
  }
}
