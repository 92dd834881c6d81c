import { expect, test } from "vitest";
import { Housekeeping } from "./housekeeping.js";

test("one chore that fails keeps no other from being done", async () => {
  const done: string[] = [];
  const faults: unknown[] = [];
  const chores = [
    async () => done.push("one"),
    () => Promise.reject(new Error("two")),
    async () => done.push("three"),
  ];
  await new Housekeeping(chores, (error) => faults.push(error)).run();
  expect([done, faults]).toEqual([["one", "three"], [new Error("two")]]);
});

test("a stop tells the chore that is under way, waits for its end, and lets none begin", async () => {
  const done: string[] = [];
  let begun!: () => void;
  const isUnderWay = new Promise<void>((resolve) => (begun = resolve));
  const long = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => setImmediate(() => resolve(void done.push("ended early"))));
      begun();
    });
  const house = new Housekeeping([long, async () => done.push("begun")], () => undefined);
  void house.run();
  await isUnderWay;
  await house.stop();
  expect(done).toEqual(["ended early"]);
});
