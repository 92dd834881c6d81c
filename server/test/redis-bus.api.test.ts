// The bus over a real Redis: who hears what, and what happens when Redis is away, or there but silent.
import { Redis } from "ioredis";
import { afterEach, describe, expect, test } from "vitest";
import { RedisBus } from "../src/live/redis-bus.js";
import { Queue } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { cuttableWire } from "./proxy.js";

const REDIS = process.env.ATALAYA_TEST_REDIS ?? "";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A bus behind a wire of its own, with what it logged and what it heard. */
async function busOn(channel: string, options: { cut?: boolean } = {}) {
  const { hostname, port } = new URL(REDIS);
  const wire = await cuttableWire({ host: hostname, port: Number(port) });
  if (options.cut) wire.cut();
  const log: string[] = [];
  const logged = new Queue<string>();
  const note = (line: string) => (log.push(line), logged.push(line));
  const bus = new RedisBus(`redis://127.0.0.1:${wire.port}`, channel, {
    info: (message) => note(`info ${message}`),
    warn: (_facts, message) => note(`warn ${message.split(":")[0]}`),
  });
  const heard = new Queue<unknown>();
  const missed = new Queue<null>();
  bus.listen("news", (payload) => heard.push(payload));
  bus.whenMissed(() => missed.push(null));
  bus.start();
  ends.push(async () => {
    await bus.stop();
    await wire.close();
  });
  if (!options.cut) await missed.next();
  return { bus, wire, log, logged, heard, missed };
}

const AWAY = "warn Redis is away";
const BACK = "info Redis is back";
let number = 0;
const channel = () => `test:${process.pid}:${number++}`;

describe.runIf(ON_MARIADB && REDIS)("over Redis", () => {
  test("every process hears a message once, its own at once", async () => {
    const name = channel();
    const [a, b, c] = [await busOn(name), await busOn(name), await busOn(name)];
    // Both of a's connections must stand before it speaks.
    a.bus.publish("news", 0);
    expect(a.heard.all).toEqual([0]);
    for (let round = 1; !b.heard.all.includes(round - 1); round++) {
      a.bus.publish("news", round);
      await c.heard.next((item) => item === round);
    }
    const last = a.heard.all.at(-1);
    await b.heard.next((item) => item === last);
    for (const { heard } of [a, b, c]) expect(new Set(heard.all).size).toBe(heard.all.length);
  });

  test("another channel hears nothing, and what is no message is passed over", async () => {
    const name = channel();
    const [a, b, other] = [await busOn(name), await busOn(name), await busOn(channel())];
    const stranger = new Redis(REDIS);
    ends.push(async () => stranger.disconnect());
    for (const text of ["", "null", "{", "[]", '{"topic":"news"}', '{"origin":1,"topic":"news"}'])
      await stranger.publish(name, text);
    await stranger.publish(name, JSON.stringify({ origin: "x", topic: "news", payload: "good" }));
    expect(await b.heard.next()).toBe("good");
    expect(await a.heard.next()).toBe("good");
    expect(other.heard.all).toEqual([]);
  });

  test("while Redis is away everybody hears themselves; when it is back, all ask what they have missed", async () => {
    const name = channel();
    const a = await busOn(name);
    const b = await busOn(name);
    a.wire.cut();
    expect(await a.logged.next()).toBe(AWAY);
    for (let index = 0; index < 5000; index++) a.bus.publish("news", index);
    expect(a.heard.all).toHaveLength(5000);
    a.wire.mend();
    expect(await a.logged.next()).toBe(BACK);
    await a.missed.next();
    // b never lost its connection: a tells it that something was not sent.
    await b.missed.next();
    a.bus.publish("news", "again");
    expect(await b.heard.next()).toBe("again");
    b.bus.publish("news", "and back");
    await a.heard.next((item) => item === "and back");
    expect(a.log).toEqual([AWAY, BACK]);
    expect(b.log).toEqual([]);
  });

  test("it starts without Redis, and joins when there is one", async () => {
    const name = channel();
    const b = await busOn(name);
    const a = await busOn(name, { cut: true });
    expect(await a.logged.next()).toBe(AWAY);
    a.wire.mend();
    expect(await a.logged.next()).toBe(BACK);
    a.bus.publish("news", 1);
    expect(await b.heard.next()).toBe(1);
  });

  test("a Redis that is there but does not answer is noticed", async () => {
    const a = await busOn(channel());
    a.wire.freeze();
    const since = performance.now();
    expect(await a.logged.next()).toBe(AWAY);
    expect(performance.now() - since).toBeLessThan(15_000);
    a.wire.thaw();
    expect(await a.logged.next()).toBe(BACK);
    await a.missed.next();
  });

  test("it stops whether Redis is there, away or silent", async () => {
    const [there, away, silent] = [await busOn(channel()), await busOn(channel()), await busOn(channel())];
    away.wire.cut();
    await away.logged.next();
    silent.wire.freeze();
    await Promise.all([there, away, silent].map(({ bus }) => bus.stop()));
    there.bus.publish("news", "still heard here");
    expect(there.heard.all).toEqual(["still heard here"]);
    expect(there.log).toEqual([]);
  });
});
