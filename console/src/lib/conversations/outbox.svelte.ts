// Replies on their way. Each is on this browser's disk, under an id of its own, before it is sent, and stays
// there until the server has answered: a reload or a dead network sends it again, and never twice.
import { createContext, untrack } from "svelte";
import { waitBefore } from "../api/backoff.ts";
import { connection } from "../api/connection.svelte.ts";
import { isPassing, type Problem } from "../api/errors.ts";
import { ReplyDocument } from "../api/generated.ts";
import { mutate } from "../api/mutate.ts";
import { knowing, loadOutgoing, saveOutgoing, type Outgoing } from "./outgoing.ts";

type OutgoingState = "sending" | "waiting" | "refused";

export interface Pending extends Outgoing {
  state: OutgoingState;
  problem: Problem | null;
}

export class Outbox {
  #pending = $state<Pending[]>([]);
  readonly #agentId: string;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that no screen shows
  readonly #busy = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  constructor(agentId: string) {
    this.#agentId = agentId;
    this.#pending = loadOutgoing(agentId).map((one) => ({ ...one, state: "waiting", problem: null }));
    // A connection that is back is the best moment to try.
    $effect(() => {
      if (connection.state === "live") untrack(() => this.#flush());
    });
    $effect(() => {
      const online = () => this.#flush();
      addEventListener("online", online);
      // Untracked: flushing changes what it reads, and would run this again without any pause.
      untrack(() => this.#flush());
      return () => {
        removeEventListener("online", online);
        clearTimeout(this.#timer);
      };
    });
  }

  of(conversationId: string): readonly Pending[] {
    return this.#pending.filter((one) => one.conversationId === conversationId);
  }

  send(conversationId: string, text: string, expectedLastSeq: number): void {
    this.#pending.push({
      clientId: crypto.randomUUID(),
      conversationId,
      text,
      expectedLastSeq,
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that no screen shows
      at: new Date().toISOString(),
      state: "waiting",
      problem: null,
    });
    this.#save();
    this.#flush();
  }

  /** Tries a refused one again; `expectedLastSeq` says that the sender has seen what came in between, also for those behind. */
  retry(clientId: string, expectedLastSeq: number): void {
    const one = this.#find(clientId);
    if (!one) return;
    one.state = "waiting";
    one.problem = null;
    for (const later of knowing(this.#pending, one, expectedLastSeq)) later.expectedLastSeq = expectedLastSeq;
    this.#save();
    this.#flush();
  }

  discard(clientId: string): void {
    this.#pending = this.#pending.filter((one) => one.clientId !== clientId);
    this.#save();
    this.#flush();
  }

  #find(clientId: string): Pending | undefined {
    return this.#pending.find((one) => one.clientId === clientId);
  }

  #save(): void {
    saveOutgoing(this.#agentId, this.#pending);
  }

  /** Sends the first of each conversation; those behind it wait their turn, so that order is kept. */
  #flush(): void {
    clearTimeout(this.#timer);
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that no screen shows
    const seen = new Set<string>();
    for (const one of this.#pending) {
      if (seen.has(one.conversationId)) continue;
      seen.add(one.conversationId);
      if (one.state === "waiting") void this.#deliver(one.clientId);
    }
  }

  async #deliver(clientId: string): Promise<void> {
    const one = this.#find(clientId);
    if (!one || this.#busy.has(clientId)) return;
    this.#busy.add(clientId);
    one.state = "sending";
    const { conversationId, text, expectedLastSeq } = one;
    const outcome = await mutate(ReplyDocument, { conversationId, text, clientId, expectedLastSeq });
    this.#busy.delete(clientId);
    if (outcome.ok) {
      this.#tries = 0;
      return this.discard(clientId);
    }
    // The array holds proxies: what was found before the await may have been replaced since.
    const now = this.#find(clientId);
    if (!now) return;
    now.problem = outcome.problem;
    if (isPassing(outcome.problem)) {
      now.state = "waiting";
      const pause = Math.max(waitBefore(this.#tries++), (outcome.problem.retryAfter ?? 0) * 1000);
      this.#timer = setTimeout(() => this.#flush(), pause);
    } else {
      now.state = "refused";
    }
  }
}

export const [useOutbox, provideOutbox] = createContext<Outbox>();
