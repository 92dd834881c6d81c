// Exports of the first 100,000 rows of a seed, through the server and beside it: how long, how many rows a second, how much memory.
import { readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { now } from "../live/clock.ts";
import { startServer } from "../live/installation.ts";
import { openRows } from "./rows.ts";
import { type Seed } from "./seeds.ts";

const ROWS = 100_000;
const FORMATS = ["csv", "xlsx"] as const;

export interface ExportResult {
  name: string;
  rows: number;
  /** Rows a second, of every round. */
  rates: number[];
  /** Megabytes above what the server's process held before, at the most; null: it is not the server's. */
  memory: number | null;
}

interface Process {
  memory(): Promise<number>;
  readonly pid: number;
}

/** Null where this build has no exports. */
export async function runExports(seed: Seed, rounds: number): Promise<ExportResult[] | null> {
  const server = await startServer(seed.url);
  try {
    const results: ExportResult[] = [
      { name: "rows through the driver", rows: 0, rates: [], memory: null },
      ...FORMATS.map((format) => ({ name: format, rows: 0, rates: [], memory: 0 })),
    ];
    for (let round = 0; round < rounds; round++) {
      for (const result of results) {
        const start = now();
        if (result.memory === null) result.rows = await openRows(seed.url, ROWS);
        else {
          const done = await download(server.port, server.process, result.name, seed);
          if (!done) return null;
          result.rows = done.rows;
          result.memory = Math.max(result.memory, done.memory);
        }
        result.rates.push((result.rows / (now() - start)) * 1000);
      }
    }
    return results;
  } finally {
    await server.process.stop();
  }
}

async function download(
  port: number,
  process: Process,
  format: string,
  { projectId, token, until, visitors }: Seed,
) {
  // So many days that about as many rows fall into them.
  const days = Math.min(3650, Math.max(1, Math.round((365 * ROWS) / visitors / 1.2)));
  const dayOf = (back: number) => new Date(until - back * 24 * 3_600_000).toISOString().slice(0, 10);
  const filter = { dates: { from: dayOf(days), to: dayOf(0), timeZone: "UTC" } };
  const before = await process.memory();
  const call = get({
    host: "127.0.0.1",
    port,
    path: `/projects/${projectId}/visitors.${format}?filter=${encodeURIComponent(JSON.stringify(filter))}`,
    headers: { authorization: `Bearer ${token}` },
  });
  const [response] = (await once(call, "response")) as [IncomingMessage];
  // A server without exports takes the address for one of the console's pages.
  if (response.headers["content-type"]?.startsWith("text/html") || response.statusCode === 404) {
    response.resume();
    return null;
  }
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, resident(process.pid))), 20);
  for await (const _ of response);
  clearInterval(watch);
  if (response.statusCode !== 200) throw new Error(`the export was answered with ${response.statusCode}`);
  return { rows: Number(response.headers["x-total-count"]), memory: Math.max(0, most - before) / 1024 };
}

/** Kilobytes. */
const resident = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
