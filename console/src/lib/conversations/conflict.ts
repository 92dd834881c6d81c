// Why the server would not take a reply: what somebody else did meanwhile, as the refusal tells it.
import type { Problem } from "../api/errors.ts";

interface Conflict {
  kind: "answered" | "joined" | "closed" | "moved" | "other";
  /** Who did it, if the server says. */
  agentId: string | null;
  /** What they said, and its place in the conversation. */
  text: string | null;
  seq: number;
  /** When, if the server says. */
  at: string | null;
}

interface Current {
  conversationId?: unknown;
  mode?: unknown;
  message?: { seq?: unknown; agentId?: unknown; kind?: unknown; text?: unknown; createdAt?: unknown };
}

/** Null when the problem is of another kind. */
export function conflictOf(problem: Problem | null): Conflict | null {
  if (problem?.code !== "CONFLICT") return null;
  const { conversationId, mode, message }: Current = problem.current ?? {};
  if (!message) {
    const kind = conversationId === undefined ? "other" : "moved";
    return { kind, agentId: null, text: null, seq: 0, at: null };
  }
  const byEvent = mode === "CLOSED" ? "closed" : "joined";
  return {
    kind: message.kind === "EVENT" ? byEvent : "answered",
    agentId: typeof message.agentId === "string" ? message.agentId : null,
    text: typeof message.text === "string" && message.text !== "" ? message.text : null,
    seq: Number(message.seq ?? 0),
    at: typeof message.createdAt === "string" ? message.createdAt : null,
  };
}
