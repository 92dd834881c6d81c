// A message as the server sends it, for tests.
import type { Message } from "./store";

export const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  seq,
  author: "VISITOR",
  agentName: null,
  kind: "TEXT",
  text: `text ${seq}`,
  options: null,
  optionIndex: null,
  replyTo: null,
  form: null,
  fields: null,
  event: null,
  clientId: null,
  createdAt: "2026-11-22T10:00:00.000Z",
  ...more,
});
