// The built server as a process of its own, for what only a process can show: kill -9, signals, exit codes, what it prints.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const MAIN = new URL("../dist/main.js", import.meta.url).pathname;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

export class ServerProcess {
  output = "";
  errors = "";
  private wake: () => void = () => undefined;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.stdout?.on("data", (chunk: Buffer) => ((this.output += chunk), this.wake()));
    child.stderr?.on("data", (chunk: Buffer) => ((this.errors += chunk), this.wake()));
    child.on("exit", () => this.wake());
  }

  static launch(env: Record<string, string>, port: number): ServerProcess {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
      env: { PATH: process.env.PATH, LOG_LEVEL: "error", RATE_LIMITS: "off", PORT: String(port), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new ServerProcess(child, `http://127.0.0.1:${port}`);
  }

  /** Waits until it has greeted; rejects when it ends before. */
  async ready(): Promise<this> {
    while (!this.output.includes("/demo\n")) {
      if (this.child.exitCode !== null) throw new Error(`the server ended: ${this.errors}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return this;
  }

  /** Freezes it: its connections stay open, and nothing answers. */
  pause(): void {
    this.child.kill("SIGSTOP");
  }

  resume(): void {
    this.child.kill("SIGCONT");
  }

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    this.child.kill(signal);
    return this.exit();
  }

  async exit(): Promise<number | null> {
    while (this.child.exitCode === null && this.child.signalCode === null)
      await new Promise<void>((resolve) => (this.wake = resolve));
    return this.child.exitCode;
  }
}
