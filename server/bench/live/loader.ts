// The benchmark's end of the load process.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type Contestant, here } from "./contestant.ts";
import { type Answer, type Order, type Wave } from "./orders.ts";

export class Loader {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(here("load.ts"), {
      serialization: "advanced",
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
  }

  /** Resolves when so many subscriptions stand. */
  async open(contestant: Contestant, count: number, parseEvery: number): Promise<void> {
    await this.order({ kind: "open", opening: { ...contestant.entry, count, parseEvery } });
  }

  /** From now on so many more items are awaited at every subscriber. */
  async arm(events: number): Promise<void> {
    await this.order({ kind: "arm", events });
  }

  /** Resolves when they are there; rejects when they are not after `atMost` ms. */
  async wait(atMost: number): Promise<Wave> {
    return (await this.order({ kind: "wait", atMost })) as Wave;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }

  private async order(order: Order): Promise<unknown> {
    this.child.send(order);
    const [answer] = (await once(this.child, "message")) as [Answer];
    if ("failed" in answer) throw new Error(answer.failed);
    return answer.done;
  }
}
