// Replies on their way. Each is on this browser's disk, under an id of its own, before it is sent, and stays
// there until the server has answered: a reload or a dead network sends it again, and never twice. All tabs show the
// same replies; one at a time delivers those of a conversation, in order.
import { createContext, untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { waitBefore } from "../api/backoff.ts";
import { connection } from "../api/connection.svelte.ts";
import { isPassing, type Problem } from "../api/errors.ts";
import { ReplyDocument } from "../api/generated.ts";
import { newId } from "../api/id.ts";
import { mutate } from "../api/mutate.ts";
import { exclusively } from "../api/exclusively.ts";
import { knowing, Replies, type Outgoing } from "./outgoing.ts";

export interface Pending extends Outgoing {
  /** What stands in its way just now, and passes by itself. */
  fault: Problem | null;
}

/** The delivery of one conversation's replies by this tab. */
interface Lane {
  running: boolean;
  again: boolean;
  tries: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class Outbox {
  #all = $state.raw<readonly Outgoing[]>([]);
  readonly #faults = new SvelteMap<string, Problem>();
  readonly #agentId: string;
  readonly #isAgent: (id: string) => boolean;
  readonly #replies: Replies;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that no screen shows
  readonly #lanes = new Map<string, Lane>();
  #stopped = false;

  /** `isAgent`: whether what is sent now goes out under that agent's name. */
  constructor(agentId: string, isAgent: (id: string) => boolean) {
    this.#agentId = agentId;
    this.#isAgent = isAgent;
    this.#replies = new Replies(agentId);
    this.#all = this.#replies.all();
    // A connection that is back is the best moment to try.
    $effect(() => {
      if (connection.state === "live") untrack(() => this.#drainAll());
    });
    $effect(() => {
      const online = () => this.#drainAll();
      const written = (event: StorageEvent) => {
        if (!this.#replies.holds(event.key)) return;
        this.#reload();
        // Whoever wrote it delivers it; this tab stands behind, in case that one goes.
        if (event.newValue !== null) this.#drainAll();
      };
      addEventListener("online", online);
      addEventListener("storage", written);
      // Untracked: draining changes what it reads, and would run this again without any pause.
      untrack(() => this.#drainAll());
      return () => {
        this.#stopped = true;
        removeEventListener("online", online);
        removeEventListener("storage", written);
        for (const lane of this.#lanes.values()) clearTimeout(lane.timer);
      };
    });
  }

  /** False once the browser's session is somebody else's. */
  get isOwn(): boolean {
    return this.#isAgent(this.#agentId);
  }

  of(conversationId: string): readonly Pending[] {
    return this.#all
      .filter((one) => one.conversationId === conversationId)
      .map((one) => ({ ...one, fault: this.#faults.get(one.clientId) ?? null }));
  }

  send(reply: Omit<Outgoing, "clientId" | "at" | "refused">): void {
    const { conversationId } = reply;
    this.#replies.add({ ...reply, clientId: newId() });
    this.#reload();
    void this.#drain(conversationId);
  }

  /** Tries a refused one again; `expectedLastSeq` says that the sender has seen what came in between, also for those behind. */
  retry(clientId: string, expectedLastSeq: number): void {
    const all = this.#replies.all();
    const one = all.find((each) => each.clientId === clientId);
    if (!one) return;
    this.#replies.change(clientId, { refused: null });
    for (const { clientId: later } of knowing(all, one, expectedLastSeq))
      this.#replies.change(later, { expectedLastSeq });
    this.#reload();
    void this.#drain(one.conversationId);
  }

  discard(clientId: string): void {
    const one = this.#all.find((each) => each.clientId === clientId);
    this.#forget(clientId);
    if (one) void this.#drain(one.conversationId);
  }

  #forget(clientId: string): void {
    this.#faults.delete(clientId);
    this.#replies.remove(clientId);
    this.#reload();
  }

  #reload(): void {
    this.#all = this.#replies.all();
  }

  #drainAll(): void {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that no screen shows
    for (const id of new Set(this.#all.map((one) => one.conversationId))) void this.#drain(id);
  }

  async #drain(conversationId: string): Promise<void> {
    const lane = this.#lanes.get(conversationId) ?? {
      running: false,
      again: false,
      tries: 0,
      timer: undefined,
    };
    this.#lanes.set(conversationId, lane);
    lane.again = true;
    if (lane.running) return;
    lane.running = true;
    try {
      while (lane.again && !this.#stopped) {
        lane.again = false;
        clearTimeout(lane.timer);
        const name = `atalaya.outbox.${this.#agentId}.${conversationId}`;
        await exclusively(name, () => this.#sendAll(conversationId, lane));
      }
    } finally {
      lane.running = false;
    }
  }

  /** From the first on; those behind one that cannot go wait, so that order is kept. */
  async #sendAll(conversationId: string, lane: Lane): Promise<void> {
    while (!this.#stopped) {
      // Read anew for each: another tab may have sent, added or discarded meanwhile.
      const one = this.#replies.all().find((each) => each.conversationId === conversationId);
      if (!one || one.refused || !this.isOwn) return;
      const { clientId, text, expectedLastSeq, draftVersion } = one;
      const variables = { conversationId, text, clientId, expectedLastSeq, draftVersion };
      const outcome = await mutate(ReplyDocument, variables);
      if (outcome.ok) {
        lane.tries = 0;
        this.#forget(clientId);
      } else if (isPassing(outcome.problem)) {
        this.#faults.set(clientId, outcome.problem);
        const pause = Math.max(waitBefore(lane.tries++), (outcome.problem.retryAfter ?? 0) * 1000);
        lane.timer = setTimeout(() => void this.#drain(conversationId), pause);
        return;
      } else if (outcome.problem.code === "UNAUTHENTICATED") {
        // Goes as soon as its author has signed in again.
        this.#faults.set(clientId, outcome.problem);
        return;
      } else {
        this.#faults.delete(clientId);
        this.#replies.change(clientId, { refused: outcome.problem });
        this.#reload();
        return;
      }
    }
  }
}

export const [useOutbox, provideOutbox] = createContext<Outbox>();
