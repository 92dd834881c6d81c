import { describe, expect, it } from "vitest";
import type { Problem } from "../api/errors.ts";
import { conflictOf } from "./conflict.ts";

const refused = (current: Record<string, unknown> | null, code: Problem["code"] = "CONFLICT"): Problem => ({
  code,
  message: "",
  current,
  retryAfter: null,
});
const message = {
  id: "9",
  seq: 5,
  agentId: "2",
  kind: "TEXT",
  text: "Ya te ayudo",
  createdAt: "2026-11-25T10:00:00.000Z",
};

describe("a refused reply", () => {
  it("tells who answered, and what", () => {
    const current = { lastSeq: 5, mode: "LIVE", assigneeId: "2", message };
    expect(conflictOf(refused(current))).toEqual({
      kind: "answered",
      agentId: "2",
      text: "Ya te ayudo",
      seq: 5,
      at: "2026-11-25T10:00:00.000Z",
    });
  });

  it("tells a joining from a closing", () => {
    const event = { ...message, kind: "EVENT", text: null };
    expect(conflictOf(refused({ mode: "LIVE", message: event }))?.kind).toBe("joined");
    expect(conflictOf(refused({ mode: "CLOSED", message: event }))?.kind).toBe("closed");
  });

  it("knows that the visitor has begun anew, and stays calm about what it does not know", () => {
    expect(conflictOf(refused({ conversationId: "4" }))?.kind).toBe("moved");
    expect(conflictOf(refused(null))?.kind).toBe("other");
    expect(conflictOf(refused(null, "FORBIDDEN"))).toBeNull();
    expect(conflictOf(null)).toBeNull();
  });
});
