// The tables that a seed fills, parents first, and the keys that it hands out itself.
export const TABLES = {
  visitor: [
    "id",
    "project_id",
    "number",
    "status",
    "version",
    "name",
    "email",
    "phone",
    "search",
    "engaged",
    "first_seen_at",
    "started_at",
    "last_seen_at",
    "online",
    "needs_attention",
    "attention_since",
    "city",
    "region",
    "country",
    "country_code",
    "time_zone",
    "ip",
    "locale",
    "token_hash",
    "conversation_id",
  ],
  visitor_param: [
    "visitor_id",
    "param_key",
    "project_id",
    "value",
    "hash",
    "source",
    "started_at",
    "status",
    "engaged",
  ],
  device: ["id", "visitor_id", "type", "viewport", "browser", "os", "referrer", "user_agent", "created_at"],
  page_view: ["id", "visitor_id", "url", "title", "at"],
  status_change: ["id", "visitor_id", "from_status", "to_status", "actor", "agent_id", "at"],
  conversation: [
    "id",
    "project_id",
    "visitor_id",
    "mode",
    "assignee_id",
    "started_at",
    "closed_at",
    "last_seq",
    "unread",
    "needs_attention",
    "seen_by_visitor_seq",
    "delivered_to_visitor_seq",
    "seen_by_agent_seq",
    "last_message_at",
  ],
  form_submission: ["id", "visitor_id", "conversation_id", "form_name", "fields", "submitted_at"],
  message: [
    "id",
    "conversation_id",
    "seq",
    "author",
    "agent_id",
    "kind",
    "text",
    "options",
    "option_index",
    "reply_to",
    "form_spec",
    "submission_id",
    "event_type",
    "client_id",
    "created_at",
  ],
  flow_run: ["conversation_id", "version_id", "node", "waits_for", "message_id"],
} as const satisfies Record<string, readonly string[]>;

export type Table = keyof typeof TABLES;
export type Value = string | number | null;
export type Row<T extends Table> = Record<(typeof TABLES)[T][number], Value>;
export type Rows = { [T in Table]: Row<T>[] };

export const TABLE_NAMES = Object.keys(TABLES) as Table[];

export const emptyRows = () => Object.fromEntries(TABLE_NAMES.map((table) => [table, []])) as unknown as Rows;

/** Keys are handed out here and not by the database, so that children can be written beside their parents. */
export class Keys {
  /** `next`: the first free key of each table. */
  constructor(private readonly next: ReadonlyMap<Table, number> = new Map()) {
    this.given = new Map(next);
  }

  private readonly given: Map<Table, number>;

  take(table: Table): number {
    const key = this.given.get(table) ?? 1;
    this.given.set(table, key + 1);
    return key;
  }
}
