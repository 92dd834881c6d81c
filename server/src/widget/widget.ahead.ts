// Reads ahead what a burst of visitors' doings will need: a handful of statements, however many they are. Locks go in the
// one order: visitors, ascending, then their conversations.
import type { Id } from "../database/columns.js";
import { Shelf } from "../database/rows.js";
import { list } from "../database/shapes.js";
import type { Ahead, Needs } from "../database/work.js";
import { readConversations, readSent } from "../conversations/index.js";
import type { FlowReader } from "../flows/index.js";
import { readProject } from "../projects/index.js";
import { readTokens, readVisitors } from "../visitors/index.js";

export interface WidgetNeed {
  tokenHash: string;
  /** A message's own id, which may have been sent before. */
  clientId?: string;
  /** The message that asked. */
  messageId?: Id;
  /** Whether the visitor comes to a page. */
  page?: boolean;
}

/** Address of the page that a visitor looked at last; null: none yet. */
export const LAST_PAGE = new Shelf<string | null>("last pages");

export class WidgetAhead {
  constructor(private readonly flows: FlowReader) {}

  of(need: WidgetNeed): Needs<WidgetNeed> {
    return { read: this.read, need };
  }

  // One function for all, so that the door can tell that it is the same.
  private readonly read = async (ahead: Ahead, needs: readonly WidgetNeed[]): Promise<void> => {
    await Promise.all([readProject(ahead), this.readPeople(ahead, needs)]);
  };

  /** What does not wait for one another goes out at once. */
  private async readPeople(ahead: Ahead, needs: readonly WidgetNeed[]): Promise<void> {
    const ids = await readTokens(
      ahead,
      needs.map(({ tokenHash }) => tokenHash),
    );
    const visitors = await readVisitors(ahead, ids);
    const conversationIds = visitors.flatMap(({ conversationId }) => conversationId ?? []);
    const byToken = new Map(visitors.map((visitor) => [visitor.tokenHash, visitor.id]));
    const sent = needs.flatMap(({ tokenHash, clientId }) => {
      const visitorId = byToken.get(tokenHash);
      return visitorId && clientId ? [{ visitorId, clientId }] : [];
    });
    const messageIds = needs.flatMap(({ messageId }) => messageId ?? []);
    const pages = needs.filter(({ page }) => page).flatMap(({ tokenHash }) => byToken.get(tokenHash) ?? []);
    await Promise.all([
      readConversations(ahead, conversationIds),
      readSent(ahead, sent),
      this.flows.read(ahead, conversationIds, messageIds),
      readLastPages(ahead, [...new Set(pages)]),
    ]);
  }
}

async function readLastPages(ahead: Ahead, visitorIds: readonly Id[]): Promise<void> {
  if (visitorIds.length === 0) return;
  const rows: { visitor: number | string; url: string }[] = await ahead.manager.query(
    `SELECT visitor_id AS visitor, url FROM page_view
     WHERE id IN (SELECT MAX(id) FROM page_view WHERE visitor_id IN (${list(visitorIds.length)}) GROUP BY visitor_id)`,
    [...visitorIds],
  );
  for (const id of visitorIds) ahead.know(LAST_PAGE, id, null);
  for (const { visitor, url } of rows) ahead.know(LAST_PAGE, String(visitor), url);
}
