import { expect, it } from "vitest";
import type { MessageCardFragment } from "../api/generated.ts";
import { firstUnread } from "./unread.svelte.ts";

const said = (seq: number, author: MessageCardFragment["author"]) =>
  ({ id: `m${seq}`, seq, author }) as MessageCardFragment;
const messages = [
  said(4, "VISITOR"),
  said(5, "BOT"),
  said(6, "VISITOR"),
  said(7, "BOT"),
  said(8, "VISITOR"),
  said(9, "VISITOR"),
];
const parts = [
  { id: "earlier", messages: [said(1, "VISITOR"), said(2, "VISITOR")] },
  { id: "present", messages },
];

it("counts the visitor's messages alone, and none that came after the conversation was opened", () => {
  expect(firstUnread({ id: "present", unread: 1, lastSeq: 9 }, parts)).toBe("m9");
  expect(firstUnread({ id: "present", unread: 3, lastSeq: 9 }, parts)).toBe("m6");
  expect(firstUnread({ id: "present", unread: 2, lastSeq: 8 }, parts)).toBe("m6");
});

it("is nowhere while not all of them are loaded, and when another conversation has begun", () => {
  expect(firstUnread(null, parts)).toBeNull();
  expect(firstUnread({ id: "present", unread: 5, lastSeq: 9 }, parts)).toBeNull();
  expect(firstUnread({ id: "gone", unread: 1, lastSeq: 9 }, parts)).toBeNull();
  expect(firstUnread({ id: "present", unread: 1, lastSeq: 10 }, parts)).toBeNull();
});
