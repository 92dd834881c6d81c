import { describe, expect, it } from "vitest";
import { Watch, type WatchedChange, type Watched } from "./watch.ts";

let seq = 0;
const row = (id: string, needsAttention: boolean, unread = 0, conversation = `c${id}`): Watched => ({
  id,
  needsAttention,
  conversation: { id: conversation, unread },
});
const change = (kind: WatchedChange<Watched>["kind"], visitor: Watched): WatchedChange<Watched> => ({
  kind,
  cursor: `e.${++seq}`,
  visitorId: visitor.id,
  visitor: kind === "LEAVE" ? null : visitor,
});

function watch(...waiting: Watched[]) {
  const made = new Watch<Watched>();
  made.begin(waiting, `e.${seq}`);
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
    w.begin([row("1", true, 3), row("2", true, 1)], `e.${seq}`);
    expect(w.judge(change("UPDATE", row("2", true, 1)))).toBeNull();
    expect(w.owed).toEqual([]);
  });

  it("is nothing that stood in the list which told who waits", () => {
    const w = watch();
    const early = change("ENTER", row("1", false));
    w.begin([], `e.${seq}`);
    expect(w.judge(early)).toBeNull();
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
    w.begin([row("1", true, 1), row("2", true, 0)], `e.${seq}`);
    expect(w.owed).toEqual(["1"]);
  });
});
