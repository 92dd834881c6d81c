// Merges what was said, what happened and which day it was into one list, in order of time.
import type { MessageCardFragment, StatusActor, VisitorStatus } from "../api/generated.ts";

export interface StatusEvent {
  from: VisitorStatus;
  to: VisitorStatus;
  actor: StatusActor;
  agent: { id: string; name: string } | null;
  at: string;
}

export interface Part {
  id: string;
  startedAt: string;
  messages: readonly MessageCardFragment[];
}

export type Item =
  | { kind: "day"; key: string; at: string }
  | { kind: "start"; key: string }
  | { kind: "unread"; key: string }
  | { kind: "message"; key: string; message: MessageCardFragment; endsGroup: boolean }
  | { kind: "status"; key: string; change: StatusEvent };

type Placed = Pick<MessageCardFragment, "seq">;

/**
 * Older messages, as far as they reach the newest without a gap. The newest may have been read afresh since, and begin
 * later than they did: what is no longer next to them is loaded once more.
 */
export function joining<Message extends Placed>(
  older: readonly Message[],
  newest: readonly Placed[],
): readonly Message[] {
  const end = older.at(-1);
  const next = newest[0];
  return end && next && end.seq + 1 < next.seq ? [] : older;
}

interface Options {
  /** Everything from the first message on is loaded: older status changes belong in too. */
  complete: boolean;
  dayOf: (iso: string) => string;
  /** The id of the first message that nobody had read. */
  unreadFrom?: string | null;
}

const groupGap = 3 * 60_000;

export function timeline(parts: readonly Part[], changes: readonly StatusEvent[], options: Options): Item[] {
  const messages = parts.flatMap((part) => part.messages);
  const oldest = messages[0]?.createdAt ?? "";
  const shown = changes.filter((change) => options.complete || change.at >= oldest);
  const entries = [
    ...messages.map((message) => ({ at: message.createdAt, message, change: null })),
    ...shown.map((change) => ({ at: change.at, message: null, change })),
  ];
  // Stable: messages keep the order of their seq even where their clocks agree.
  entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

  // The first message of every conversation but the oldest shown says that a new one begins.
  const starts = new Set(parts.slice(1).map((part) => part.messages[0]?.id));
  const items: Item[] = [];
  let day = "";
  entries.forEach(({ at, message, change }, index) => {
    const thisDay = options.dayOf(at);
    if (thisDay !== day) {
      day = thisDay;
      items.push({ kind: "day", key: `day-${thisDay}`, at });
    }
    if (message) {
      if (starts.has(message.id)) items.push({ kind: "start", key: `start-${message.id}` });
      if (message.id === options.unreadFrom) items.push({ kind: "unread", key: "unread" });
      const next = entries[index + 1];
      const endsGroup =
        !next?.message ||
        next.message.id === options.unreadFrom ||
        speaker(next.message) !== speaker(message) ||
        options.dayOf(next.at) !== thisDay ||
        Date.parse(next.at) - Date.parse(at) > groupGap;
      items.push({ kind: "message", key: message.id, message, endsGroup });
    } else if (change) {
      items.push({ kind: "status", key: `status-${change.at}-${change.to}`, change });
    }
  });
  return items;
}

function speaker(message: MessageCardFragment): string {
  return message.kind === "EVENT" ? `event-${message.id}` : message.author + (message.agent?.id ?? "");
}
