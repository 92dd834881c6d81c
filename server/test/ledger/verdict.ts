// Holds what the senders noted against what stands in the database, and the database against itself. Every problem is one
// line; no line, no problem.
import type { Book, Sent } from "./book.js";
import { type CountRow, type Facts, type MessageRow, groupBy } from "./facts.js";

const HOUR = 3_600_000;

export function judge(book: Book, facts: Facts): string[] {
  return [
    ...book.scandals,
    ...judgeSends([...book.sends.values()], facts.messages),
    ...judgeSteps(book, facts),
    ...judgeOpenings(book, facts),
    ...judgeSequences(facts),
    ...judgeLog(facts),
    ...judgeCounters(facts),
  ];
}

/** Every answered write is there once and as answered; an unanswered one at most once; a refused one never. */
function judgeSends(sends: readonly Sent[], messages: readonly MessageRow[]): string[] {
  const problems: string[] = [];
  const rows = groupBy(
    messages.filter((row) => row.clientId !== null),
    (row) => row.clientId as string,
  );
  for (const sent of sends) {
    const found = rows.get(sent.clientId) ?? [];
    rows.delete(sent.clientId);
    const name = `${sent.by} ${sent.clientId} (${sent.fate}, ${sent.attempts} attempts)`;
    if (found.length > 1) problems.push(`doubled: ${name} stands ${found.length} times`);
    const [row] = found;
    if (!row) {
      if (sent.fate === "answered") problems.push(`lost: ${name} was answered with seq ${sent.seq}`);
      continue;
    }
    if (sent.fate === "refused") problems.push(`kept: ${name} was refused and stands at seq ${row.seq}`);
    if (sent.text !== null && row.text !== sent.text) problems.push(`changed: ${name} has other words`);
    if (sent.fate === "answered" && (row.id !== sent.id || row.seq !== sent.seq))
      problems.push(
        `moved: ${name} was answered as ${sent.id} at ${sent.seq}, stands as ${row.id} at ${row.seq}`,
      );
  }
  for (const clientId of rows.keys()) problems.push(`unknown: nobody sent ${clientId}`);
  return problems;
}

/** A visitor's history is one chain that ends at its status, with every answered step in it and no step that nobody took. */
function judgeSteps(book: Pick<Book, "steps">, facts: Pick<Facts, "steps" | "visitors">): string[] {
  const problems: string[] = [];
  for (const { id, status } of facts.visitors) {
    let present = "NEW";
    for (const step of facts.steps.filter((each) => each.visitorId === id)) {
      if (step.from !== present)
        problems.push(`broken: visitor ${id} went from ${step.from} while ${present}`);
      present = step.to;
    }
    if (present !== status)
      problems.push(`broken: visitor ${id} is ${status}, its history ends at ${present}`);
  }
  const key = (step: { visitorId: string; from: string; to: string }) =>
    `visitor ${step.visitorId} from ${step.from} to ${step.to}`;
  const taken = groupBy(book.steps, key);
  const stands = groupBy(
    facts.steps.filter((step) => !step.byFlow),
    key,
  );
  for (const name of new Set([...taken.keys(), ...stands.keys()])) {
    const steps = taken.get(name) ?? [];
    const least = steps.filter((step) => step.fate === "answered").length;
    const most = steps.filter((step) => step.fate !== "refused").length;
    const found = stands.get(name)?.length ?? 0;
    if (found < least) problems.push(`lost: ${name} was answered ${least} times and stands ${found} times`);
    if (found > most) problems.push(`doubled: ${name} was asked for ${most} times and stands ${found} times`);
  }
  return problems;
}

/** One visitor a token: none for an answered one missing, none made twice, and numbers 1, 2, 3 … for all. */
function judgeOpenings(
  book: Pick<Book, "openings">,
  facts: Pick<Facts, "visitors" | "conversations" | "visitorsNumbered">,
): string[] {
  const problems: string[] = [];
  const visitorOf = new Map(facts.conversations.map(({ id, visitorId }) => [id, visitorId]));
  const owners = new Map<string, string>();
  for (const { token, fate, conversationId } of book.openings) {
    if (fate !== "answered" || conversationId === null) continue;
    const visitor = visitorOf.get(conversationId);
    if (!visitor)
      problems.push(`lost: the opening of ${token} was answered with conversation ${conversationId}`);
    else if (owners.has(visitor))
      problems.push(`mixed up: visitor ${visitor} is ${owners.get(visitor)} and ${token}`);
    else owners.set(visitor, token);
  }
  if (facts.visitors.length > book.openings.length)
    problems.push(`doubled: ${book.openings.length} openings made ${facts.visitors.length} visitors`);
  problems.push(
    ...contiguous(
      "visitor numbers",
      facts.visitors.map((row) => row.number),
      facts.visitorsNumbered,
    ),
  );
  return problems;
}

function judgeSequences(facts: Pick<Facts, "head" | "log" | "conversations" | "messages">): string[] {
  const messages = groupBy(facts.messages, (row) => row.conversationId);
  return [
    ...contiguous(
      "the change log",
      facts.log.map((row) => row.seq),
      facts.head,
    ),
    ...facts.conversations.flatMap(({ id, lastSeq }) =>
      contiguous(
        `conversation ${id}`,
        (messages.get(id) ?? []).map((row) => row.seq),
        lastSeq,
      ),
    ),
  ];
}

/** The log tells every message once, and ends, for every visitor, at what the visitor is. */
function judgeLog(facts: Pick<Facts, "log" | "messages" | "visitors">): string[] {
  const problems: string[] = [];
  const told = new Map<string, number>();
  const last = new Map<string, Facts["log"][number]>();
  for (const row of facts.log) {
    if (row.type === "message") {
      const name = `${row.conversationId}.${row.messageSeq}`;
      told.set(name, (told.get(name) ?? 0) + 1);
    }
    if (row.visitorId !== null) last.set(row.visitorId, row);
  }
  for (const { conversationId, seq } of facts.messages) {
    const name = `${conversationId}.${seq}`;
    const times = told.get(name) ?? 0;
    told.delete(name);
    if (times !== 1) problems.push(`untold: message ${name} stands ${times} times in the change log`);
  }
  for (const name of told.keys())
    problems.push(`untrue: the change log tells of message ${name}, which is not there`);
  for (const { id, number: _number, ...present } of facts.visitors) {
    const { after = null } = last.get(id) ?? {};
    for (const [field, value] of Object.entries(present))
      if (after?.[field as keyof typeof present] !== value)
        problems.push(
          `untrue: visitor ${id} has ${field} ${value}, its last change says ${after?.[field as keyof typeof present]}`,
        );
  }
  return problems;
}

/** The counters beside the visitors equal a recount. */
function judgeCounters(facts: Pick<Facts, "visitors" | "hours" | "days" | "needingAttention">): string[] {
  const problems: string[] = [];
  const waiting = facts.visitors.filter((row) => row.needsAttention).length;
  if (waiting !== facts.needingAttention)
    problems.push(
      `miscounted: ${waiting} visitors need attention, the counter says ${facts.needingAttention}`,
    );
  for (const [name, width, rows] of [
    ["hour", HOUR, facts.hours],
    ["day", 24 * HOUR, facts.days],
  ] as const) {
    const left = new Map<string, number>();
    const add = (key: string, step: number) => left.set(key, (left.get(key) ?? 0) + step);
    for (const { startedAt, status, engaged } of facts.visitors)
      add(
        `${name} ${Math.floor(startedAt / width)} ${status.toLowerCase()}_${engaged ? "engaged" : "idle"}`,
        1,
      );
    for (const { key, columns } of rows satisfies readonly CountRow[])
      for (const [column, count] of Object.entries(columns)) add(`${name} ${key} ${column}`, -count);
    for (const [key, difference] of left)
      if (difference !== 0) problems.push(`miscounted: ${key} is off by ${-difference}`);
  }
  return problems;
}

/** 1, 2, 3 … up to the end, each once. */
function contiguous(name: string, seqs: readonly number[], end: number): string[] {
  let before = 0;
  for (const seq of seqs.toSorted((a, b) => a - b)) {
    if (seq === before) return [`repeated: ${name} has ${seq} twice`];
    if (seq !== before + 1) return [`gap: ${name} goes from ${before} to ${seq}`];
    before = seq;
  }
  return before === end ? [] : [`wrong end: ${name} ends at ${before}, its counter says ${end}`];
}
