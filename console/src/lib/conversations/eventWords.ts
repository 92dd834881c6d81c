import type { MessageEventType } from "../api/generated.ts";
import type { Words } from "../words/en.ts";
import type { StatusEvent } from "./timeline.ts";

type Event = { type: MessageEventType; agent: { id: string; name: string } | null };

/** What happened, in a sentence. */
export function wordEvent(event: Event, t: Words): string {
  const e = t.conversation.events;
  const who = event.agent?.name ?? null;
  switch (event.type) {
    case "HANDOFF":
      return e.HANDOFF;
    case "JOINED":
      return who ? e.JOINED(who) : e.joined;
    case "HANDED_BACK":
      return who ? e.HANDED_BACK(who) : e.handedBack;
    case "CLOSED":
      return who ? e.CLOSED(who) : e.closed;
    case "REOPENED":
      return who ? e.REOPENED(who) : e.reopened;
  }
}

export function wordStatusChange(change: StatusEvent, t: Words): string {
  const other = change.actor === "FLOW" ? t.visitor.byFlow : t.visitor.byApi;
  const who = change.agent?.name ?? other.charAt(0).toLocaleUpperCase() + other.slice(1);
  return t.conversation.events.status(who, t.statuses[change.from], t.statuses[change.to]);
}
