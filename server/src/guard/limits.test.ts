import { expect, test } from "vitest";
import { RateLimited } from "../graphql/errors.js";
import { MemoryBus } from "../live/bus.js";
import { Buckets } from "./buckets.js";
import { Limits } from "./limits.js";
import { DEFAULT_LIMITS, type LimitSettings, readLimits } from "./settings.js";

const clock = { ms: 1_000_000 };
const now = () => clock.ms;

test("a bucket gives what it holds, says in how many seconds there is more, and fills again by itself", () => {
  const buckets = new Buckets({ count: 6, seconds: 60 }, now);
  for (let call = 0; call < 6; call++) expect(buckets.take("ana")).toBe(0);
  expect(buckets.take("ana")).toBe(10);
  expect(buckets.take("luis", 4)).toBe(0);
  expect(buckets.take("luis", 4)).toBe(20);
  clock.ms += 9_999;
  expect(buckets.take("ana")).toBe(1);
  clock.ms += 1;
  expect(buckets.take("ana")).toBe(0);
  // A try that was refused has taken nothing, and one that asks for more than there ever is gets all of it.
  clock.ms += 60_000;
  expect(buckets.take("ana", 100)).toBe(0);
  expect(buckets.take("ana")).toBe(10);
});

test("a clock that is set back neither gives nor takes", () => {
  const buckets = new Buckets({ count: 2, seconds: 2 }, now);
  expect(buckets.take("ana", 2)).toBe(0);
  clock.ms -= 50_000;
  expect(buckets.take("ana")).toBe(1);
  clock.ms += 1_000;
  expect(buckets.take("ana")).toBe(0);
});

test("made-up callers do not fill the memory, and who is full again is forgotten", () => {
  const buckets = new Buckets({ count: 2, seconds: 60 }, now);
  for (let caller = 0; caller < 60_000; caller++) buckets.take(String(caller));
  expect(buckets.size).toBe(50_000);
  clock.ms += 60_000;
  buckets.sweep();
  expect(buckets.size).toBe(0);
});

const limited = (work: () => void) => {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof RateLimited)) throw error;
    return error.extensions.retryAfter;
  }
};
const settings = (text: string): LimitSettings => readLimits(`off, ${text}`);

test("one process learns from the other what a busy caller has taken there, and nothing of a quiet one", async () => {
  const bus = new MemoryBus();
  const told: unknown[] = [];
  bus.listen("limits", (payload) => told.push(payload));
  const [one, two] = [0, 1].map(() => new Limits(settings("account=16"), () => new Date(clock.ms), bus));
  one?.start();
  two?.start();
  const heard = () =>
    new Promise<void>((resolve) => {
      const end = bus.listen("limits", () => (end(), resolve()));
    });
  one?.account("quiet", ["visitors"]);
  const telling = heard();
  for (let call = 0; call < 16; call++) one?.account("busy", ["visitors"]);
  await telling;
  expect(limited(() => two?.account("busy", ["a", "b", "c"]))).toBe(4);
  expect(limited(() => two?.account("quiet", Array<string>(16).fill("a")))).toBeNull();
  expect(JSON.stringify(told)).not.toContain("quiet");
  one?.stop();
  two?.stop();
});

test("addresses of this machine and its network are nobody's: behind an unnamed proxy is everybody", () => {
  const limits = new Limits(settings("address=1, newcomers-address-hour=1"), () => new Date(clock.ms), null);
  for (const near of ["127.0.0.1", "172.17.0.1", "::ffff:10.0.0.1"]) {
    expect(limited(() => (limits.from(near), limits.from(near)))).toBeNull();
    expect(limited(() => (limits.newcomer("1", near), limits.newcomer("1", near)))).toBeNull();
  }
  limits.from("2001:db8:1:2::1");
  expect(limited(() => limits.from("2001:db8:1:2:ffff::9"))).toBe(60);
  limits.newcomer("1", "203.0.113.1");
  expect(limited(() => limits.newcomer("2", "203.0.113.1"))).toBe(3600);
});

test("RATE_LIMITS names limits, or puts them out; what it does not know is refused with what it knows", () => {
  expect(readLimits("")).toEqual(DEFAULT_LIMITS);
  expect(readLimits("visitor=7, project=off")).toEqual({
    ...DEFAULT_LIMITS,
    visitor: { count: 7, seconds: 60 },
    project: null,
  });
  expect(new Set(Object.values(readLimits("off")))).toEqual(new Set([null]));
  for (const wrong of ["visitors=7", "visitor", "visitor=0", "visitor=-1", "visitor=1e3", "on"])
    expect(() => readLimits(wrong), wrong).toThrow(/^RATE_LIMITS must be off, or a list like/);
});
