// Replies on this browser's disk, each under a key of its own, so that no tab ever overwrites what another wrote.
// Storage that is missing or full must never stop a reply: it then lives as long as the page.
import type { Problem } from "../api/errors.ts";

export interface Outgoing {
  clientId: string;
  conversationId: string;
  text: string;
  expectedLastSeq: number;
  /** The draft that this was: the server clears it with the reply. */
  draftVersion?: string | null;
  /** Milliseconds since 1970, made to grow within a browser: the order of sending. */
  at: number;
  /** Set when the server refused it for good: it waits for the sender to decide. */
  refused: Problem | null;
}

type Disk = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class Replies {
  readonly #prefix: string;
  readonly #disk: () => Disk;
  /** What the disk would not take. */
  readonly #memory = new Map<string, Outgoing>();

  constructor(agentId: string, disk: () => Disk = () => localStorage) {
    this.#prefix = `atalaya.outbox.${agentId}.`;
    this.#disk = disk;
  }

  /** Oldest first. */
  all(): Outgoing[] {
    const found = new Map<string, Outgoing>();
    attempt(() => {
      const disk = this.#disk();
      for (let index = 0; index < disk.length; index++) {
        const key = disk.key(index);
        const one = key?.startsWith(this.#prefix) ? read(disk.getItem(key)) : null;
        if (one) found.set(one.clientId, one);
      }
    });
    for (const [id, one] of this.#memory) found.set(id, one);
    return [...found.values()].sort((a, b) => a.at - b.at || (a.clientId < b.clientId ? -1 : 1));
  }

  add(reply: Omit<Outgoing, "at" | "refused">): Outgoing {
    const at = Math.max(Date.now(), ...this.all().map((one) => one.at + 1));
    const outgoing: Outgoing = { ...reply, at, refused: null };
    this.#write(outgoing);
    return outgoing;
  }

  /** Changes one that is still there; one that another tab has sent or discarded stays away. */
  change(clientId: string, change: Partial<Pick<Outgoing, "expectedLastSeq" | "refused">>): void {
    const one = this.all().find((each) => each.clientId === clientId);
    if (one) this.#write({ ...one, ...change });
  }

  remove(clientId: string): void {
    this.#memory.delete(clientId);
    attempt(() => this.#disk().removeItem(this.#prefix + clientId));
  }

  /** Whether a change of this key by another tab concerns these replies; null is a disk that was cleared. */
  holds(key: string | null): boolean {
    return key === null || key.startsWith(this.#prefix);
  }

  #write(one: Outgoing): void {
    const stored = attempt(() => {
      this.#disk().setItem(this.#prefix + one.clientId, JSON.stringify(one));
      return true;
    });
    if (stored) this.#memory.delete(one.clientId);
    else this.#memory.set(one.clientId, one);
  }
}

/** A reply that is tried again and those behind it, as far as they were written without knowing of `seq`. */
export function knowing(all: readonly Outgoing[], again: Outgoing, seq: number): Outgoing[] {
  const behind = all.slice(all.indexOf(again));
  return behind.filter((one) => one.conversationId === again.conversationId && one.expectedLastSeq < seq);
}

function read(value: string | null): Outgoing | null {
  const one = attempt(() => JSON.parse(value ?? "null") as Partial<Outgoing> | null);
  const whole =
    typeof one?.clientId === "string" &&
    typeof one.conversationId === "string" &&
    typeof one.text === "string" &&
    typeof one.expectedLastSeq === "number" &&
    typeof one.at === "number" &&
    (one.refused === null || typeof one.refused === "object");
  return whole ? (one as Outgoing) : null;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
