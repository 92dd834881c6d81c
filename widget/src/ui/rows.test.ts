import { describe, expect, it } from "vitest";
import type { Entry } from "../sdk/outbox";
import { type ChatState, type Message, emptyState } from "../sdk/store";
import { rows } from "./rows";
import { message as sample } from "../sdk/sample-message";

const at = "2026-11-22T12:00:00.000Z";
const message = (seq: number, more: Partial<Message> = {}) =>
  sample(seq, { id: `id${seq}`, author: "BOT", text: `m${seq}`, createdAt: at, ...more });
const entry = (clientId: string, action: Entry["action"], failed?: string): Entry => ({
  clientId,
  at: Date.parse(at) + 1,
  action,
  failed,
});
const shown = (change: Partial<ChatState>) =>
  rows({ ...emptyState, ...change }).filter((row) => row.kind !== "day");

describe("rows", () => {
  it("keeps a text's key from the moment it is written until the server has it", () => {
    const pending = [entry("c1", { kind: "text", text: "hi" })];
    const before = shown({ pending });
    const stored = [message(1, { author: "VISITOR", clientId: "c1", text: "hi" })];
    const both = shown({ messages: stored, pending });
    expect(before).toMatchObject([{ key: "c:c1", delivery: "sending" }]);
    expect(both).toMatchObject([{ key: "c:c1", delivery: "sent" }]);
    expect(shown({ messages: stored, seenByAgentSeq: 1 })).toMatchObject([{ delivery: "seen" }]);
    expect(shown({ pending: [entry("c1", { kind: "text", text: "hi" }, "BAD_USER_INPUT")] })).toMatchObject([
      { delivery: "failed" },
    ]);
  });

  it("marks the chosen option at once, and shows no second bubble for it", () => {
    const question = message(1, { kind: "OPTIONS", options: ["a", "b"] });
    const pending = [entry("c1", { kind: "option", messageId: "id1", index: 1 })];
    expect(shown({ messages: [question], pending })).toMatchObject([{ kind: "options", chosen: 1 }]);
    const answer = message(2, {
      kind: "OPTION_CHOSEN",
      author: "VISITOR",
      replyTo: "id1",
      optionIndex: 0,
      text: "a",
    });
    expect(shown({ messages: [question, answer] })).toMatchObject([{ kind: "options", chosen: 0 }]);
    expect(shown({ messages: [answer] })).toMatchObject([{ kind: "text", text: "a", mine: true }]);
  });

  it("turns a form into its question and a summary once it is submitted", () => {
    const form = message(1, { kind: "FORM", form: { name: "Contact", fields: [] } });
    expect(shown({ messages: [form] })).toMatchObject([{ kind: "form", sending: false }]);
    const pending = [entry("c1", { kind: "form", messageId: "id1", fields: [] })];
    expect(shown({ messages: [form], pending })).toMatchObject([{ kind: "form", sending: true }]);
    const answer = message(2, { kind: "FORM_SUBMITTED", author: "VISITOR", replyTo: "id1", fields: [] });
    expect(shown({ messages: [form, answer] })).toMatchObject([
      { kind: "text", text: "m1" },
      { kind: "summary" },
    ]);
  });

  it("puts a name at the head of a run, a time at its end, and a line between days", () => {
    const ana = { author: "AGENT", agentName: "Ana" } as const;
    const next = "2026-11-24T12:00:00.000Z";
    const all = rows({
      ...emptyState,
      messages: [message(1, ana), message(2, ana), message(3, { ...ana, createdAt: next })],
    });
    expect(all.map((row) => row.kind)).toEqual(["day", "text", "text", "day", "text"]);
    expect(all.filter((row) => row.kind === "text")).toMatchObject([
      { lead: true, last: false },
      { lead: false, last: true },
      { lead: true, last: true },
    ]);
  });

  it("keeps an ended conversation readable above the new one, but not answerable", () => {
    const earlier = [
      message(1, { kind: "OPTIONS", options: ["a", "b"] }),
      message(2, { kind: "FORM", form: { name: "Contact", fields: [] } }),
      message(3, { kind: "EVENT", author: "SYSTEM", event: "CLOSED", text: null }),
    ];
    const messages = [message(1, { id: "new", author: "VISITOR", text: "again" })];
    expect(shown({ earlier, messages })).toMatchObject([
      { kind: "text", text: "m1" },
      { kind: "text", text: "m2" },
      { kind: "event" },
      { kind: "text", text: "again", mine: true },
    ]);
    const chosen = message(1, { id: "new", kind: "OPTION_CHOSEN", replyTo: "id1", optionIndex: 1 });
    expect(shown({ earlier, messages: [chosen] })[0]).toMatchObject({ kind: "options", chosen: 1 });
  });

  it("lets only the latest question be answered, and keeps the answers of the others", () => {
    const asked = (seq: number) => message(seq, { kind: "OPTIONS", options: ["a", "b"] });
    const answer = message(2, { kind: "OPTION_CHOSEN", author: "VISITOR", replyTo: "id1", optionIndex: 1 });
    expect(shown({ messages: [asked(1), asked(3)] })).toMatchObject([
      { kind: "text", text: "m1" },
      { kind: "options", chosen: null },
    ]);
    expect(shown({ messages: [asked(1), answer, asked(3)] })).toMatchObject([
      { kind: "options", chosen: 1 },
      { kind: "options", chosen: null },
    ]);
  });
});
