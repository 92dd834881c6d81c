import { describe, expect, it } from "vitest";
import type { ConversationChange } from "../api/live.svelte.ts";
import {
  afterChange,
  alone,
  colleaguesTyping,
  faded,
  fadesAt,
  isVisitorTyping,
  type Company,
} from "./company.ts";

const ana = { id: "1", name: "Ana" };
const beto = { id: "2", name: "Beto" };
const carla = { id: "3", name: "Carla" };
const blank = { message: null, conversation: null, typing: null, agent: null, viewers: null };
const viewing = (viewers: (typeof ana)[] | null): ConversationChange => ({
  ...blank,
  kind: "VIEWING",
  viewers,
});
const typing = (by: "AGENT" | "VISITOR" | null, agent: typeof ana | null): ConversationChange => ({
  ...blank,
  kind: "TYPING",
  typing: by,
  agent,
});
const message = (author: "AGENT" | "VISITOR", agent: typeof ana | null) =>
  ({ ...blank, kind: "MESSAGE", message: { author, agent } }) as ConversationChange;
const play = (changes: ConversationChange[], start: Company = alone) =>
  changes.reduce((company, change) => afterChange(company, change, ana.id, 1_000), start);

describe("the company at a conversation", () => {
  it("is everybody who looks at it, once each and without oneself", () => {
    expect(play([viewing([ana, beto, beto, carla])]).viewers).toEqual([beto, carla]);
    expect(play([viewing([beto]), viewing([ana])]).viewers).toEqual([]);
  });

  it("stays as it was when nobody says who looks", () => {
    expect(play([viewing([beto]), viewing(null)]).viewers).toEqual([beto]);
  });

  it("tells apart who writes, and who has stopped", () => {
    const all = play([typing("VISITOR", null), typing("AGENT", beto), typing("AGENT", carla)]);
    expect(isVisitorTyping(all)).toBe(true);
    expect(colleaguesTyping(all)).toEqual([beto, carla]);
    const less = play([typing(null, beto)], all);
    expect(isVisitorTyping(less)).toBe(true);
    expect(colleaguesTyping(less)).toEqual([carla]);
    expect(isVisitorTyping(play([typing(null, null)], less))).toBe(false);
  });

  it("does not count one's own writing in another tab", () => {
    expect(play([typing("AGENT", ana)])).toBe(alone);
  });

  it("ends the writing of whoever has sent, and nobody else's", () => {
    const both = play([typing("VISITOR", null), typing("AGENT", beto)]);
    expect(isVisitorTyping(play([message("AGENT", beto)], both))).toBe(true);
    expect(colleaguesTyping(play([message("AGENT", beto)], both))).toEqual([]);
    expect(colleaguesTyping(play([message("VISITOR", null)], both))).toEqual([beto]);
  });

  it("lets each fade by itself when no more is heard", () => {
    const first = afterChange(alone, typing("AGENT", beto), ana.id, 1_000);
    const both = afterChange(first, typing("VISITOR", null), ana.id, 3_000);
    expect(fadesAt(both)).toBe(7_000);
    expect(faded(both, 6_999)).toBe(both);
    expect(colleaguesTyping(faded(both, 7_000))).toEqual([]);
    expect(isVisitorTyping(faded(both, 7_000))).toBe(true);
    expect(fadesAt(alone)).toBeNull();
  });
});
