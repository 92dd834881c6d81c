// What really stands in the database, read by SQL of our own and in one snapshot.
import { DatabaseSync } from "node:sqlite";
import mysql from "mysql2/promise";

export interface MessageRow {
  id: string;
  conversationId: string;
  seq: number;
  clientId: string | null;
  text: string | null;
}
interface VisitorRow {
  id: string;
  number: number;
  status: string;
  engaged: boolean;
  online: boolean;
  needsAttention: boolean;
  startedAt: number;
}
interface LogRow {
  seq: number;
  type: string;
  visitorId: string | null;
  conversationId: string | null;
  messageSeq: number | null;
  after: Omit<VisitorRow, "id" | "number"> | null;
}
/** A row of the counters: its key (hour or day) and its columns, as new_idle or prospect_engaged. */
export type CountRow = { key: number; columns: Record<string, number> };

export interface Facts {
  head: number;
  visitorsNumbered: number;
  needingAttention: number;
  log: LogRow[];
  visitors: VisitorRow[];
  conversations: { id: string; visitorId: string; lastSeq: number }[];
  messages: MessageRow[];
  steps: { visitorId: string; from: string; to: string; byFlow: boolean }[];
  hours: CountRow[];
  days: CountRow[];
}

export const STATUSES = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"] as const;

type Row = Record<string, string | number | null>;
type Read = (sql: string) => Promise<Row[]>;

/** `url` as in DATABASE_URL. The database has one project. */
export async function readFacts(url: string): Promise<Facts> {
  if (url.startsWith("sqlite:")) {
    const database = new DatabaseSync(url.slice("sqlite:".length), { readOnly: true });
    try {
      database.exec("BEGIN");
      return await gather(async (sql) => database.prepare(sql).all() as Row[]);
    } finally {
      database.close();
    }
  }
  const connection = await mysql.createConnection({ uri: url, supportBigNumbers: true });
  try {
    await connection.query("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    return await gather(async (sql) => (await connection.query<mysql.RowDataPacket[]>(sql))[0] as Row[]);
  } finally {
    await connection.end();
  }
}

async function gather(read: Read): Promise<Facts> {
  const [head] = await read("SELECT seq, visitors, needing_attention FROM project_sequence");
  const log = await read(
    "SELECT seq, type, visitor_id, conversation_id, message_seq, after_facts FROM project_change ORDER BY seq",
  );
  const visitors = await read("SELECT * FROM visitor ORDER BY number");
  const conversations = await read("SELECT id, visitor_id, last_seq FROM conversation");
  const messages = await read(
    "SELECT id, conversation_id, seq, client_id, text FROM message ORDER BY conversation_id, seq",
  );
  const steps = await read("SELECT visitor_id, from_status, to_status, actor FROM status_change ORDER BY id");
  return {
    head: Number(head?.seq),
    visitorsNumbered: Number(head?.visitors),
    needingAttention: Number(head?.needing_attention),
    log: log.map((row) => ({
      seq: Number(row.seq),
      type: String(row.type),
      visitorId: text(row.visitor_id),
      conversationId: text(row.conversation_id),
      messageSeq: row.message_seq === null ? null : Number(row.message_seq),
      after: row.after_facts === null ? null : (JSON.parse(String(row.after_facts)) as LogRow["after"]),
    })),
    visitors: visitors.map((row) => ({
      id: String(row.id),
      number: Number(row.number),
      status: statusWord(row.status),
      engaged: Boolean(row.engaged),
      online: Boolean(row.online),
      needsAttention: Boolean(row.needs_attention),
      startedAt: Number(row.started_at),
    })),
    conversations: conversations.map((row) => ({
      id: String(row.id),
      visitorId: String(row.visitor_id),
      lastSeq: Number(row.last_seq),
    })),
    messages: messages.map((row) => ({
      id: String(row.id),
      conversationId: String(row.conversation_id),
      seq: Number(row.seq),
      clientId: text(row.client_id),
      text: text(row.text),
    })),
    steps: steps.map((row) => ({
      visitorId: String(row.visitor_id),
      from: statusWord(row.from_status),
      to: statusWord(row.to_status),
      byFlow: Number(row.actor) === 1,
    })),
    hours: counts(await read("SELECT * FROM visitor_hour"), "hour"),
    days: counts(await read("SELECT * FROM visitor_day"), "day"),
  };
}

const text = (value: string | number | null | undefined) => (value == null ? null : String(value));
const statusWord = (code: string | number | null | undefined) => STATUSES[Number(code)] ?? `status ${code}`;

function counts(rows: Row[], key: string): CountRow[] {
  return rows.map((row) => {
    const { [key]: at, project_id: _project, ...columns } = row;
    return {
      key: Number(at),
      columns: Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, Number(value)])),
    };
  });
}

export function groupBy<T>(all: readonly T[], key: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(key(each));
    if (group) group.push(each);
    else groups.set(key(each), [each]);
  }
  return groups;
}
