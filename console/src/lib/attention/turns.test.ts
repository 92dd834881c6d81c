import { expect, it } from "vitest";
import { afterEvent, afterReminder, afterShown, reminderAt, type Rung } from "./turns.ts";

const t0 = 1_000_000;
const never: Rung = { rung: null, shown: null, at: 0, reminders: 0 };

it("rings once for an event, whichever tab is first", () => {
  const first = afterEvent(never, "e.7", t0);
  expect(first.ring).toBe(true);
  expect(afterEvent(first.next, "e.7", t0 + 5_000)).toEqual({ ring: false, next: first.next });
  expect(afterEvent(first.next, "e.6", t0 + 5_000).ring).toBe(false);
  expect(afterEvent(first.next, "other.1", t0 + 5_000).ring).toBe(true);
});

it("makes one ring of a burst, and rings again after it", () => {
  const one = afterEvent(never, "e.1", t0);
  const two = afterEvent(one.next, "e.2", t0 + 1_499);
  expect([two.ring, two.next.at]).toEqual([false, t0]);
  expect(afterEvent(two.next, "e.3", t0 + 1_500).ring).toBe(true);
});

it("is not silenced by a clock that was set back", () => {
  const one = afterEvent(never, "e.1", t0);
  expect(afterEvent(one.next, "e.2", t0 - 60_000).ring).toBe(true);
  expect(afterReminder(one.next, t0 - 60_000).ring).toBe(true);
});

it("does not ring twice because another tab's clock is a little behind", () => {
  const one = afterEvent(never, "e.1", t0);
  expect(afterEvent(one.next, "e.2", t0 - 20).ring).toBe(false);
  const reminded = afterReminder(one.next, t0 + 30_000);
  expect(afterReminder(reminded.next, t0 + 29_980).ring).toBe(false);
});

it("reminds after half a minute and then every minute, until something new begins it afresh", () => {
  const { next } = afterEvent(never, "e.1", t0);
  expect(afterReminder(next, t0 + 29_999).ring).toBe(false);
  const first = afterReminder(next, t0 + 30_000);
  expect(first.ring).toBe(true);
  expect(reminderAt(first.next)).toBe(t0 + 90_000);
  const second = afterReminder(first.next, t0 + 90_000);
  expect([second.ring, reminderAt(second.next)]).toEqual([true, t0 + 150_000]);
  expect(reminderAt(afterEvent(second.next, "e.2", t0 + 100_000).next)).toBe(t0 + 130_000);
});

it("shows each event once, whether or not it rang", () => {
  const shown = afterShown(afterEvent(never, "e.5", t0).next, "e.5");
  expect(shown.mine).toBe(true);
  expect(afterShown(shown.next, "e.5").mine).toBe(false);
  expect(afterShown(shown.next, "e.6").mine).toBe(true);
});
