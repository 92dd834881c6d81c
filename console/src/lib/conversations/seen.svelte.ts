// What an open conversation tells the server: that somebody really looks at it, and has seen what it says. Both only
// while the browser's tab is in sight.
import { MarkSeenDocument, SetViewingDocument } from "../api/generated.ts";
import { mutate } from "../api/mutate.ts";
import type { Sight } from "./sight.svelte.ts";

interface Open {
  id: string;
  unread: number;
  lastSeq: number;
}

/** The server forgets a viewer after 15 s. */
const viewingEvery = 8_000;

export function tellWhileSeen(conversation: () => Open | null, sight: Sight): void {
  let marked = "";
  const viewed = $derived(sight.isClear ? (conversation()?.id ?? null) : null);

  async function mark() {
    const now = conversation();
    if (!sight.isClear || !now || now.unread === 0) return;
    const key = `${now.id}/${now.lastSeq}`;
    if (key === marked) return;
    marked = key;
    const outcome = await mutate(MarkSeenDocument, { conversationId: now.id, seq: now.lastSeq });
    // Told with the next sign of looking: it must not stay unread because the network was away.
    if (!outcome.ok && marked === key) marked = "";
  }
  $effect(() => void mark());
  $effect(() => {
    const conversationId = viewed;
    if (!conversationId) return;
    const tell = (viewing: boolean) =>
      void mutate(SetViewingDocument, { conversationId, viewing }, { keepalive: !viewing });
    tell(true);
    const timer = setInterval(() => {
      tell(true);
      void mark();
    }, viewingEvery);
    return () => {
      clearInterval(timer);
      tell(false);
    };
  });
}
