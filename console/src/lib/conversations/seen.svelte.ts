// Marks a conversation as seen once somebody really looks at it: it is open, and so is the browser's tab.
import { MarkSeenDocument } from "../api/generated.ts";
import { mutate } from "../api/mutate.ts";

export function markWhileSeen(
  conversation: () => { id: string; unread: number; lastSeq: number } | null,
): void {
  let visible = $state(document.visibilityState === "visible");
  let marked = "";

  $effect(() => {
    const changed = () => (visible = document.visibilityState === "visible");
    document.addEventListener("visibilitychange", changed);
    return () => document.removeEventListener("visibilitychange", changed);
  });
  $effect(() => {
    const now = conversation();
    if (!visible || !now || now.unread === 0) return;
    const key = `${now.id}/${now.lastSeq}`;
    if (key === marked) return;
    marked = key;
    void mutate(MarkSeenDocument, { conversationId: now.id, seq: now.lastSeq });
  });
}
