import { expect, test } from "vitest";
import { Gate } from "./gate.js";

test("holders come in one at a time, first come first served", async () => {
  const gate = new Gate();
  const order: string[] = [];
  const hold = async (name: string) => {
    const leave = await gate.enter(true);
    order.push(`${name} in`);
    await Promise.resolve();
    order.push(`${name} out`);
    leave();
  };
  await Promise.all([hold("a"), hold("b"), hold("c")]);
  expect(order).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
});

test("whoever is inside and comes again is told so instead of waiting for themselves", async () => {
  const gate = new Gate();
  await gate.within(async () => {
    const leave = await gate.enter(true);
    await expect(gate.enter(false)).rejects.toThrow("use the transaction's own manager");
    leave();
    (await gate.enter(false))();
  });
});
