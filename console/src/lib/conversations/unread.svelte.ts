// Where the messages begin that nobody had read when the conversation came into sight. Looking at them marks them as
// read at once; the line stays until the agent has left, or has answered.
import { untrack } from "svelte";
import type { MessageCardFragment } from "../api/generated.ts";
import type { Sight } from "./sight.svelte.ts";

interface Open {
  id: string;
  unread: number;
  lastSeq: number;
}

interface Watched {
  readonly conversation: Open | null;
  readonly settled: boolean;
  readonly parts: readonly { id: string; messages: readonly MessageCardFragment[] }[];
}

export class UnreadLine {
  readonly #thread: Watched;
  #mark = $state.raw<Open | null>(null);
  /** The id of the first unread message. */
  readonly from: string | null = $derived.by(() => firstUnread(this.#mark, this.#thread.parts));

  /** Must be made while a component is being set up. */
  constructor(thread: Watched, sight: Sight) {
    this.#thread = thread;
    // Once it is all in sight, what comes is read as it comes.
    let isRead = false;
    $effect(() => {
      const { conversation, settled } = thread;
      const { isClear } = sight;
      untrack(() => {
        if (!isClear && isRead) {
          this.#mark = null;
          isRead = false;
        }
        if (!conversation || isRead) return;
        const { id, unread, lastSeq } = conversation;
        if (unread > 0) this.#mark = { id, unread, lastSeq };
        isRead = isClear && settled;
      });
    });
  }

  clear(): void {
    this.#mark = null;
  }
}

/** As many of the visitor's messages from the end as were unread; null while not all of those are there. */
export function firstUnread(mark: Open | null, parts: Watched["parts"]): string | null {
  if (!mark) return null;
  const messages = parts.find(({ id }) => id === mark.id)?.messages ?? [];
  // What was in memory from the time before ends too early.
  if ((messages.at(-1)?.seq ?? 0) < mark.lastSeq) return null;
  const theirs = messages.filter(({ author, seq }) => author === "VISITOR" && seq <= mark.lastSeq);
  return theirs.at(-mark.unread)?.id ?? null;
}
