// What an export costs: its rows a second, its first byte, and how far the server's memory grows; beside what the database's
// own driver can stream at all.
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { DatabaseSync } from "node:sqlite";
import mysql from "mysql2";
import type { Process } from "../live/contestant.ts";

export interface Target {
  port: number;
  projectId: string;
  /** An API token of the project. */
  token: string;
  server: Pick<Process, "pid" | "cpu">;
}

export interface Measured {
  rows: number;
  bytes: number;
  /** From the request to the first byte of the body. */
  firstMs: number;
  wholeMs: number;
  rowsPerSecond: number;
  /** How far resident memory rose above where it stood at the request. */
  peakMb: number;
  /** CPU of the server's process, which others on the machine disturb less than the clock. */
  microsARow: number;
}

/** Downloads once. `query` is the address's, such as { filter: '{"status":"NEW"}' }. Throws when the file is not whole. */
export async function measureExport(
  { port, projectId, token, server }: Target,
  format: "csv" | "xlsx",
  query: Record<string, string> = {},
): Promise<Measured> {
  const path = `/projects/${projectId}/visitors.${format}?${new URLSearchParams(query)}`;
  const before = memoryOf(server.pid, true);
  const cpu = server.cpu();
  const start = performance.now();
  const call = request({ host: "127.0.0.1", port, path, headers: { authorization: `Bearer ${token}` } });
  call.end();
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  let bytes = 0;
  let firstMs = 0;
  for await (const chunk of answer) {
    if (bytes === 0) firstMs = performance.now() - start;
    bytes += (chunk as Buffer).length;
  }
  const wholeMs = performance.now() - start;
  if (answer.statusCode !== 200) throw new Error(`the export was refused with ${answer.statusCode}`);
  const rows = Number(answer.headers["x-total-count"]);
  const peakMb = (memoryOf(server.pid, false) - before) / 1024;
  const microsARow = ((server.cpu() - cpu) * 1000) / rows;
  return { rows, bytes, firstMs, wholeMs, rowsPerSecond: (rows * 1000) / wholeMs, peakMb, microsARow };
}

const SELECT =
  "SELECT id, number, name, email, phone, status, country, country_code, city, region, engaged, started_at FROM visitor WHERE project_id = ?";

/** The same columns of the same rows through the driver alone, one at a time and in no order. */
export async function measureRowStream(
  url: string,
  projectId: string,
): Promise<Pick<Measured, "rowsPerSecond" | "microsARow">> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let rows = 0;
  if (url.startsWith("sqlite:")) {
    const database = new DatabaseSync(url.slice("sqlite:".length), { readOnly: true });
    for (const row of database.prepare(SELECT).iterate(projectId)) rows += row ? 1 : 0;
    database.close();
  } else {
    const connection = mysql.createConnection({ uri: url.replace(/^mariadb:/, "mysql:") });
    for await (const row of connection.query(SELECT, [projectId]).stream()) rows += row ? 1 : 0;
    connection.end();
  }
  const { user, system } = process.cpuUsage(cpu);
  return { rowsPerSecond: (rows * 1000) / (performance.now() - start), microsARow: (user + system) / rows };
}

/** Kilobytes of resident memory, or the most it has been since the last time that it was asked with `fresh`. */
function memoryOf(pid: number, fresh: boolean): number {
  if (fresh) writeFileSync(`/proc/${pid}/clear_refs`, "5");
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
