/**
 * What the visitor did, on disk before it is sent. Each entry has its own storage key, so that tabs never
 * overwrite one another, and its own id, so that a retry never makes a second message. One tab at a time
 * sends, in order; an entry leaves when the server has it.
 */
import { backoff } from "./backoff";
import { type FieldProblem, Refused, isPassing } from "./errors";
import { newId } from "./random";
import { type SafeStorage, readJson } from "./storage";

export type Action =
  | { kind: "text"; text: string }
  | { kind: "option"; messageId: string; index: number }
  | { kind: "form"; messageId: string; fields: { name: string; value: string }[] };

export interface Entry {
  clientId: string;
  /** Milliseconds since 1970, made to grow: the order of sending. */
  at: number;
  action: Action;
  /** Set when the server refused it for good; it waits for the visitor to retry or discard it. */
  failed?: string;
}

export interface OutboxOptions {
  storage: SafeStorage;
  prefix: string;
  /** Runs the work while no other tab does; may run it at once where locks don't exist. */
  exclusive: (work: () => Promise<void>) => Promise<void>;
  deliver: (entry: Entry) => Promise<void>;
  changed: () => void;
  /** A form's answers were refused field by field: the form shows it, the entry goes. */
  rejected: (entry: Entry, fields: FieldProblem[]) => void;
  schedule?: (work: () => void, ms: number) => void;
  now?: () => number;
}

const MAX_SERVER_FAULTS = 6;

export class Outbox {
  #options: OutboxOptions;
  #attempt = 0;
  #faults = new Map<string, number>();
  #draining: Promise<void> | null = null;
  #again = false;
  #last = 0;
  #timer = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Oldest first. */
  entries(): Entry[] {
    const { storage, prefix } = this.#options;
    return storage
      .keys(prefix)
      .map((key) => readJson(storage, key, isEntry))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.at - b.at || (a.clientId < b.clientId ? -1 : 1));
  }

  add(action: Action): Entry {
    const at = Math.max((this.#options.now ?? Date.now)(), this.#last + 1);
    this.#last = at;
    const entry: Entry = { clientId: newId(), at, action };
    this.#write(entry);
    void this.drain();
    return entry;
  }

  /** false once it was sent, discarded or forgotten, by whatever tab. */
  holds({ clientId }: Entry): boolean {
    return this.#options.storage.get(this.#options.prefix + clientId) !== null;
  }

  /** The server has it, or nobody wants it any more. */
  remove(clientId: string): void {
    this.#options.storage.remove(this.#options.prefix + clientId);
    this.#faults.delete(clientId);
    this.#options.changed();
  }

  retry(clientId: string): void {
    const entry = this.entries().find((one) => one.clientId === clientId);
    if (!entry) return;
    this.#faults.delete(clientId);
    this.#write({ ...entry, failed: undefined });
    void this.drain();
  }

  clear(): void {
    for (const entry of this.entries()) this.#options.storage.remove(this.#options.prefix + entry.clientId);
    this.#options.changed();
  }

  /** Sends what waits. Safe to call at any time and from every tab. */
  drain(): Promise<void> {
    if (this.#draining) {
      this.#again = true;
      return this.#draining;
    }
    this.#draining = this.#options
      .exclusive(() => this.#sendAll())
      .catch(() => this.#later(undefined))
      .finally(() => {
        this.#draining = null;
        if (this.#again) {
          this.#again = false;
          void this.drain();
        }
      });
    return this.#draining;
  }

  async #sendAll(): Promise<void> {
    // Read anew for each one: another tab may have sent, added or discarded meanwhile.
    for (let next = this.#next(); next; next = this.#next()) {
      try {
        await this.#options.deliver(next);
        this.#attempt = 0;
        this.remove(next.clientId);
      } catch (error) {
        if (this.#giveUp(next, error)) continue;
        this.#later(error instanceof Refused ? error.retryAfterMs : undefined);
        return;
      }
    }
  }

  #next(): Entry | undefined {
    return this.entries().find((entry) => !entry.failed);
  }

  /** true when the entry is out of the way and the next one may go. */
  #giveUp(entry: Entry, error: unknown): boolean {
    const refused = error instanceof Refused ? error : null;
    if (refused?.code === "INTERNAL_SERVER_ERROR") {
      const faults = (this.#faults.get(entry.clientId) ?? 0) + 1;
      this.#faults.set(entry.clientId, faults);
      if (faults < MAX_SERVER_FAULTS) return false;
    } else if (isPassing(error)) {
      return false;
    }
    // Forgotten while it was on the way: it must not come back.
    if (!this.holds(entry)) return true;
    if (entry.action.kind !== "text") {
      this.remove(entry.clientId);
      this.#options.rejected(entry, refused?.fields ?? []);
    } else {
      this.#write({ ...entry, failed: refused?.code ?? "UNKNOWN" });
    }
    return true;
  }

  #later(retryAfterMs: number | undefined): void {
    const turn = ++this.#timer;
    const schedule = this.#options.schedule ?? ((work, ms) => void setTimeout(work, ms));
    schedule(
      () => {
        if (turn === this.#timer) void this.drain();
      },
      retryAfterMs ?? 250 + backoff(this.#attempt++),
    );
  }

  #write(entry: Entry): void {
    this.#options.storage.set(this.#options.prefix + entry.clientId, JSON.stringify(entry));
    this.#options.changed();
  }
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Entry | null;
  return (
    typeof entry === "object" &&
    typeof entry?.clientId === "string" &&
    typeof entry.at === "number" &&
    ["text", "option", "form"].includes(entry.action?.kind)
  );
}
