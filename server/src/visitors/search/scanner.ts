// Has segments scanned: short scans at once, long ones in threads of their own, so that nobody else has to wait for them.
import { Worker } from "node:worker_threads";
import { STATUSES } from "../visitor.status.js";
import { type Query, type Scanned, type Slice, scan } from "./scan.js";

/** Bytes of text that are looked through about as fast as a message to a thread goes there and back. */
const LONG = 8 * 1024 * 1024;
const THREADS = 2;
/** The source as it stands under the tests, what was built from it otherwise. */
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "./scan.worker.ts" : "./scan.worker.js",
  import.meta.url,
);

interface Job {
  slices: Slice[];
  query: Query;
  resolve(scanned: Scanned): void;
}

export class Scanner {
  private readonly threads: Thread[] = [];
  private isStopped = false;

  constructor(
    private readonly long = LONG,
    private readonly file = WORKER,
  ) {}

  async scan(slices: Slice[], query: Query): Promise<Scanned> {
    const bytes = slices.reduce((sum, slice) => sum + slice.bytes, 0);
    if (bytes < this.long || this.isStopped) return scan(slices, query, STATUSES.length);
    while (this.threads.length < THREADS) this.start();
    const parts = share(slices, bytes / this.threads.length, this.threads.length);
    return join(
      await Promise.all(
        parts.map(
          (part, index) => this.threads[index]?.scan(part, query) ?? scan(part, query, STATUSES.length),
        ),
      ),
    );
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.threads.splice(0).map((thread) => thread.stop()));
  }

  private start(): void {
    const thread: Thread = new Thread(this.file, () => {
      const index = this.threads.indexOf(thread);
      if (index >= 0) this.threads.splice(index, 1);
    });
    this.threads.push(thread);
  }
}

/** A worker. Should it die, what it was asked is answered here: late, but answered. */
class Thread {
  private readonly jobs = new Map<number, Job>();
  private readonly worker: Worker;
  private asked = 0;
  private isDead = false;

  constructor(file: URL, onEnd: () => void) {
    this.worker = new Worker(file, { execArgv: ["--disable-warning=ExperimentalWarning"] });
    this.worker.unref();
    const end = () => {
      this.isDead = true;
      onEnd();
      for (const { slices, query, resolve } of this.jobs.values())
        resolve(scan(slices, query, STATUSES.length));
      this.jobs.clear();
    };
    this.worker.on("message", ({ number, scanned }: { number: number; scanned: Scanned }) => {
      this.jobs.get(number)?.resolve(scanned);
      this.jobs.delete(number);
      if (this.jobs.size === 0) this.worker.unref();
    });
    this.worker.on("error", end);
    this.worker.on("exit", end);
  }

  scan(slices: Slice[], query: Query): Promise<Scanned> {
    return new Promise((resolve) => {
      if (this.isDead) {
        resolve(scan(slices, query, STATUSES.length));
        return;
      }
      const number = this.asked++;
      this.jobs.set(number, { slices, query, resolve });
      this.worker.ref();
      this.worker.postMessage({ number, slices, query, statuses: STATUSES.length });
    });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Runs of slices with about so many bytes each. */
function share(slices: readonly Slice[], bytes: number, parts: number): Slice[][] {
  const shared: Slice[][] = [[]];
  let sum = 0;
  for (const slice of slices) {
    if (sum >= bytes && shared.length < parts) {
      shared.push([]);
      sum = 0;
    }
    shared.at(-1)?.push(slice);
    sum += slice.bytes;
  }
  return shared;
}

function join(parts: readonly Scanned[]): Scanned {
  const rows = new Uint32Array(parts.reduce((sum, part) => sum + part.rows.length, 0));
  let at = 0;
  for (const part of parts) {
    rows.set(part.rows, at);
    at += part.rows.length;
  }
  return {
    counts: STATUSES.map((_, status) => parts.reduce((sum, part) => sum + (part.counts[status] ?? 0), 0)),
    rows,
    lengths: parts.flatMap((part) => part.lengths),
  };
}
