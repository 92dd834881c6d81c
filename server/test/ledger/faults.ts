// The faults, each a small act upon a run under load. An act returns when the fault is over; what must hold after it is judged
// when all has come to rest.
import type { Random } from "../../src/demo/random.js";
import { lasting } from "./bell.js";
import { stampede } from "./crowd.js";
import type { Topology } from "./house.js";
import type { Run } from "./run.js";

export interface Fault {
  on: readonly Topology[];
  /** Says what it did, in a few words. */
  act(run: Run, random: Random): Promise<string>;
}

const LONG_MESSAGES = 60;
const AT_ONCE = 6;

const EVERYWHERE = ["embedded", "mariadb", "cluster"] as const;
const SERVED = ["mariadb", "cluster"] as const;

const someOf = <T>(random: Random, all: readonly T[]) => {
  const some = all.filter(() => random.chance(0.5));
  return some.length > 0 ? some : [random.pick(all)];
};

export const FAULTS: Record<string, Fault> = {
  "kill a server": {
    on: EVERYWHERE,
    async act({ house }, random) {
      const slots = someOf(random, house.slots);
      await Promise.all(slots.map((slot) => slot.end("SIGKILL")));
      await lasting(random.between(0, 300));
      await Promise.all(slots.map((slot) => slot.start()));
      return `SIGKILL to ${slots.length}`;
    },
  },
  "stop a server": {
    on: EVERYWHERE,
    async act({ house, problem }, random) {
      const slots = someOf(random, house.slots);
      const since = Date.now();
      const codes = await Promise.all(slots.map((slot) => slot.end("SIGTERM")));
      const took = Date.now() - since;
      if (codes.some((code) => code !== 0) || took > 10_000)
        problem(`rude: a stop took ${took} ms and ended with ${codes.join(", ")}`);
      await Promise.all(slots.map((slot) => slot.start()));
      return `SIGTERM to ${slots.length} took ${took} ms`;
    },
  },
  "freeze a server": {
    on: EVERYWHERE,
    async act({ house, frozenFor }, random) {
      const slot = random.pick(house.slots);
      const ms = random.whole(frozenFor / 10, frozenFor);
      slot.pause();
      await lasting(ms);
      slot.resume();
      return `${ms} ms`;
    },
  },
  "cut the consoles": {
    on: EVERYWHERE,
    async act({ cast }, random) {
      const wires = someOf(random, cast.consoleWires);
      const times = random.whole(1, 4);
      for (let count = 0; count < times; count++) {
        for (const wire of wires) wire.cut();
        await lasting(random.between(0, 200));
      }
      return `${wires.length} wires, ${times} times`;
    },
  },
  "cut the senders": {
    on: EVERYWHERE,
    async act({ cast }, random) {
      const times = random.whole(5, 20);
      for (let count = 0; count < times; count++) {
        for (const wire of someOf(random, cast.senderWires)) wire.cut();
        await lasting(random.between(5, 60));
      }
      return `${times} times`;
    },
  },
  "lose the answers": {
    on: EVERYWHERE,
    async act({ cast }, random) {
      const times = random.whole(3, 8);
      for (let count = 0; count < times; count++) {
        const wires = someOf(random, cast.senderWires);
        for (const wire of wires) wire.loseAnswers();
        await lasting(random.between(50, 300));
        for (const wire of wires) wire.cut();
        await lasting(random.between(50, 150));
      }
      return `${times} times`;
    },
  },
  "black hole": {
    on: EVERYWHERE,
    async act({ cast }, random) {
      const wires = someOf(random, [...cast.consoleWires, ...cast.senderWires]);
      const ms = random.whole(500, 5000);
      for (const wire of wires) wire.blackHole();
      await lasting(ms);
      for (const wire of wires) wire.mend();
      return `${wires.length} wires for ${ms} ms`;
    },
  },
  "stalled reader": {
    on: EVERYWHERE,
    async act({ cast }) {
      const { wire, visitor } = cast.stalling;
      wire.stall();
      for (let sent = 0; sent < LONG_MESSAGES; sent += AT_ONCE)
        await Promise.all(Array.from({ length: AT_ONCE }, () => visitor.send(true, true)));
      wire.mend();
      return `${LONG_MESSAGES} long messages unread`;
    },
  },
  "200 consoles come back": {
    on: EVERYWHERE,
    act: (run, random) => stampede(run, random),
  },
  "restart the database": {
    on: SERVED,
    async act({ house }) {
      await house.database?.restart();
      return "";
    },
  },
  "kill the database": {
    on: SERVED,
    async act({ house }, random) {
      await house.database?.kill();
      await lasting(random.between(0, 500));
      await house.database?.restart();
      return "SIGKILL";
    },
  },
  "freeze the database": {
    on: SERVED,
    async act({ house, frozenFor }, random) {
      const ms = random.whole(frozenFor / 3, frozenFor);
      house.database?.pause();
      await lasting(ms);
      house.database?.resume();
      return `${ms} ms`;
    },
  },
  "restart Redis": {
    on: ["cluster"],
    async act({ house }) {
      await house.redis?.restart();
      return "";
    },
  },
  "Redis is away": {
    on: ["cluster"],
    async act({ house, load }, random) {
      await house.redis?.kill();
      await load.until(random.whole(20, 100), 60_000);
      await house.redis?.restart();
      return "killed, and back after a while";
    },
  },
  "freeze Redis": {
    on: ["cluster"],
    async act({ house }, random) {
      const ms = random.whole(500, 4000);
      house.redis?.pause();
      await lasting(ms);
      house.redis?.resume();
      return `${ms} ms`;
    },
  },
};

/** The faults that this house can have. */
export const faultsOf = (topology: Topology) =>
  Object.keys(FAULTS).filter((name) => FAULTS[name]?.on.includes(topology));
