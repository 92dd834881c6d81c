// Says what was measured, and how it stands beside what we aim at.
import { type Result } from "./course.ts";

const COLUMNS = [
  "",
  "single/s",
  "closed/s",
  "µs",
  "p50 ms",
  "p99 ms",
  "burst/s",
  "burst µs",
  "events",
  "KB",
  "resyncs",
];

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

const whole = (value: number) => Math.round(value).toLocaleString("en");
const fine = (value: number) => value.toFixed(value < 10 ? 1 : 0);

export function table(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.name,
    whole(median(result.single)),
    whole(median(result.closed)),
    fine(median(result.singleCpu)),
    fine(median(result.latencies)),
    fine(quantile(result.latencies, 0.99)),
    whole(median(result.burst)),
    median(result.burstCpu).toFixed(2),
    String(result.burstEvents),
    fine(result.memory),
    String(result.resyncs),
  ]);
  const widths = COLUMNS.map((head, index) =>
    Math.max(head.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ");
  return [line(COLUMNS), ...rows.map(line)].join("\n");
}

/** Each target with what was measured, and whether it is met. */
export function targets(results: readonly Result[]): string[] {
  const find = (name: string) => results.find((result) => result.name === name);
  const [ours, floor, usual] = [find("Atalaya"), find("C floor"), find("graphql-ws")];
  if (!ours || !usual) return [];
  const said = (aim: string, value: number, met: boolean, unit: string) =>
    `${met ? "met   " : "MISSED"}  ${aim}: ${value >= 1000 ? whole(value) : value.toFixed(2)}${unit}`;
  const lines: string[] = [];
  if (floor) {
    const part = (median(ours.single) / median(floor.single)) * 100;
    lines.push(said("single events at 75 % of the C floor", part, part >= 75, " %"));
  }
  const single = median(ours.single) / median(usual.single);
  const late = quantile(ours.latencies, 0.99);
  const dense = 1e6 / median(ours.burstCpu);
  const burst = median(ours.burst) / median(usual.burst);
  lines.push(
    said("single events at 9 times graphql-ws", single, single >= 9, " ×"),
    said("p99 from the answer to the screen within 30 ms", late, late <= 30, " ms"),
    said("bursts of 1,000,000 deliveries a second and core", dense, dense >= 1e6, ""),
    said("bursts at 100 times graphql-ws", burst, burst >= 100, " ×"),
    said("12 KB a connection", ours.memory, ours.memory <= 12, " KB"),
    said(
      "a quarter of graphql-ws a connection",
      ours.memory / usual.memory,
      ours.memory <= usual.memory / 4,
      " ×",
    ),
  );
  return lines;
}
