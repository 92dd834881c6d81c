import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { coalesce } from "./coalesce.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("runs once for many askings, and once more for those made while it runs", async () => {
  let finish: () => void = () => {};
  const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const { ask } = coalesce(work, 100);
  ask();
  ask();
  await vi.advanceTimersByTimeAsync(100);
  expect(work).toHaveBeenCalledTimes(1);
  ask();
  ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(1);
  finish();
  await vi.advanceTimersByTimeAsync(100);
  expect(work).toHaveBeenCalledTimes(2);
});

it("does nothing after it was stopped", async () => {
  const work = vi.fn(() => Promise.resolve());
  const { ask, stop } = coalesce(work, 100);
  ask();
  stop();
  ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).not.toHaveBeenCalled();
});
