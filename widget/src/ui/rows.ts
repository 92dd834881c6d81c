/** Turns the state into the rows of the conversation, in order: what each is, not how it looks. */
import type { Entry } from "../sdk/outbox";
import { type ChatState, type FormProblems, type Message, type Session, emptyState } from "../sdk/store";
import { dayKey } from "./time";

type Delivery = "sending" | "sent" | "seen" | "failed";

/** First and last of a run by the same author: where a name stands, and where a time. */
interface Place {
  lead: boolean;
  last: boolean;
}

export type Row = { key: string; at: string | number } & (
  | { kind: "day" }
  | { kind: "event"; message: Message }
  | ({
      kind: "text";
      mine: boolean;
      name: string | null;
      bot: boolean;
      text: string;
      clientId: string | null;
      delivery: Delivery | null;
    } & Place)
  | ({ kind: "options"; message: Message; chosen: number | null } & Place)
  | ({
      kind: "form";
      message: Message;
      sending: boolean;
      problems: FormProblems | null;
      verified: Session["verified"];
    } & Place)
  | ({ kind: "summary"; message: Message } & Place)
);

export function rows(state: ChatState): Row[] {
  const { earlier, messages, pending } = state;
  const stored = new Set(messages.map((message) => message.clientId));
  const waiting = pending.filter((entry) => !stored.has(entry.clientId));
  const past = earlier.flatMap((message) => rowOf(message, state, waiting).map(ended));
  const found = [...past, ...messages.flatMap((message) => rowOf(message, state, waiting))];
  for (const entry of waiting) {
    if (entry.action.kind !== "text") continue;
    found.push(textRow(`c:${entry.clientId}`, entry.at, entry.action.text, entry));
  }
  return withDays(withPlaces(found));
}

/** A row of a conversation that is over: readable, not answerable. */
function ended(row: Row): Row {
  const open = (row.kind === "options" && row.chosen === null) || row.kind === "form";
  if (open) return plainRow(row.message, emptyState, { key: row.key, at: row.message.createdAt });
  return row.kind === "text" ? { ...row, delivery: null } : row;
}

/** The flow has asked something since: it no longer waits for an answer to this. */
function isPassed({ seq }: Message, { messages }: ChatState): boolean {
  return messages.some((later) => later.seq > seq && (later.kind === "OPTIONS" || later.kind === "FORM"));
}

function rowOf(message: Message, state: ChatState, waiting: readonly Entry[]): Row[] {
  const all = [...state.earlier, ...state.messages];
  const base = { key: message.clientId ? `c:${message.clientId}` : `m:${message.id}`, at: message.createdAt };
  const place = { lead: true, last: true };
  const answer = (kind: Message["kind"]) =>
    all.find((other) => other.kind === kind && other.replyTo === message.id);
  const unsent = waiting.find(
    ({ action }) => action.kind !== "text" && action.messageId === message.id,
  )?.action;
  switch (message.kind) {
    case "EVENT":
      return [{ ...base, kind: "event", message }];
    case "OPTIONS": {
      const chosen =
        answer("OPTION_CHOSEN")?.optionIndex ?? (unsent?.kind === "option" ? unsent.index : null);
      const row: Row = { ...base, kind: "options", message, chosen, ...place };
      return [chosen === null && isPassed(message, state) ? ended(row) : row];
    }
    case "OPTION_CHOSEN":
      // The choice is marked where it was offered; only one without its question needs a bubble.
      if (all.some((other) => other.id === message.replyTo)) return [];
      break;
    case "FORM": {
      if (answer("FORM_SUBMITTED")) return message.text ? [plainRow(message, state, base)] : [];
      const problems = state.formProblems[message.id] ?? null;
      const sending = unsent?.kind === "form";
      const { verified } = state;
      const row: Row = { ...base, kind: "form", message, sending, problems, verified, ...place };
      return [!sending && isPassed(message, state) ? ended(row) : row];
    }
    case "FORM_SUBMITTED":
      return [{ ...base, kind: "summary", message, ...place }];
  }
  return message.text ? [plainRow(message, state, base)] : [];
}

function plainRow(message: Message, state: ChatState, base: { key: string; at: string }): Row {
  const mine = message.author === "VISITOR";
  const delivery = mine ? (message.seq <= state.seenByAgentSeq ? "seen" : "sent") : null;
  return {
    ...base,
    kind: "text",
    mine,
    name: mine ? null : message.agentName,
    bot: message.author === "BOT",
    text: message.text ?? "",
    clientId: message.clientId,
    delivery,
    lead: true,
    last: true,
  };
}

function textRow(key: string, at: number, text: string, { clientId, failed }: Entry): Row {
  const delivery = failed ? "failed" : "sending";
  return {
    key,
    at,
    kind: "text",
    mine: true,
    name: null,
    bot: false,
    text,
    clientId,
    delivery,
    lead: true,
    last: true,
  };
}

function isWide(row: Row): boolean {
  return row.kind === "options" || row.kind === "form";
}

function author(row: Row): string {
  if (row.kind === "text") return row.mine ? "mine" : row.bot ? "bot" : `agent:${row.name}`;
  return isWide(row) ? "bot" : row.key;
}

function withPlaces(found: Row[]): Row[] {
  return found.map((row, index) => {
    if (!("lead" in row)) return row;
    const before = found[index - 1];
    const after = found[index + 1];
    // What follows buttons or a form stands a little apart.
    const lead =
      !before || isWide(before) || author(before) !== author(row) || dayKey(before.at) !== dayKey(row.at);
    const last = !after || author(after) !== author(row) || dayKey(after.at) !== dayKey(row.at);
    return { ...row, lead, last };
  });
}

function withDays(found: Row[]): Row[] {
  return found.flatMap((row, index) => {
    const before = found[index - 1];
    if (before && dayKey(before.at) === dayKey(row.at)) return [row];
    return [{ key: `d:${dayKey(row.at)}`, at: row.at, kind: "day" as const }, row];
  });
}
