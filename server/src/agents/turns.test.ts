import { expect, test } from "vitest";
import { makeTurns } from "./turns.js";

test("never more than so many run at once, also when somebody comes in the moment that one ends", async () => {
  const inTurn = makeTurns(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = (name: number, then?: () => void) =>
    inTurn(async () => {
      order.push(name);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      then?.();
    });
  const late: Promise<void>[] = [];
  const newcomer = () => queueMicrotask(() => queueMicrotask(() => late.push(work(late.length + 100))));
  await Promise.all([0, 1, 2, 3, 4].map((name) => work(name, newcomer)));
  await Promise.all(late);
  expect(most).toBe(2);
  expect(order.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
});

test("a work that fails gives its place back", async () => {
  const inTurn = makeTurns(1);
  await expect(inTurn(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await inTurn(() => Promise.resolve("yes"))).toBe("yes");
});
