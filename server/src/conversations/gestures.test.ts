// What is shown while it lasts: how often it goes out, when it ends, and that nothing is kept of what is over.
import { afterEach, beforeEach, expect, test } from "vitest";
import { MemoryBus } from "../live/bus.js";
import { type Gesture, Gestures } from "./gestures.js";

let now: number;
let bus: MemoryBus;
let gestures: Gestures;
let sent: number;
let heard: string[];

const typing = (on: boolean): Gesture => ({ kind: "TYPING", by: "VISITOR", agentId: null, on });
const viewing = (agentId: string, on = true): Gesture => ({ kind: "VIEWING", by: "AGENT", agentId, on });
const page: Gesture = { kind: "PAGE", by: "VISITOR", agentId: null, on: true };
const pass = (ms: number) => {
  now += ms;
  gestures.sweep();
};

beforeEach(() => {
  now = 1_000_000;
  bus = new MemoryBus();
  sent = 0;
  bus.listen("gestures", () => sent++);
  gestures = new Gestures(bus, () => new Date(now));
  heard = [];
  gestures.listen("1", ({ kind, on }) => heard.push(`${kind} ${on ? "on" : "off"}`));
});
afterEach(() => gestures.stop());

test("typing ends 6 s after its last sign, viewing after 15", () => {
  gestures.show("1", typing(true));
  gestures.show("1", viewing("7"));
  expect(gestures.present("1")).toEqual([typing(true), viewing("7")]);
  pass(5_900);
  expect(heard).toEqual(["TYPING on", "VIEWING on"]);
  pass(200);
  expect(heard).toEqual(["TYPING on", "VIEWING on", "TYPING off"]);
  expect(gestures.present("1")).toEqual([viewing("7")]);
  pass(9_000);
  expect(heard.slice(3)).toEqual(["VIEWING off"]);
  expect(gestures.present("1")).toEqual([]);
});

test("keys that are typed all the time go out once a second, and the last of them counts", () => {
  for (let key = 0; key < 50; key++) {
    gestures.show("1", typing(true));
    pass(100);
  }
  expect(sent).toBe(6);
  pass(5_000);
  expect(gestures.present("1")).toEqual([typing(true)]);
  pass(2_000);
  expect(gestures.present("1")).toEqual([]);
});

test("an off goes out at once, and an on that comes too soon waits for its turn", () => {
  for (let times = 0; times < 20; times++) {
    gestures.show("1", typing(true));
    gestures.show("1", typing(false));
  }
  expect(heard).toEqual(["TYPING on", "TYPING off"]);
  gestures.show("1", typing(true));
  pass(900);
  expect(heard).toHaveLength(2);
  pass(200);
  expect(heard.slice(2)).toEqual(["TYPING on"]);
});

test("of many pages in a second the first is told at once, and that there was another at its end", () => {
  for (let times = 0; times < 5; times++) gestures.show("1", page);
  pass(1_000);
  pass(1_000);
  expect(heard).toEqual(["PAGE on", "PAGE on"]);
  expect(gestures.present("1")).toEqual([]);
});

test("what an agent shows ends with the last of its streams on the conversation", () => {
  const [first, second] = [gestures.watch("1", "7"), gestures.watch("1", "7")];
  const other = gestures.watch("2", "7");
  gestures.show("1", viewing("7"));
  gestures.show("1", viewing("8"));
  gestures.show("2", viewing("7"));
  first();
  expect(gestures.present("1")).toEqual([viewing("7"), viewing("8")]);
  second();
  expect(gestures.present("1")).toEqual([viewing("8")]);
  expect(gestures.present("2")).toEqual([viewing("7")]);
  other();
  expect(gestures.present("2")).toEqual([]);
});

test("typing ends with what was typed, and so does a sign of it that waits for its turn", () => {
  gestures.show("1", typing(true));
  gestures.show("1", typing(true));
  gestures.spoke("1", "VISITOR", null);
  pass(2_000);
  expect(heard).toEqual(["TYPING on", "TYPING off"]);
  gestures.show("1", typing(true));
  expect(heard.slice(2)).toEqual(["TYPING on"]);
});

test("an off for what is not on is silence", () => {
  gestures.show("1", typing(false));
  bus.publish("gestures", ["1", typing(false)]);
  expect(heard).toEqual([]);
});
