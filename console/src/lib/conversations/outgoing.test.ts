import { describe, expect, it } from "vitest";
import { knowing, type Outgoing } from "./outgoing.ts";

const reply = (clientId: string, expectedLastSeq: number, conversationId = "c1"): Outgoing => ({
  clientId,
  conversationId,
  text: clientId,
  expectedLastSeq,
  at: "2026-11-22T10:00:00Z",
});

describe("trying a refused reply again", () => {
  it("says of those behind it too that what came in between has been seen", () => {
    const refused = reply("refused", 4);
    const behind = reply("behind", 4);
    const later = reply("later", 7);
    const elsewhere = reply("elsewhere", 4, "c2");
    const all = [reply("before", 3), refused, elsewhere, behind, later];
    expect(knowing(all, refused, 6)).toEqual([refused, behind]);
  });
});
