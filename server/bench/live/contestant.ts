// Whoever delivers events: a process, how to subscribe to it, and how to make something happen there.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { now } from "./clock.ts";
import { type Opening } from "./orders.ts";

export interface Contestant {
  readonly name: string;
  readonly process: Process;
  readonly entry: Pick<Opening, "port" | "path" | "subscription" | "ordered">;
  /** Makes so many events happen at once. Answers with the moment when the caller had its answer. */
  trigger(events: number): Promise<number>;
}

export const here = (path: string) => new URL(path, import.meta.url).pathname;

export class Process {
  private readonly child: ChildProcess;
  private said = "";
  private heard: () => void = () => undefined;

  constructor(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
    const node = command === process.execPath;
    this.child = spawn(command, args, {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["pipe", "pipe", "inherit", ...(node ? (["ipc"] as const) : [])],
    });
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.said += chunk.toString();
      this.heard();
    });
    this.child.on("exit", () => this.heard());
  }

  /** A Node process whose garbage can be collected from here. */
  static node(args: string[], env?: NodeJS.ProcessEnv): Process {
    const flags = [
      "--disable-warning=ExperimentalWarning",
      "--expose-gc",
      "--import",
      here("peers/collect.ts"),
    ];
    return new Process(process.execPath, [...flags, ...args], env);
  }

  /** Waits until the output fits; answers with what the first group matched, and forgets the output up to there. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.said);
      if (match) {
        this.said = this.said.slice(match.index + match[0].length);
        return match[1] ?? match[0];
      }
      if (this.gone) throw new Error(`a process of the benchmark ended: ${this.child.spawnargs.join(" ")}`);
      await new Promise<void>((resolve) => (this.heard = resolve));
    }
  }

  get pid(): number {
    return Number(this.child.pid);
  }

  tell(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** Milliseconds of CPU that all its threads have used. */
  cpu(): number {
    const tasks = `/proc/${this.child.pid}/task`;
    const times = readdirSync(tasks).map((task) =>
      Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]),
    );
    return times.reduce((sum, time) => sum + time, 0) / 1e6;
  }

  /** Kilobytes of resident memory, after a collection of garbage where there is any. */
  async memory(): Promise<number> {
    if (this.child.connected) {
      this.child.send("collect");
      await once(this.child, "message");
    }
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8"))?.[1]);
  }

  async stop(): Promise<void> {
    if (this.gone) return;
    this.child.kill("SIGTERM");
    await once(this.child, "exit");
  }

  private get gone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

const agent = new Agent({ keepAlive: true });

/** Posts, and answers with the body and the moment when the answer came. */
export async function post(port: number, path: string, body: string, headers: Record<string, string> = {}) {
  const call = request({ host: "127.0.0.1", port, path, method: "POST", agent, headers });
  call.end(body);
  const [response] = (await once(call, "response")) as [IncomingMessage];
  const at = now();
  return { at, body: await text(response) };
}

/** The same for GraphQL. Throws what the server complains about. */
export async function ask(
  port: number,
  path: string,
  query: string,
  variables: object,
  headers: Record<string, string>,
): Promise<{ at: number; data: Record<string, never> }> {
  const { at, body } = await post(port, path, JSON.stringify({ query, variables }), {
    "content-type": "application/json",
    ...headers,
  });
  const { data, errors } = JSON.parse(body) as {
    data: Record<string, never>;
    errors?: { message: string }[];
  };
  if (errors?.[0]) throw new Error(`the server refused: ${errors[0].message}`);
  return { at, data };
}
