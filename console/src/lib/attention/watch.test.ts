import { describe, expect, it } from "vitest";
import { Watch, type WatchedChange, type Watched } from "./watch.ts";

let seq = 0;
const since = (minute: number) => `2026-01-05T09:${String(minute).padStart(2, "0")}:00.000Z`;
const row = (id: string, needsAttention: boolean, unread = 0, conversation = `c${id}`): Watched => ({
  id,
  needsAttention,
  attentionSince: needsAttention ? since(0) : null,
  conversation: { id: conversation, unread },
});
const waits = (id: string, minute: number, unread: number): Watched => ({
  ...row(id, true, unread),
  attentionSince: since(minute),
});
const change = (kind: WatchedChange["kind"], visitor: Watched): WatchedChange => ({
  kind,
  cursor: `e.${++seq}`,
  visitorId: visitor.id,
  visitor: kind === "LEAVE" ? null : visitor,
});

function watch(...waiting: Watched[]) {
  const made = new Watch();
  made.begin(waiting, `e.${seq}`, true);
  return made;
}

describe("what is worth saying aloud", () => {
  it("is that somebody has come", () => {
    expect(watch().judge(change("ENTER", row("1", false)))).toBe("visitor");
    expect(watch().judge(change("ENTER", row("1", true, 1)))).toBe("message");
  });

  it("is that somebody waits who did not, and every message after that", () => {
    const w = watch();
    expect(w.judge(change("UPDATE", row("1", false)))).toBeNull();
    expect(w.judge(change("UPDATE", row("1", true, 1)))).toBe("message");
    expect(w.judge(change("UPDATE", row("1", true, 1)))).toBeNull();
    expect(w.judge(change("UPDATE", row("1", true, 2)))).toBe("message");
    expect(w.judge(change("UPDATE", row("1", true, 1, "another")))).toBe("message");
  });

  it("is no message that the flow has answered, nor an answer", () => {
    const w = watch(row("1", true, 2));
    expect(w.judge(change("UPDATE", row("1", false, 0)))).toBeNull();
    expect(w.judge(change("UPDATE", row("1", false, 1)))).toBeNull();
  });

  it("is nobody who has waited since before: not at the start, not after a gap", () => {
    const w = watch(row("1", true, 3));
    expect(w.judge(change("UPDATE", row("1", true, 3)))).toBeNull();
    w.begin([row("1", true, 3), row("2", true, 1)], `e.${seq}`, true);
    expect(w.judge(change("UPDATE", row("2", true, 1)))).toBeNull();
    expect(w.owed).toEqual([]);
  });

  it("is nothing that stood in the list which told who waits", () => {
    const w = watch();
    const early = change("ENTER", row("1", false));
    w.begin([], `e.${seq}`, true);
    expect(w.judge(early)).toBeNull();
  });
});

describe("where more wait than can be known", () => {
  it("who waited already is learnt without a word, and heard from then on", () => {
    const w = new Watch();
    w.begin([waits("1", 20, 1), waits("2", 25, 1)], `e.${seq}`, false);
    expect(w.judge(change("UPDATE", waits("3", 10, 1)))).toBeNull();
    expect(w.owed).toEqual([]);
    expect(w.judge(change("UPDATE", waits("3", 10, 2)))).toBe("message");
    expect(w.judge(change("UPDATE", waits("4", 26, 1)))).toBe("message");
    expect(w.judge(change("ENTER", row("5", false)))).toBe("visitor");
  });

  it("who waits again, and whoever has come since, is news", () => {
    const w = new Watch();
    w.begin([waits("1", 20, 1)], `e.${seq}`, false);
    w.judge(change("UPDATE", row("1", false)));
    expect(w.judge(change("UPDATE", waits("1", 30, 1)))).toBe("message");
  });

  it("no more are kept than it takes, and none of the others is announced as new", () => {
    const w = new Watch(2);
    w.begin([], `e.${seq}`, true);
    for (const minute of [1, 2, 3]) w.judge(change("UPDATE", waits(`${minute}`, minute, 1)));
    expect(w.owed).toEqual(["2", "3"]);
    expect(w.judge(change("UPDATE", waits("1", 1, 1)))).toBeNull();
    expect(w.judge(change("UPDATE", waits("4", 4, 1)))).toBe("message");
  });
});

describe("a reminder is owed", () => {
  it("to who was announced, until somebody has seen or answered, or the visitor is erased", () => {
    const w = watch(row("9", true, 1));
    for (const id of ["1", "2", "3"]) w.judge(change("UPDATE", row(id, true, 1)));
    expect(w.owed).toEqual(["1", "2", "3"]);
    w.judge(change("UPDATE", row("1", true, 0)));
    w.judge(change("UPDATE", row("2", false, 0)));
    w.judge(change("LEAVE", row("3", true)));
    expect(w.owed).toEqual([]);
    w.judge(change("UPDATE", row("1", true, 1)));
    expect(w.owed).toEqual(["1"]);
    w.look("1");
    expect(w.owed).toEqual([]);
  });

  it("also after a gap, to who still waits unseen", () => {
    const w = watch();
    for (const id of ["1", "2", "3"]) w.judge(change("UPDATE", row(id, true, 1)));
    w.begin([row("1", true, 1), row("2", true, 0)], `e.${seq}`, true);
    expect(w.owed).toEqual(["1"]);
  });
});
