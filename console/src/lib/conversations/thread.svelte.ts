// One visitor's conversation on screen: the newest messages, live, and what is loaded upward of them.
import { untrack } from "svelte";
import { resyncWithin } from "../api/backoff.ts";
import { connection } from "../api/connection.svelte.ts";
import {
  ConversationThreadDocument,
  EarlierConversationsDocument,
  OlderMessagesDocument,
  type ConversationThreadQuery,
  type ConversationThreadQueryVariables,
  type MessageCardFragment,
} from "../api/generated.ts";
import { followConversation, type ConversationChange } from "../api/live.svelte.ts";
import { ask } from "../api/mutate.ts";
import { Query } from "../api/query.svelte.ts";
import { afterChange, alone, faded, fadesAt, type Company } from "./company.ts";
import { joining, type Part } from "./timeline.ts";

const pageSize = 50;
/** The server weighs a question by all its lists: messages of every earlier conversation are dear. */
const earlierPage = 10;
/** A new conversation that the cache has not asked for by then is asked for here. */
const outdatedFor = 250;

export class Thread {
  readonly #visitorId: () => string;
  readonly #hasEarlier: () => boolean;
  readonly #self: () => string;
  readonly #query: Query<ConversationThreadQuery, ConversationThreadQueryVariables>;
  #loaded = $state.raw<readonly MessageCardFragment[]>([]);
  #earlier = $state.raw<readonly Part[] | null>(null);
  loadingOlder = $state(false);
  /** The last try to load upward did not work; another one may. */
  olderFailed = $state(false);
  /** Who else is here. */
  company = $state.raw<Company>(alone);
  #fading: ReturnType<typeof setTimeout> | undefined;
  #resync: ReturnType<typeof setTimeout> | undefined;
  /** The refetch that was the last when something was missed: nothing is followed until there is another. */
  #behind = $state(-1);
  // Not in the constructor, where a private field is read once and never watched.
  readonly #isWhole: boolean = $derived.by(() => this.#query.refetched !== this.#behind);

  readonly conversation = $derived.by(() => this.#query.data?.visitor?.conversation ?? null);
  readonly problem = $derived.by(() => this.#query.problem);
  /** Answered by the server, not from memory alone. */
  readonly settled: boolean = $derived.by(() => this.#query.settled);
  readonly newest: readonly MessageCardFragment[] = $derived.by(() => this.conversation?.messages ?? []);
  readonly #older = $derived.by(() => joining(this.#loaded, this.newest));
  readonly #firstSeq = $derived.by(() => (this.#older[0] ?? this.newest[0])?.seq ?? 1);
  /** Everything there ever was is loaded. */
  readonly complete: boolean = $derived.by(() => {
    if (this.#firstSeq > 1) return false;
    if (this.#earlier === null) return !this.#hasEarlier();
    return this.#shown.length === this.#earlier.length && !isUnfinished(this.#shown[0]);
  });
  /** Earlier conversations from the latest down to the first that is not wholly loaded: never with a gap. */
  readonly #shown: readonly Part[] = $derived.by(() => {
    const shown: Part[] = [];
    for (const part of (this.#earlier ?? []).toReversed()) {
      shown.unshift(part);
      if (isUnfinished(part)) break;
    }
    return shown;
  });
  readonly parts: readonly Part[] = $derived.by(() => {
    const conversation = this.conversation;
    if (!conversation) return [];
    const { id, startedAt } = conversation;
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that no screen shows
    const inNewest = new Set(this.newest.map((message) => message.id));
    const older = this.#older.filter((message) => !inNewest.has(message.id));
    return [...this.#shown, { id, startedAt, messages: [...older, ...this.newest] }];
  });

  /**
   * `present`: the conversation that is the present one by what else is known of the visitor. `hasEarlier`: whether
   * there were others before it. `self`: the agent at this screen.
   */
  constructor(visitorId: () => string, present: () => string, hasEarlier: () => boolean, self: () => string) {
    this.#visitorId = visitorId;
    this.#hasEarlier = hasEarlier;
    this.#self = self;
    this.#query = new Query(ConversationThreadDocument, () => ({ visitorId: visitorId(), last: pageSize }));
    const id = $derived(this.conversation?.id ?? null);
    const ready = $derived(this.#query.settled && id !== null && this.#isWhole);
    $effect(() => {
      void id;
      untrack(() => this.#forget());
    });
    $effect(() => {
      const conversationId = id;
      if (!ready || !conversationId) return;
      const after = untrack(() => this.newest[this.newest.length - 1]?.seq ?? 0);
      return followConversation(conversationId, after, (change) => this.#apply(change));
    });
    // The cache asks by itself when another conversation has begun, but drops that where it is asking already.
    const isOutdated = $derived(this.#query.settled && id !== null && id !== present());
    $effect(() => {
      if (!isOutdated) return;
      const timer = setTimeout(() => void this.#query.refetch(), outdatedFor);
      return () => clearTimeout(timer);
    });
    // Nobody knows who is here while nothing is heard; the stream says it anew when it is back.
    $effect(() => {
      if (connection.state !== "live") untrack(() => this.#gather(alone));
    });
    $effect(() => () => {
      clearTimeout(this.#fading);
      clearTimeout(this.#resync);
    });
  }

  retry = () => this.#query.refetch();

  /** Loads upward: the page before, then the conversations before this one. */
  async loadOlder(): Promise<void> {
    if (this.loadingOlder || this.complete || !this.conversation) return;
    this.loadingOlder = true;
    this.olderFailed = false;
    this.olderFailed = !(await (this.#firstSeq > 1 ? this.#loadPage() : this.#loadEarlier()));
    this.loadingOlder = false;
  }

  async #loadPage(): Promise<boolean> {
    const id = this.conversation?.id;
    const before = this.#firstSeq;
    const variables = { visitorId: this.#visitorId(), last: pageSize, before };
    const outcome = await ask(OlderMessagesDocument, variables);
    const page = outcome.ok ? outcome.data.visitor?.conversation : null;
    if (page && page.id === id && this.conversation?.id === id) {
      this.#loaded = joining([...page.messages, ...this.#older], this.newest);
    }
    return outcome.ok;
  }

  async #loadEarlier(): Promise<boolean> {
    const id = this.conversation?.id;
    const unfinished = this.#shown.find(isUnfinished);
    const outcome = await ask(EarlierConversationsDocument, {
      visitorId: this.#visitorId(),
      last: earlierPage,
      before: unfinished?.messages[0]?.seq ?? null,
    });
    if (!outcome.ok || this.conversation?.id !== id) return outcome.ok;
    // What this was to go in front of has been dropped since.
    if (unfinished && this.#earlier === null) return true;
    const loaded: readonly Part[] = outcome.data.visitor?.conversations ?? [];
    this.#earlier = unfinished
      ? (this.#earlier ?? []).map((part) => (part.id === unfinished.id ? prepend(part, loaded) : part))
      : loaded
          .filter((part) => part.id !== id)
          .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
    return true;
  }

  #apply(change: ConversationChange): void {
    this.#gather(afterChange(this.company, change, this.#self(), Date.now()));
    if (change.kind !== "RESYNC") return;
    // A message that came before the answer would be gone with it.
    this.#behind = this.#query.refetched;
    clearTimeout(this.#resync);
    this.#resync = setTimeout(() => {
      this.#drop();
      void this.#query.refetch();
    }, Math.random() * resyncWithin);
  }

  #gather(company: Company): void {
    this.company = company;
    clearTimeout(this.#fading);
    const at = fadesAt(company);
    if (at !== null)
      this.#fading = setTimeout(() => this.#gather(faded(company, Date.now())), at - Date.now());
  }

  #forget(): void {
    this.#drop();
    this.#gather(alone);
  }

  #drop(): void {
    this.#loaded = [];
    this.#earlier = null;
  }
}

function isUnfinished(part: Part | undefined): boolean {
  return (part?.messages[0]?.seq ?? 1) > 1;
}

function prepend(part: Part, loaded: readonly Part[]): Part {
  const before = loaded.find((one) => one.id === part.id)?.messages ?? [];
  return { ...part, messages: [...before, ...part.messages] };
}
