// The ledger must be able to fail: each verdict is shown what it is there to find.
import { describe, expect, test } from "vitest";
import type { Sent } from "./book.js";
import { Book } from "./book.js";
import type { Facts } from "./facts.js";
import { FeedRule, ThreadRule } from "./follow.js";
import { difference, isSameList } from "./screen.js";
import { judge } from "./verdict.js";

const AT = 1_790_000_000_000;
const visitor = {
  id: "1",
  number: 1,
  status: "NEW",
  engaged: true,
  online: true,
  needsAttention: true,
  startedAt: AT,
};
const { id: _id, number: _number, ...after } = visitor;
const log = (seq: number, messageSeq: number | null) => ({
  seq,
  type: messageSeq === null ? "visitor.opened" : "message",
  visitorId: "1",
  conversationId: messageSeq === null ? null : "5",
  messageSeq,
  after,
});
const message = (seq: number) => ({
  id: `m${seq}`,
  conversationId: "5",
  seq,
  clientId: `c${seq}`,
  text: `text ${seq}`,
});

/** One visitor, opened once, who wrote twice and was answered both times. */
function sound(): { book: Book; facts: Facts } {
  const book = new Book();
  Object.assign(book.opening("t1"), { fate: "answered", conversationId: "5" });
  for (const seq of [1, 2]) answered(book, seq);
  const facts: Facts = {
    head: 3,
    visitorsNumbered: 1,
    needingAttention: 1,
    log: [log(1, null), log(2, 1), log(3, 2)],
    visitors: [{ ...visitor }],
    conversations: [{ id: "5", visitorId: "1", lastSeq: 2 }],
    messages: [message(1), message(2)],
    steps: [],
    hours: [{ key: Math.floor(AT / 3_600_000), columns: { new_engaged: 1, new_idle: 0 } }],
    days: [{ key: Math.floor(AT / 86_400_000), columns: { new_engaged: 1, new_idle: 0 } }],
  };
  return { book, facts };
}

function answered(book: Book, seq: number): Sent {
  const sent = book.send({ clientId: `c${seq}`, by: "VISITOR", text: `text ${seq}`, keeps: true });
  return Object.assign(sent, { fate: "answered", id: `m${seq}`, seq, attempts: 1 });
}

/** What is found when the sound ledger is spoilt. */
function found(spoil: (book: Book, facts: Facts) => void): string[] {
  const { book, facts } = sound();
  spoil(book, facts);
  return judge(book, facts);
}

describe("the verdict on senders and database", () => {
  test("a sound ledger has no problem", () => {
    expect(found(() => undefined)).toEqual([]);
  });

  test.each<[string, RegExp, (book: Book, facts: Facts) => void]>([
    ["an answered write that is not there", /^lost: VISITOR c3/, (book) => void answered(book, 3)],
    [
      "a write that stands twice",
      /^doubled: VISITOR c1/,
      (_, facts) => void (facts.messages[1] = { ...message(2), clientId: "c1" }),
    ],
    [
      "a refused write that stands",
      /^kept: VISITOR c2/,
      (book) => void ((book.sends.get("c2") as Sent).fate = "refused"),
    ],
    [
      "a write at another place than answered",
      /^moved: VISITOR c2/,
      (book) => void ((book.sends.get("c2") as Sent).seq = 1),
    ],
    [
      "other words than were sent",
      /^changed: VISITOR c1/,
      (_, facts) => void (facts.messages[0] = { ...message(1), text: "no" }),
    ],
    ["a write that nobody sent", /^unknown: nobody sent c2/, (book) => void book.sends.delete("c2")],
    [
      "an opening that is not there",
      /^lost: the opening of t2/,
      (book) => void Object.assign(book.opening("t2"), { fate: "answered", conversationId: "6" }),
    ],
    [
      "a visitor made twice",
      /^doubled: 1 openings made 2/,
      (_, facts) => void facts.visitors.push({ ...visitor, id: "2" }),
    ],
    [
      "a gap in the change log",
      /^gap: the change log goes from 1 to 3/,
      (_, facts) => void facts.log.splice(1, 1),
    ],
    [
      "a repeat in the change log",
      /^repeated: the change log has 2/,
      (_, facts) => void facts.log.push(log(2, 1)),
    ],
    ["a head that is not the end", /^wrong end: the change log/, (_, facts) => void (facts.head = 4)],
    [
      "a gap in a conversation",
      /^gap: conversation 5 goes from 0 to 2/,
      (_, facts) => void facts.messages.shift(),
    ],
    [
      "a message that the log does not tell",
      /^untold: message 5.2/,
      (_, facts) => void (facts.log[2] = log(3, null)),
    ],
    [
      "a message that only the log knows",
      /^untrue: the change log tells of message 5.9/,
      (_, facts) => void facts.log.push(log(4, 9)),
    ],
    [
      "a visitor that is not what its last change says",
      /^untrue: visitor 1 has online false/,
      (_, facts) => void (facts.visitors[0] = { ...visitor, online: false }),
    ],
    [
      "a counter that is off",
      /^miscounted: hour .* new_engaged is off by 1/,
      (_, facts) => void (facts.hours[0] = { key: Math.floor(AT / 3_600_000), columns: { new_engaged: 2 } }),
    ],
    [
      "a wrong number of those who wait",
      /^miscounted: 1 visitors/,
      (_, facts) => void (facts.needingAttention = 0),
    ],
    [
      "an answered step that is not there",
      /^lost: visitor 1 from NEW to CLOSED/,
      (book) => void (book.step({ visitorId: "1", from: "NEW", to: "CLOSED" }).fate = "answered"),
    ],
    [
      "a step that nobody took",
      /^doubled: visitor 1 from NEW to CLOSED was asked for 0/,
      (_, facts) => void facts.steps.push({ visitorId: "1", from: "NEW", to: "CLOSED", byFlow: false }),
    ],
    [
      "a history that ends elsewhere",
      /^broken: visitor 1 is NEW/,
      (_, facts) => void facts.steps.push({ visitorId: "1", from: "NEW", to: "CLOSED", byFlow: true }),
    ],
    [
      "an answer that no client should get",
      /^fault:/,
      (book) => void book.scandals.push("fault: the server …"),
    ],
  ])("%s is found", (_name, what, spoil) => {
    expect(found(spoil)).toContainEqual(expect.stringMatching(what));
  });

  test("an unanswered write may be there once, or not at all", () => {
    const unanswered = (book: Book, clientId: string, text: string) =>
      void book.send({ clientId, by: "VISITOR", text, keeps: false });
    expect(found((book) => unanswered(book, "c9", "never seen"))).toEqual([]);
    expect(
      found((book) => {
        book.sends.delete("c2");
        unanswered(book, "c2", "text 2");
      }),
    ).toEqual([]);
  });
});

describe("the rules of a stream", () => {
  test("a screen of everybody hears every seq once", () => {
    const take = (...items: [string, number][]) => {
      const rule = new FeedRule("console", true, 10);
      return items.map(([kind, seq]) => rule.take(kind, seq)?.split(":")[0] ?? "ok");
    };
    expect(take(["UPDATE", 11], ["HEARTBEAT", 11], ["LEAVE", 12])).toEqual(["ok", "ok", "ok"]);
    expect(take(["UPDATE", 12])).toEqual(["gap"]);
    expect(take(["UPDATE", 11], ["UPDATE", 11])).toEqual(["ok", "repeated"]);
    expect(take(["HEARTBEAT", 11])).toEqual(["gap"]);
    expect(take(["HEARTBEAT", 9])).toEqual(["back"]);
    expect(take(["RESYNC", 50], ["ENTER", 51])).toEqual(["ok", "ok"]);
    expect(take(["RESYNC", 9])).toEqual(["back"]);
  });

  test("a screen with a filter may miss what is not for it, and nothing comes twice", () => {
    const rule = new FeedRule("console", false, 10);
    expect(rule.take("UPDATE", 15)).toBeNull();
    expect(rule.take("HEARTBEAT", 20)).toBeNull();
    expect(rule.take("COUNTS", 20)).toMatch(/^repeated/);
  });

  test("a conversation comes message by message, and its state names none that has not come", () => {
    const rule = new ThreadRule("thread");
    rule.begin(3);
    expect([rule.message(4), rule.state(4)]).toEqual([null, null]);
    expect(rule.state(5)).toMatch(/^untrue/);
    expect(rule.message(4)).toMatch(/^repeated/);
    expect(rule.message(6)).toMatch(/^gap/);
    rule.resync();
    expect([rule.message(9), rule.message(10)]).toEqual([null, null]);
  });

  test("a stale list is told from a fresh one", () => {
    const list = (rows: [string, number][], numbers = "NEW 1") => ({ rows: new Map(rows), numbers });
    const fresh = list([["1", 4]]);
    expect(isSameList(list([["1", 4]]), fresh)).toBe(true);
    for (const stale of [
      list([["1", 3]]),
      list([]),
      list([
        ["1", 4],
        ["2", 1],
      ]),
      list([["1", 4]], "NEW 2"),
    ]) {
      expect(isSameList(stale, fresh)).toBe(false);
      expect(difference(stale, fresh)).not.toBe("");
    }
  });
});
