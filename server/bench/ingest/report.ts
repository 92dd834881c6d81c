// Says what was measured, and how it stands beside what we aim at.
import type { Pace } from "./pace.ts";

export interface Row {
  contestant: string;
  kind: string;
  paces: Pace[];
  /** Statements an event; null where nobody counts them. */
  statements: number | null;
}

const COLUMNS = ["", "", "events/s", "p50 ms", "p99 ms", "CPU µs", "statements"];

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Events a second, of the best round: what disturbs a round only makes it slower. */
const rate = ({ paces }: Row) => Math.max(...paces.map(({ events, took }) => (events / took) * 1000));

const whole = (value: number) => Math.round(value).toLocaleString("en");
const fine = (value: number) => value.toFixed(value < 10 ? 1 : 0);

export function table(rows: readonly Row[]): string {
  const cells = rows.map((row, index) => {
    const latencies = row.paces.flatMap((pace) => pace.latencies);
    return [
      rows[index - 1]?.contestant === row.contestant ? "" : row.contestant,
      row.kind,
      whole(rate(row)),
      fine(quantile(latencies, 0.5)),
      fine(quantile(latencies, 0.99)),
      whole(Math.min(...row.paces.map(({ cpu, events }) => (cpu / events) * 1000))),
      row.statements === null ? "–" : row.statements.toFixed(row.statements < 10 ? 2 : 0),
    ];
  });
  const widths = COLUMNS.map((head, column) =>
    Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return [line(COLUMNS), ...cells.map(line)].join("\n");
}

/** Each target with what was measured, and whether it is met. */
export function targets(rows: readonly Row[]): string[] {
  const find = (contestant: string, kind: string) =>
    rows.find((row) => row.contestant === contestant && row.kind === kind);
  return ["message, flow silent", "mixed"].flatMap((kind) => {
    const [ours, single] = [find("Atalaya", kind), find("one an event", kind)];
    if (!ours || !single) return [];
    const times = rate(ours) / rate(single);
    const said = (met: boolean, text: string) => `${met ? "met   " : "MISSED"}  ${kind}: ${text}`;
    return [
      said(rate(ours) >= 8000, `8,000 events a second: ${whole(rate(ours))}`),
      said(times >= 5, `5 times one transaction an event: ${times.toFixed(1)} ×`),
    ];
  });
}
