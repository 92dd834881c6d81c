// What must be true of a project's rows, counters and log whatever was done to it.
import { expect } from "vitest";
import type { DataSource } from "typeorm";
import { STATUSES } from "../src/visitors/visitor.status.js";
import type { Answer } from "./clients.js";
import { factsBefore, record } from "./record.js";

const HOUR = 3_600_000;

export async function expectSound(source: DataSource, projectId: string): Promise<void> {
  const all = await record(source, projectId);
  const [sequence] = all.project_sequence;

  // Numbers and seqs have no gap and no double.
  expect(all.project_change.map(({ seq }) => Number(seq))).toEqual(upTo(all.project_change.length));
  expect(Number(sequence.seq)).toBe(all.project_change.length);
  const numbers = all.visitor.map(({ number }) => Number(number)).sort((a, b) => a - b);
  expect(numbers.every((number) => number >= 1 && number <= Number(sequence.visitors))).toBe(true);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const { id, last_seq } of all.conversation) {
    const own = all.message.filter(({ conversation_id }) => conversation_id === id);
    expect([id, own.map(({ seq }) => Number(seq))]).toEqual([id, upTo(Number(last_seq))]);
  }

  // No sender's id twice for a visitor.
  const owner = new Map(all.conversation.map(({ id, visitor_id }) => [id, visitor_id]));
  const sent = all.message.flatMap(({ client_id, conversation_id }) =>
    client_id ? [`${owner.get(conversation_id)} ${client_id}`] : [],
  );
  expect(new Set(sent).size).toBe(sent.length);

  // The log leads from nothing to what the rows say, step by step.
  for (const visitor of all.visitor) {
    let known: Answer = null;
    for (const change of all.project_change.filter(({ visitor_id }) => visitor_id === visitor.id)) {
      expect(JSON.parse(factsBefore(change) ?? "null")).toEqual(known);
      known = JSON.parse(change.after_facts);
    }
    const own = all.visitor_param.filter(({ visitor_id }) => visitor_id === visitor.id);
    expect(known).toEqual({
      status: STATUSES[visitor.status],
      engaged: Boolean(visitor.engaged),
      online: Boolean(visitor.online),
      needsAttention: Boolean(visitor.needs_attention),
      startedAt: Number(visitor.started_at),
      search: visitor.search,
      params: own.map(({ hash }) => hash).sort(),
    });
  }

  // The counters count the rows.
  for (const [table, key, size] of [
    ["visitor_hour", "hour", HOUR],
    ["visitor_day", "day", 24 * HOUR],
  ] as const) {
    const cells = all[table].flatMap(({ [key]: at, ...columns }) =>
      Object.entries(columns).flatMap(([column, count]) =>
        Number(count) ? [[`${at} ${column}`, Number(count)]] : [],
      ),
    );
    expect(Object.fromEntries(cells)).toEqual(countBy(all.visitor, size));
  }
  const waiting = all.visitor.filter(({ needs_attention }) => Number(needs_attention) === 1);
  expect(Number(sequence.needing_attention)).toBe(waiting.length);
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

function countBy(visitors: readonly Answer[], size: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, engaged, started_at } of visitors) {
    const column = `${String(STATUSES[status]).toLowerCase()}_${Number(engaged) ? "engaged" : "idle"}`;
    const cell = `${Math.floor(Number(started_at) / size)} ${column}`;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}
