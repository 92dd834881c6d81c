// The draft of one conversation: on this browser's disk with every letter, at the server a moment later, so that it goes on at
// another device; and looked for there when the agent comes back to this one.
import { untrack } from "svelte";
import { connection } from "../api/connection.svelte.ts";
import { isPassing } from "../api/errors.ts";
import { MyDraftDocument, SaveDraftDocument } from "../api/generated.ts";
import { ask, mutate } from "../api/mutate.ts";
import { afterLook, afterSave, longestDraft, loadDraft, storeDraft, type Draft } from "./draft.ts";

/** After the last letter, in ms. */
const calm = 800;
/** Who writes on and on is saved every so often. */
const most = 3_000;
const longestAgo = 2 ** 31 - 1;

export class OwnDraft {
  #state: Draft = $state.raw(undefined as unknown as Draft);
  readonly #agentId: string;
  readonly #visitorId: string;
  readonly #isSettled: () => boolean;
  readonly #isOwn: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Since when something waits to be saved. */
  #waitsSince = 0;
  #busy = false;
  /** The server will not have it: it lives here. */
  #refused = false;

  /**
   * `isSettled`: nothing of this agent is on its way to the visitor. Until then an emptied box is no emptied draft.
   * `isOwn`: the browser's session is still this agent's.
   */
  constructor(agentId: string, visitorId: string, isSettled: () => boolean, isOwn: () => boolean) {
    this.#agentId = agentId;
    this.#visitorId = visitorId;
    this.#isSettled = isSettled;
    this.#isOwn = isOwn;
    this.#state = loadDraft(agentId, visitorId);
    $effect(() => {
      if (connection.state === "live") untrack(() => void this.#look());
    });
    $effect(() => {
      if (isSettled()) untrack(() => this.#plan());
    });
    $effect(() => {
      const seen = () => (document.visibilityState === "visible" ? void this.#look() : this.#leave());
      const leave = () => this.#leave();
      const look = () => void this.#look();
      document.addEventListener("visibilitychange", seen);
      addEventListener("pagehide", leave);
      addEventListener("focus", look);
      return () => {
        document.removeEventListener("visibilitychange", seen);
        removeEventListener("pagehide", leave);
        removeEventListener("focus", look);
        clearTimeout(this.#timer);
        this.#leave();
      };
    });
  }

  get text(): string {
    return this.#state.text;
  }

  /** What was written elsewhere without knowing of this; null: nothing. */
  get aside(): string | null {
    return this.#state.aside;
  }

  write(text: string): void {
    this.#set({ ...this.#state, text, at: Date.now(), dirty: true });
    this.#plan();
  }

  /** The box is empty, for what it held is on its way. Answers which version that was: the server clears it with the reply. */
  sent(): string | null {
    const { base } = this.#state;
    this.#set({ ...this.#state, text: "", at: Date.now(), dirty: true });
    return base;
  }

  forgetAside(): void {
    this.#set({ ...this.#state, aside: null });
  }

  get #isDue(): boolean {
    const { dirty, text } = this.#state;
    const holdsBack = text === "" && !this.#isSettled();
    return dirty && !holdsBack && !this.#refused && this.#isOwn() && text.length <= longestDraft;
  }

  #set(state: Draft): void {
    this.#state = state;
    storeDraft(this.#agentId, this.#visitorId, state);
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (!this.#isDue) return;
    const now = Date.now();
    this.#waitsSince ||= now;
    this.#timer = setTimeout(() => void this.#save(), Math.min(calm, this.#waitsSince + most - now));
  }

  async #save(keepalive = false): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#isDue || this.#busy) return;
    this.#busy = true;
    this.#waitsSince = 0;
    const { text, base, at } = this.#state;
    const typedAgo = Math.min(longestAgo, Math.max(0, Date.now() - at));
    const variables = { visitorId: this.#visitorId, text, base, typedAgo, agentId: this.#agentId };
    const outcome = await mutate(SaveDraftDocument, variables, { keepalive });
    this.#busy = false;
    if (outcome.ok) {
      const { draft, replaced } = outcome.data.saveDraft;
      this.#set(afterSave(this.#state, text, draft, replaced));
      this.#plan();
    } else if (!isPassing(outcome.problem)) {
      this.#refused = outcome.problem.code !== "UNAUTHENTICATED";
    }
    // What passes is tried again with the next letter, or when the line is back.
  }

  async #look(): Promise<void> {
    if (this.#state.dirty) return this.#save();
    if (!this.#isOwn()) return;
    const asked = this.#state;
    const outcome = await ask(MyDraftDocument, { visitorId: this.#visitorId });
    // An answer from before something was written or saved here is no news.
    if (outcome.ok && this.#state === asked && this.#isOwn())
      this.#set(afterLook(this.#state, outcome.data.myDraft));
  }

  #leave(): void {
    void this.#save(true);
  }
}
