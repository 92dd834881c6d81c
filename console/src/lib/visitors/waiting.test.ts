import { describe, expect, it } from "vitest";
import { outdates } from "./waiting.ts";

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `${index}` }));
const waits = (visitorId: string) => ({ visitorId, visitor: { needsAttention: true } });
const isAnswered = (visitorId: string) => ({ visitorId, visitor: { needsAttention: false } });

describe("who has waited longest is asked anew", () => {
  it("when somebody begins to wait or is erased, not for what the rows themselves say", () => {
    expect(outdates(rows(3), waits("9"))).toBe(true);
    expect(outdates(rows(3), waits("2"))).toBe(false);
    expect(outdates(rows(3), isAnswered("2"))).toBe(false);
    expect(outdates(rows(3), isAnswered("9"))).toBe(false);
    expect(outdates(rows(3), { visitorId: "2", visitor: null })).toBe(true);
    expect(outdates(rows(3), { visitorId: null })).toBe(false);
  });

  it("where more wait than are asked for: when one of these is answered, not for every other", () => {
    expect(outdates(rows(100), waits("200"))).toBe(false);
    expect(outdates(rows(100), isAnswered("200"))).toBe(false);
    expect(outdates(rows(100), isAnswered("2"))).toBe(true);
  });
});
