// What one contestant goes through with one number of subscribers, and what is noted on the way.
import { now } from "./clock.ts";
import { type Contestant } from "./contestant.ts";
import { Loader } from "./loader.ts";
import { type Wave } from "./orders.ts";

/** How long things may take and how much of them there is. */
export interface Effort {
  rounds: number;
  /** Single events a round, and milliseconds after which a round has enough of them. */
  singles: number;
  singlesTake: number;
  /** Events a burst, fewer where they would take longer than so many milliseconds. */
  burst: number;
  burstTakes: number;
  parseEvery: number;
}

export interface Result {
  name: string;
  /** Deliveries a second from the mutation's answer to the last screen. */
  single: number[];
  /** Deliveries a second from the mutation's request to the last screen. */
  closed: number[];
  /** Microseconds of CPU a delivery, without what the mutation costs by itself. */
  singleCpu: number[];
  /** Milliseconds from the mutation's answer to each screen. */
  latencies: number[];
  burst: number[];
  burstCpu: number[];
  burstEvents: number;
  /** Kilobytes of resident memory a connection. */
  memory: number;
  resyncs: number;
  /** Microseconds of CPU that an event costs when nobody watches: alone, and in a burst. */
  unwatched: { single: number; burst: number };
  /** An event as it comes over the wire. */
  sample: string;
}

const PATIENCE = 120_000;
const PILOT = 20;
const LEAST = 10;
const WARMING = 40;
const REHEARSING = 50;

export class Course {
  private readonly loader = new Loader();
  readonly result: Result;
  private readonly contestant: Contestant;
  private readonly subscribers: number;
  private readonly effort: Effort;

  constructor(contestant: Contestant, subscribers: number, effort: Effort) {
    this.contestant = contestant;
    this.subscribers = subscribers;
    this.effort = effort;
    this.result = {
      name: contestant.name,
      single: [],
      closed: [],
      singleCpu: [],
      latencies: [],
      burst: [],
      burstCpu: [],
      burstEvents: effort.burst,
      memory: 0,
      resyncs: 0,
      unwatched: { single: 0, burst: 0 },
      sample: "",
    };
  }

  /** Measures what an event costs when nobody watches, then lets everybody in, and warms up. */
  async begin(): Promise<void> {
    const { contestant, loader, result, effort, subscribers } = this;
    for (let count = 0; count < WARMING; count++) await contestant.trigger(1);
    await contestant.trigger(effort.burst);
    result.unwatched.single = await this.cost(WARMING, 1);
    result.unwatched.burst = await this.cost(2, effort.burst);

    await this.rehearse();
    const empty = await contestant.process.memory();
    await loader.open(contestant, subscribers, effort.parseEvery);
    result.memory = ((await contestant.process.memory()) - empty) / subscribers;

    for (let count = 0; count < 5; count++) result.sample = (await this.wave(1)).wave.sample;
    const pilot = await this.wave(Math.min(PILOT, effort.burst));
    const perEvent = (pilot.wave.last - pilot.asked) / Math.min(PILOT, effort.burst);
    result.burstEvents = Math.min(effort.burst, Math.max(LEAST, Math.floor(effort.burstTakes / perEvent)));
  }

  /** A few come and go again: what the first connections of a process cost once is no memory a connection. */
  private async rehearse(): Promise<void> {
    const loader = new Loader();
    await loader.open(this.contestant, Math.min(REHEARSING, this.subscribers), 1);
    await loader.stop();
  }

  async round(): Promise<void> {
    await this.singles();
    await this.burst();
  }

  async stop(): Promise<void> {
    await this.loader.stop();
    await this.contestant.process.stop();
  }

  private async singles(): Promise<void> {
    const { contestant, effort, result } = this;
    const [start, before] = [now(), contestant.process.cpu()];
    let [count, deliveries] = [0, 0];
    for (; count < effort.singles && now() - start < effort.singlesTake; count++) {
      const { asked, answered, wave } = await this.wave(1);
      deliveries += wave.deliveries;
      result.single.push(rate(answered, wave));
      result.closed.push((wave.deliveries / (wave.last - asked)) * 1000);
      // A screen that is faster than the mutation's own answer has not waited at all.
      for (const at of wave.arrivals) result.latencies.push(Math.max(0, at - answered));
    }
    const used = contestant.process.cpu() - before;
    result.singleCpu.push((used * 1000 - count * result.unwatched.single) / deliveries);
  }

  private async burst(): Promise<void> {
    const { contestant, result } = this;
    const before = contestant.process.cpu();
    const { answered, wave } = await this.wave(result.burstEvents);
    const used = contestant.process.cpu() - before;
    result.burst.push(rate(answered, wave));
    result.burstCpu.push((used * 1000 - result.burstEvents * result.unwatched.burst) / wave.deliveries);
  }

  private async wave(events: number): Promise<{ asked: number; answered: number; wave: Wave }> {
    await this.loader.arm(events);
    const asked = now();
    const answered = await this.contestant.trigger(events);
    const wave = await this.loader.wait(PATIENCE);
    this.result.resyncs += wave.resyncs;
    return { asked, answered, wave };
  }

  private async cost(times: number, events: number): Promise<number> {
    const before = this.contestant.process.cpu();
    for (let count = 0; count < times; count++) await this.contestant.trigger(events);
    return ((this.contestant.process.cpu() - before) * 1000) / (times * events);
  }
}

/** Deliveries a second, from the answer, or from the first screen where that was sooner, to the last screen. */
const rate = (answered: number, { first, last, deliveries }: Wave) =>
  (deliveries / (last - Math.min(first, answered))) * 1000;
