import DataLoader from "dataloader";
import { In } from "typeorm";
import type { Database } from "../database/data-source.js";
import { type LoaderFactory, byKey, listsByKey } from "../graphql/loader.js";
import { Conversation } from "./conversation.entity.js";
import { Message } from "./message.entity.js";

/** The latest `last` messages of a conversation, those before seq `before` if it is given. */
export interface MessagesKey {
  conversationId: string;
  last: number;
  before: number | null;
}

export function conversationLoaders(database: Database) {
  const { manager } = database.source;
  const messages: LoaderFactory<MessagesKey, Message[]> = () =>
    new DataLoader<MessagesKey, Message[], string>(
      async (keys) => {
        // One statement however many conversations: a limited read of each, laid end to end.
        const reads = keys.map(({ last, before }) => {
          const bound = before === null ? "" : " AND seq < ?";
          return `SELECT * FROM (SELECT id FROM message WHERE conversation_id = ?${bound} ORDER BY seq DESC LIMIT ${Math.trunc(last)}) latest`;
        });
        const values = keys.flatMap(({ conversationId, before }) =>
          before === null ? [conversationId] : [conversationId, before],
        );
        const rows: { id: string }[] = await manager.query(reads.join(" UNION ALL "), values);
        const ids = [...new Set(rows.map((row) => row.id))];
        const found =
          ids.length === 0
            ? []
            : await manager.find(Message, { where: { id: In(ids) }, order: { seq: "ASC" } });
        return keys.map(({ conversationId, last, before }) =>
          found
            .filter(
              (message) =>
                message.conversationId === conversationId && (before === null || message.seq < before),
            )
            .slice(-last),
        );
      },
      { cacheKeyFn: ({ conversationId, last, before }) => `${conversationId} ${last} ${before ?? ""}` },
    ) as DataLoader<MessagesKey, Message[]>;
  return {
    conversations: byKey(
      (ids) => manager.findBy(Conversation, { id: In([...ids]) }),
      (conversation) => conversation.id,
    ),
    ofVisitor: listsByKey(
      (ids) => manager.find(Conversation, { where: { visitorId: In([...ids]) }, order: { id: "ASC" } }),
      (conversation) => conversation.visitorId,
    ),
    messages,
  };
}
export type ConversationLoaders = ReturnType<typeof conversationLoaders>;
