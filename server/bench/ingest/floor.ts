// The floor: a loop by hand that writes what a message costs at least (the message, its conversation, its visitor, the log,
// the sequence), a batch of rows a statement and a batch a transaction, with no checks, no objects and nobody to answer.
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import mysql from "mysql2/promise";
import { type Pace, cpuSince } from "./pace.ts";

interface Hand {
  run(sql: string, values?: SQLInputValue[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const TEXT = "Good morning, do you deliver to Cali as well, and how long does it take? (1)";
const marks = (rows: number, columns: number) =>
  Array(rows)
    .fill(`(${Array(columns).fill("?").join(",")})`)
    .join(",");

/** Two messages of every visitor of the project. */
export async function floor(url: string, projectId: string, batch: number): Promise<Pace> {
  const hand = await open(url);
  const isSqlite = url.startsWith("sqlite:");
  const lock = isSqlite ? "" : " FOR UPDATE";
  const all = await hand.run("SELECT id FROM visitor WHERE project_id = ? ORDER BY id", [projectId]);
  const ids = all.map(({ id }) => Number(id));
  const latencies: number[] = [];
  const begun = performance.now();
  const used = process.cpuUsage();
  const batches = Array.from({ length: Math.ceil(ids.length / batch) }, (_, number) =>
    ids.slice(number * batch, (number + 1) * batch),
  );
  for (const some of [...batches, ...batches]) {
    const called = performance.now();
    const list = `(${some.map(() => "?").join(",")})`;
    await hand.run(isSqlite ? "BEGIN IMMEDIATE" : "START TRANSACTION");
    const visitors = await hand.run(`SELECT * FROM visitor WHERE id IN ${list} ORDER BY id${lock}`, some);
    const talks = await hand.run(`SELECT * FROM conversation WHERE visitor_id IN ${list}${lock}`, some);
    const now = Date.now();
    await hand.run(
      `INSERT INTO message (conversation_id, seq, author, kind, text, client_id, created_at) VALUES ${marks(talks.length, 7)}`,
      talks.flatMap(({ id, last_seq }) => [
        Number(id),
        Number(last_seq) + 1,
        1,
        0,
        TEXT,
        crypto.randomUUID(),
        now,
      ]),
    );
    const talkIds = talks.map(({ id }) => Number(id));
    await hand.run(
      `UPDATE conversation SET last_seq = last_seq + 1, unread = unread + 1, needs_attention = 1, last_message_at = ? WHERE id IN (${talkIds.map(() => "?").join(",")})`,
      [now, ...talkIds],
    );
    await hand.run(
      `UPDATE visitor SET version = version + 1, engaged = 1, needs_attention = 1, last_seen_at = ? WHERE id IN ${list}`,
      [now, ...some],
    );
    const [sequence] = await hand.run(`SELECT seq FROM project_sequence WHERE project_id = ?${lock}`, [
      projectId,
    ]);
    const head = Number(sequence?.seq);
    await hand.run("UPDATE project_sequence SET seq = ? WHERE project_id = ?", [
      head + talks.length,
      projectId,
    ]);
    const facts = JSON.stringify({
      status: "NEW",
      engaged: true,
      online: true,
      needsAttention: true,
      startedAt: now,
      search: "",
      params: [],
    });
    await hand.run(
      `INSERT INTO project_change (project_id, seq, type, visitor_id, conversation_id, message_seq, before_facts, after_facts, at) VALUES ${marks(talks.length, 9)}`,
      talks.flatMap(({ id, visitor_id, last_seq }, index) => [
        projectId,
        head + index + 1,
        "message",
        Number(visitor_id),
        Number(id),
        Number(last_seq) + 1,
        facts,
        facts,
        now,
      ]),
    );
    await hand.run("COMMIT");
    const took = performance.now() - called;
    latencies.push(...visitors.map(() => took));
  }
  const took = performance.now() - begun;
  await hand.close();
  return { events: latencies.length, took, cpu: cpuSince(used), latencies };
}

async function open(url: string): Promise<Hand> {
  if (url.startsWith("sqlite:")) {
    const database = new DatabaseSync(url.slice("sqlite:".length), { timeout: 5000 });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    return {
      run: async (sql, values = []) => database.prepare(sql).all(...values),
      close: async () => database.close(),
    };
  }
  const connection = await mysql.createConnection({ uri: url });
  await connection.query("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
  return {
    run: async (sql, values = []) =>
      (await connection.query(sql, values))[0] as unknown as Record<string, unknown>[],
    close: () => connection.end(),
  };
}
