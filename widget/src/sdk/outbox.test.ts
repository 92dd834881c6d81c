import { describe, expect, it } from "vitest";
import { Refused, Unreachable } from "./errors";
import { MapStorage } from "./map-storage";
import { type Entry, Outbox, type OutboxOptions } from "./outbox";
import { safeStorage } from "./storage";

function setUp(options: Partial<OutboxOptions> = {}) {
  const disk = new MapStorage();
  const delivered: Entry[] = [];
  const rejected: string[] = [];
  const scheduled: (() => void)[] = [];
  let clock = 1000;
  const make = () =>
    new Outbox({
      storage: safeStorage(() => disk),
      prefix: "out:",
      exclusive: (work) => work(),
      deliver: async (entry) => void delivered.push(entry),
      changed: () => undefined,
      rejected: (entry) => void rejected.push(entry.clientId),
      schedule: (work) => void scheduled.push(work),
      now: () => clock++,
      ...options,
    });
  return { disk, delivered, rejected, scheduled, make, outbox: make() };
}

const texts = (entries: Entry[]) =>
  entries.map((entry) => (entry.action.kind === "text" ? entry.action.text : "?"));

describe("outbox", () => {
  it("sends in the order of writing and forgets what the server has", async () => {
    const { outbox, delivered } = setUp();
    for (const text of ["one", "two", "three"]) outbox.add({ kind: "text", text });
    await outbox.drain();
    expect(texts(delivered)).toEqual(["one", "two", "three"]);
    expect(outbox.entries()).toEqual([]);
  });

  it("keeps the order even when the clock stands still", async () => {
    const { outbox, delivered } = setUp({ now: () => 5 });
    for (const text of ["one", "two", "three"]) outbox.add({ kind: "text", text });
    await outbox.drain();
    expect(texts(delivered)).toEqual(["one", "two", "three"]);
  });

  it("is on disk before anything is sent", () => {
    const { outbox, disk } = setUp({ deliver: () => new Promise(() => undefined) });
    const { clientId } = outbox.add({ kind: "text", text: "hello" });
    expect(disk.getItem(`out:${clientId}`)).toContain("hello");
  });

  it("waits as long as a server says that is asked too often, and loses nothing", async () => {
    const pauses: number[] = [];
    const again: (() => void)[] = [];
    let isLimited = true;
    const delivered: string[] = [];
    const { outbox } = setUp({
      deliver: async (entry) => {
        if (isLimited) throw new Refused("RATE_LIMITED", "Try again in 20 s.", [], 20_000);
        delivered.push(entry.clientId);
      },
      schedule: (work, ms) => {
        pauses.push(ms);
        again.push(work);
      },
    });
    const ids = ["one", "two"].map((text) => outbox.add({ kind: "text", text }).clientId);
    await outbox.drain();
    expect(new Set(pauses)).toEqual(new Set([20_000]));
    expect(texts(outbox.entries())).toEqual(["one", "two"]);
    isLimited = false;
    again.at(-1)?.();
    await outbox.drain();
    expect(delivered).toEqual(ids);
  });

  it("tries again with the same id, and holds back what came later", async () => {
    const tried: string[] = [];
    let reachable = false;
    const { outbox, scheduled } = setUp({
      deliver: async (entry) => {
        tried.push(entry.clientId);
        if (!reachable) throw new Unreachable();
      },
    });
    const first = outbox.add({ kind: "text", text: "one" });
    const second = outbox.add({ kind: "text", text: "two" });
    await outbox.drain();
    expect(new Set(tried)).toEqual(new Set([first.clientId]));
    reachable = true;
    scheduled.at(-1)?.();
    await outbox.drain();
    expect(tried.slice(-2)).toEqual([first.clientId, second.clientId]);
    expect(outbox.entries()).toEqual([]);
  });

  it("sends after a reload what an earlier page could not", async () => {
    const { outbox, make, delivered, disk } = setUp();
    const entry: Entry = { clientId: "a1", at: 1, action: { kind: "text", text: "from before" } };
    disk.setItem("out:a1", JSON.stringify(entry));
    await make().drain();
    expect(delivered).toEqual([entry]);
    expect(outbox.entries()).toEqual([]);
  });

  it("marks a text that the server refuses and goes on with the next", async () => {
    const { outbox, delivered } = setUp({
      deliver: async (entry) => {
        if (texts([entry])[0] === "bad") throw new Refused("BAD_USER_INPUT", "no");
        delivered.push(entry);
      },
    });
    const bad = outbox.add({ kind: "text", text: "bad" });
    outbox.add({ kind: "text", text: "good" });
    await outbox.drain();
    expect(texts(delivered)).toEqual(["good"]);
    expect(outbox.entries()).toEqual([{ ...bad, failed: "BAD_USER_INPUT" }]);
  });

  it("hands a refused form back instead of keeping it", async () => {
    const { outbox, rejected } = setUp({
      deliver: () =>
        Promise.reject(new Refused("BAD_USER_INPUT", "no", [{ name: "email", reason: "REQUIRED" }])),
    });
    const { clientId } = outbox.add({ kind: "form", messageId: "7", fields: [] });
    await outbox.drain();
    expect(rejected).toEqual([clientId]);
    expect(outbox.entries()).toEqual([]);
  });

  it("gives up on one message after repeated faults of the server, so that the rest can go", async () => {
    const { outbox, scheduled } = setUp({
      deliver: () => Promise.reject(new Refused("INTERNAL_SERVER_ERROR", "oops")),
    });
    outbox.add({ kind: "text", text: "poison" });
    await outbox.drain();
    for (let turn = 0; turn < 10; turn++) {
      scheduled.at(-1)?.();
      await outbox.drain();
    }
    expect(outbox.entries()[0]?.failed).toBe("INTERNAL_SERVER_ERROR");
  });

  it("retries a failed one on request", async () => {
    let refuse = true;
    const { outbox } = setUp({
      deliver: async () => {
        if (refuse) throw new Refused("BAD_USER_INPUT", "no");
      },
    });
    const { clientId } = outbox.add({ kind: "text", text: "hm" });
    await outbox.drain();
    refuse = false;
    outbox.retry(clientId);
    await outbox.drain();
    expect(outbox.entries()).toEqual([]);
  });

  it("is not disturbed by what others left under its keys", async () => {
    const { outbox, disk } = setUp();
    disk.setItem("out:x", "{not json");
    disk.setItem("out:y", '{"clientId":1}');
    await outbox.drain();
    expect(outbox.entries()).toEqual([]);
  });
});
