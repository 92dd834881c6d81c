// Reads conversations ahead for a group of works, and which messages were sent before.
import type { Id } from "../database/columns.js";
import { forUpdateSql } from "../database/data-source.js";
import { Shelf } from "../database/rows.js";
import { derived, list } from "../database/shapes.js";
import { Table } from "../database/table.js";
import type { Ahead } from "../database/work.js";
import { Conversation } from "./conversation.entity.js";
import { Message } from "./message.entity.js";

/** By id; null: there is none. */
export const CONVERSATIONS = new Shelf<Conversation | null>("conversations");
/** A sender's message by visitor and clientId; null: there is none. */
export const SENT = new Shelf<Message | null>("messages sent before");

export interface Sent {
  visitorId: Id;
  clientId: string;
}

export const sentKey = ({ visitorId, clientId }: Sent) => `${visitorId} ${clientId}`;

/** Locks the conversations; their visitors are locked already. */
export async function readConversations(ahead: Ahead, ids: Iterable<Id>): Promise<void> {
  const { manager } = ahead;
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const found = await Table.of(manager, Conversation).select(
    manager,
    `WHERE t.id IN (${list(wanted.length)}) ORDER BY t.id${forUpdateSql(manager)}`,
    wanted,
  );
  for (const id of wanted) ahead.know(CONVERSATIONS, id, null);
  for (const { row } of found) ahead.know(CONVERSATIONS, row.id, row);
}

/** Looks in all of a visitor's conversations: a retry may come after a close. */
export async function readSent(ahead: Ahead, sent: readonly Sent[]): Promise<void> {
  const { manager } = ahead;
  if (sent.length === 0) return;
  const found = await Table.of(manager, Message).select(
    manager,
    `JOIN conversation c ON c.id = t.conversation_id
     JOIN ${derived(manager, ["visitor_id", "client_id"], sent.length)} w ON w.visitor_id = c.visitor_id AND w.client_id = t.client_id`,
    // As a number: an index of numbers is no help to somebody who asks for text.
    sent.flatMap(({ visitorId, clientId }) => [Number(visitorId), clientId]),
    ", w.visitor_id AS sender",
  );
  for (const each of sent) ahead.know(SENT, sentKey(each), null);
  for (const { row, raw } of found)
    ahead.know(SENT, sentKey({ visitorId: String(raw.sender), clientId: row.clientId ?? "" }), row);
}
