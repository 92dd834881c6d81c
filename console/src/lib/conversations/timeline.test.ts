import { describe, expect, it } from "vitest";
import type { MessageCardFragment } from "../api/generated.ts";
import { joining, timeline, type StatusEvent } from "./timeline.ts";

const dayOf = (iso: string) => iso.slice(0, 10);

function message(seq: number, createdAt: string, author: MessageCardFragment["author"]): MessageCardFragment {
  return {
    id: `m${seq}`,
    seq,
    author,
    agent: null,
    kind: "TEXT",
    text: `text ${seq}`,
    options: null,
    optionIndex: null,
    replyTo: null,
    form: null,
    submission: null,
    event: null,
    clientId: null,
    createdAt,
  };
}

const change = (at: string): StatusEvent => ({ from: "NEW", to: "PROSPECT", actor: "FLOW", agent: null, at });
const part = (messages: MessageCardFragment[]) => [{ id: "c1", startedAt: "", messages }];

describe("the timeline", () => {
  it("merges status changes by time and starts each day with its name", () => {
    const messages = [
      message(1, "2026-11-21T23:59:00Z", "BOT"),
      message(2, "2026-11-22T00:01:00Z", "VISITOR"),
    ];
    const items = timeline(part(messages), [change("2026-11-22T00:00:00Z")], { complete: true, dayOf });
    expect(items.map((item) => item.key)).toEqual([
      "day-2026-11-21",
      "m1",
      "day-2026-11-22",
      "status-2026-11-22T00:00:00Z-PROSPECT",
      "m2",
    ]);
  });

  it("keeps the order of seq where the clocks agree", () => {
    const at = "2026-11-22T10:00:00Z";
    const items = timeline(part([message(1, at, "VISITOR"), message(2, at, "VISITOR")]), [], {
      complete: true,
      dayOf,
    });
    expect(items.map((item) => item.key)).toEqual(["day-2026-11-22", "m1", "m2"]);
  });

  it("leaves out status changes older than what is loaded, until all is", () => {
    const messages = [message(9, "2026-11-22T10:00:00Z", "VISITOR")];
    const old = [change("2026-11-20T10:00:00Z")];
    const kinds = (complete: boolean) =>
      timeline(part(messages), old, { complete, dayOf }).map((item) => item.kind);
    expect(kinds(false)).toEqual(["day", "message"]);
    expect(kinds(true)).toEqual(["day", "status", "day", "message"]);
  });

  it("ends a group where the speaker changes or a pause comes", () => {
    const items = timeline(
      part([
        message(1, "2026-11-22T10:00:00Z", "VISITOR"),
        message(2, "2026-11-22T10:01:00Z", "VISITOR"),
        message(3, "2026-11-22T10:09:00Z", "VISITOR"),
        message(4, "2026-11-22T10:09:05Z", "AGENT"),
      ]),
      [],
      { complete: true, dayOf },
    );
    const ends = items.flatMap((item) =>
      item.kind === "message" && item.endsGroup ? [item.message.seq] : [],
    );
    expect(ends).toEqual([2, 3, 4]);
  });
});

describe("older messages", () => {
  const seqs = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ seq: from + index }));

  it("stand before the newest only as far as there is no gap", () => {
    expect(joining(seqs(51, 100), seqs(101, 150))).toHaveLength(50);
    expect(joining(seqs(51, 100), seqs(90, 139))).toHaveLength(50);
    // Read afresh, the newest fifty begin later.
    expect(joining(seqs(51, 100), seqs(111, 160))).toEqual([]);
    expect(joining([], seqs(1, 3))).toEqual([]);
    expect(joining(seqs(1, 3), [])).toHaveLength(3);
  });
});
