import DataLoader from "dataloader";
import type { Database } from "../database/data-source.js";
import { LISTED, latest } from "../database/latest.js";
import { Table } from "../database/table.js";
import { type LoaderFactory, byKey, listsByKey } from "../graphql/loader.js";
import { Conversation } from "./conversation.entity.js";
import { Message } from "./message.entity.js";

/** The latest `last` messages of a conversation, those before seq `before` if it is given. */
export interface MessagesKey {
  conversationId: string;
  last: number;
  before: number | null;
}

/** Reads that are laid end to end in one statement: SQLite takes 500. */
const READS = 250;

export function conversationLoaders(database: Database) {
  const { manager } = database.source;
  const messages: LoaderFactory<MessagesKey, Message[]> = () =>
    new DataLoader<MessagesKey, Message[], string>(
      async (keys) => {
        // One statement however many conversations: a limited read of each, laid end to end.
        const reads = keys.map(({ last, before }, index) => {
          const bound = before === null ? "" : ` AND seq < :before${index}`;
          return `SELECT id FROM (SELECT id FROM message WHERE conversation_id = :in${index}${bound} ORDER BY seq DESC LIMIT ${Math.trunc(last)}) latest${index}`;
        });
        const values = Object.fromEntries(
          keys.flatMap(({ conversationId, before }, index) => [
            [`in${index}`, conversationId],
            [`before${index}`, before],
          ]),
        );
        const found = await manager
          .createQueryBuilder(Message, "m")
          .where(`m.id IN (SELECT id FROM (${reads.join(" UNION ALL ")}) asked)`, values)
          .orderBy("m.seq", "ASC")
          .getMany();
        const byConversation = Map.groupBy(found, ({ conversationId }) => conversationId);
        return keys.map(({ conversationId, last, before }) =>
          (byConversation.get(conversationId) ?? [])
            .filter(({ seq }) => before === null || seq < before)
            .slice(-last),
        );
      },
      {
        maxBatchSize: READS,
        cacheKeyFn: ({ conversationId, last, before }) => `${conversationId} ${last} ${before ?? ""}`,
      },
    ) as DataLoader<MessagesKey, Message[]>;
  return {
    conversations: byKey(
      (ids) => Table.of(manager, Conversation).among(manager, "id", ids),
      (conversation) => conversation.id,
    ),
    ofVisitor: listsByKey(
      (ids) => latest(manager, Conversation, "visitor_id", ids, LISTED),
      (conversation) => conversation.visitorId,
    ),
    messages,
  };
}
export type ConversationLoaders = ReturnType<typeof conversationLoaders>;
