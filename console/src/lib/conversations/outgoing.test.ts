import { describe, expect, it } from "vitest";
import { knowing, Replies, type Outgoing } from "./outgoing.ts";

const reply = (clientId: string, expectedLastSeq: number, conversationId = "c1"): Outgoing => ({
  clientId,
  conversationId,
  text: clientId,
  expectedLastSeq,
  at: 1,
  refused: null,
});

function disk() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    key: (index: number) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
}

const text = (clientId: string) => ({ clientId, conversationId: "c1", text: clientId, expectedLastSeq: 1 });
const ids = (replies: Replies) => replies.all().map((one) => one.clientId);

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

describe("replies on disk", () => {
  it("are those of all tabs, in the order of writing, and no tab overwrites another's", () => {
    const shared = disk();
    const [one, other] = [new Replies("7", () => shared), new Replies("7", () => shared)];
    for (const id of ["z", "a", "m"]) (id === "a" ? other : one).add(text(id));
    expect(ids(one)).toEqual(["z", "a", "m"]);
    expect(ids(other)).toEqual(["z", "a", "m"]);
    one.remove("z");
    other.add(text("b"));
    expect(ids(one)).toEqual(["a", "m", "b"]);
  });

  it("belong to one agent each", () => {
    const shared = disk();
    new Replies("7", () => shared).add(text("a"));
    expect(ids(new Replies("77", () => shared))).toEqual([]);
  });

  it("do not rise again when another tab has sent or discarded them", () => {
    const shared = disk();
    const [one, other] = [new Replies("7", () => shared), new Replies("7", () => shared)];
    one.add(text("a"));
    other.remove("a");
    one.change("a", { refused: { code: "CONFLICT", message: "", current: null, retryAfter: null } });
    expect(ids(one)).toEqual([]);
  });

  it("live in memory when the disk is full, missing or holds rubbish", () => {
    const full = { ...disk(), setItem: () => expect.fail("full") };
    const none = () => {
      throw new Error("blocked");
    };
    for (const replies of [new Replies("7", () => full), new Replies("7", none)]) {
      replies.add(text("a"));
      replies.change("a", { expectedLastSeq: 9 });
      expect(replies.all()).toMatchObject([{ clientId: "a", expectedLastSeq: 9 }]);
      replies.remove("a");
      expect(ids(replies)).toEqual([]);
    }
    const shared = disk();
    shared.setItem("atalaya.outbox.7.x", "{");
    shared.setItem("atalaya.outbox.7.y", '{"clientId":1}');
    shared.setItem("atalaya.outbox.7", "[]");
    expect(ids(new Replies("7", () => shared))).toEqual([]);
  });
});
