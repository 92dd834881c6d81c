import { expect, test } from "vitest";
import type { LoggedChange } from "../../live/change-log.js";
import type { VisitorFacts } from "../visitor.facts.js";
import { DAY } from "./columns.js";
import { ProjectIndex } from "./project.index.js";

const facts = (search: string, startedAt = 20_000 * DAY): VisitorFacts => ({
  status: "NEW",
  engaged: false,
  online: false,
  needsAttention: false,
  startedAt,
  search,
  params: [],
});

function follower(index: ProjectIndex) {
  index.begin("epoch", 0, []);
  return (id: number, before: VisitorFacts | null, after: VisitorFacts | null) =>
    index.follow({
      ...({ type: "visitor.changed", conversationId: null, messageSeq: null, at: new Date() } as const),
      seq: (index.seq ?? 0) + 1,
      visitorId: String(id),
      before,
      after,
    } satisfies LoggedChange<VisitorFacts>);
}

test("an index takes a change only if it is the next one", () => {
  const index = new ProjectIndex();
  const follow = follower(index);
  const change = {
    type: "x",
    visitorId: null,
    conversationId: null,
    messageSeq: null,
    before: null,
    after: null,
  };
  const at = new Date();
  expect(follow(1, null, facts("ana"))).toBe(true);
  expect(index.follow({ ...change, seq: 3, at })).toBe(false);
  expect(index.follow({ ...change, seq: 1, at })).toBe(false);
  expect(index.follow({ ...change, seq: 2, at })).toBe(true);
  expect(index.seq).toBe(2);
  index.clear();
  expect(index.follow({ ...change, seq: 3, at })).toBe(false);
});

test("visitors without a text take no memory", () => {
  const index = new ProjectIndex();
  const follow = follower(index);
  for (let id = 1; id <= 1000; id++) follow(id, null, facts(""));
  expect(index.size).toBe(0);
});

test("however often people change their names, the index grows by nothing but the names", () => {
  const index = new ProjectIndex();
  const follow = follower(index);
  const name = (id: number, turn: number) => `visitor ${id}, ${1000 + turn}`;
  for (let id = 1; id <= 1000; id++) follow(id, null, facts(name(id, 0)));
  const { size } = index;
  for (let turn = 1; turn <= 10; turn++)
    for (let id = 1; id <= 1000; id++) follow(id, facts(name(id, turn - 1)), facts(name(id, turn)));
  expect(index.size).toBeLessThan(size * 1.7);
});

test("when visitors are erased their memory is given back", () => {
  const index = new ProjectIndex();
  const follow = follower(index);
  for (let id = 1; id <= 5000; id++) follow(id, null, facts(`visitor ${id}`));
  const { size } = index;
  for (let id = 1; id <= 4900; id++) follow(id, { ...facts(""), erased: true }, null);
  expect(index.size).toBeLessThan(size / 5);
});
