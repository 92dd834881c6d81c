// All that a project's rows, counters and log say, with ids that do not depend on the database: its first visitor is "visitor 1".
import type { DataSource } from "typeorm";
import { SAME_FACTS } from "../src/database/change.writer.js";
import type { Answer } from "./clients.js";

/** How each table finds the rows of a project; `v` is the visitor. */
const VISITOR = "WHERE project_id = ?";
const OF_VISITOR = `WHERE visitor_id IN (SELECT id FROM visitor ${VISITOR})`;
const OF_CONVERSATION = `WHERE conversation_id IN (SELECT id FROM conversation ${VISITOR})`;
const TABLES = {
  visitor: `${VISITOR} ORDER BY id`,
  conversation: `${VISITOR} ORDER BY id`,
  message: `${OF_CONVERSATION} ORDER BY id`,
  form_submission: `${OF_VISITOR} ORDER BY id`,
  status_change: `${OF_VISITOR} ORDER BY id`,
  device: `${OF_VISITOR} ORDER BY id`,
  page_view: `${OF_VISITOR} ORDER BY id`,
  visitor_param: `${OF_VISITOR} ORDER BY visitor_id, param_key`,
  flow_run: `${OF_CONVERSATION} ORDER BY conversation_id`,
  visitor_hour: `${VISITOR} ORDER BY hour`,
  visitor_day: `${VISITOR} ORDER BY day`,
  project_sequence: VISITOR,
  project_change: `${VISITOR} ORDER BY seq`,
};
const REFERENCES: Record<string, keyof typeof TABLES> = {
  visitor_id: "visitor",
  conversation_id: "conversation",
  reply_to: "message",
  message_id: "message",
  submission_id: "form_submission",
};
/** What names the project and its flow, which differ. */
const OWN = new Set(["project_id", "version_id"]);

export type Record_ = Record<keyof typeof TABLES, Answer[]>;

export async function record(source: DataSource, projectId: string): Promise<Record_> {
  const raw = {} as Record_;
  for (const [table, where] of Object.entries(TABLES))
    raw[table as keyof Record_] = await source.query(`SELECT * FROM ${table} ${where}`, [projectId]);
  const places = Object.fromEntries(
    Object.entries(raw).map(([table, rows]) => [
      table,
      new Map(rows.map((row, index) => [String(row.id), `${table} ${index + 1}`])),
    ]),
  );
  const plain = (table: string, row: Answer): Answer =>
    Object.fromEntries(
      Object.entries(row).flatMap(([column, value]) => {
        if (OWN.has(column)) return [];
        const target = column === "id" ? table : REFERENCES[column];
        if (target === undefined || value === null) return [[column, simple(value)]];
        return [[column, places[target]?.get(String(value)) ?? "none of these"]];
      }),
    );
  return Object.fromEntries(
    Object.entries(raw).map(([table, rows]) => [table, rows.map((row) => plain(table, row))]),
  ) as Record_;
}

const simple = (value: unknown) =>
  typeof value === "bigint" || typeof value === "boolean" ? Number(value) : value;

/** What a row of the log says of before. */
export const factsBefore = ({ before_facts, after_facts }: Answer): string | null =>
  before_facts === SAME_FACTS ? after_facts : before_facts;

/** The log without who came online, which happens by itself at a moment of its own. */
export function withoutPresence(all: Record_): Record_ {
  const facts = (text: string | null): Answer => {
    if (text === null) return null;
    const { online: _online, ...others } = JSON.parse(text);
    return others;
  };
  const log = all.project_change
    .filter(({ type }) => type !== "visitor.online")
    .map(({ seq: _seq, before_facts, after_facts, ...row }) => ({
      ...row,
      before: facts(factsBefore({ before_facts, after_facts })),
      after: facts(after_facts),
    }));
  return { ...all, project_change: log };
}
