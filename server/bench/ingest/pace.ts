// Does many things, so many at once, and notes how long each took.
import type { Event } from "./crowd.ts";

export interface Pace {
  events: number;
  /** Milliseconds from the first call to the last answer. */
  took: number;
  /** Milliseconds of this process's CPU; the database server's are its own. */
  cpu: number;
  /** Milliseconds of each event from its call to its answer. */
  latencies: number[];
}

export async function keepPace(events: readonly Event[], atOnce: number): Promise<Pace> {
  const latencies: number[] = [];
  let next = 0;
  const begun = performance.now();
  const used = process.cpuUsage();
  const worker = async () => {
    for (let event = events[next++]; event; event = events[next++]) {
      const called = performance.now();
      await event();
      latencies.push(performance.now() - called);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const took = performance.now() - begun;
  return { events: events.length, took, cpu: cpuSince(used), latencies };
}

export function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
