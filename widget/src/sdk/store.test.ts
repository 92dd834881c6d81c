import { describe, expect, it } from "vitest";
import { type Message, type Session, emptyState, unreadCount, withMessage, withSession } from "./store";
import { message as sample } from "./sample-message";

const message = (seq: number, more: Partial<Message> = {}) =>
  sample(seq, { id: String(seq), author: "BOT", text: `m${seq}`, ...more });
const session = (conversationId: string, messages: Message[]): Session => ({
  conversationId,
  mode: "BOT",
  isOpen: true,
  openChangesIn: null,
  verified: null,
  lastSeq: messages.at(-1)?.seq ?? 0,
  agentName: null,
  config: { title: "Shop", greeting: null, color: null, locale: null },
  messages,
});

describe("store", () => {
  it("takes each seq once, in its place", () => {
    const messages = [3, 1, 2, 3].reduce(
      (known, seq) => withMessage(known, message(seq)),
      [] as readonly Message[],
    );
    expect(messages.map((one) => one.seq)).toEqual([1, 2, 3]);
  });

  it("completes the same conversation with a fresh session, and loses nothing newer", () => {
    const before = { ...emptyState, conversationId: "a", messages: [message(1), message(2), message(5)] };
    const after = withSession(before, session("a", [message(2), message(3), message(4)]));
    expect(after.messages?.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it("begins another conversation below the one that ended", () => {
    const before = { ...emptyState, conversationId: "a", messages: [message(1)], seenByAgentSeq: 9 };
    const after = withSession(before, session("b", [message(1, { id: "n1", text: "new" })]));
    expect(after).toMatchObject({ conversationId: "b", seenByAgentSeq: 0 });
    expect(after.messages).toMatchObject([{ text: "new" }]);
    expect(after.earlier).toMatchObject([{ text: "m1" }]);
  });

  it("counts as unread what others wrote, not events nor one's own", () => {
    const messages = [
      message(1),
      message(2, { author: "VISITOR" }),
      message(3, { author: "SYSTEM", kind: "EVENT" }),
      message(4, { author: "AGENT" }),
    ];
    expect(unreadCount({ ...emptyState, messages, readSeq: 1 })).toBe(1);
    expect(unreadCount({ ...emptyState, messages, readSeq: 0 })).toBe(2);
  });
});
