// Says what was measured, and how it stands beside what we aim at.
import { type Result, type Times, WAYS, type Way } from "./contest.ts";
import { type ExportResult } from "./exports.ts";

/** NaN when nothing was measured. */
function quantile(values: readonly number[] = [], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

const median = (values: readonly number[] | undefined) => quantile(values, 0.5);
const late = (values: readonly number[] | undefined) => quantile(values, 0.99);

const fine = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value < 10 ? 2 : 1);
const cell = (times: readonly number[] | undefined) =>
  times?.length ? `${fine(median(times))} / ${fine(late(times))}` : "";
const times = (value: number) =>
  Number.isNaN(value) ? "" : `× ${value < 10 ? value.toFixed(1) : fine(value)}`;

function lay(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join("\n");
}

/** Milliseconds, p50 / p99; the last columns say how many times as long as Atalaya the others take. */
export function table({ limits, jobs }: Result): string {
  const ways = WAYS.filter((way) => jobs.some(({ times: own }) => own[way]?.length));
  const peers = ways.filter((way) => ["naive SQL", "TypeORM", "Directus"].includes(way));
  const rows = jobs.map(({ name, times: own }) => [
    name,
    ...ways.map((way) => cell(own[way])),
    ...peers.map((way) => times(against(own, way))),
  ]);
  return [
    `One row by its key through the driver: ${cell(limits.row)} ms; bare HTTP with a page and no database: ${cell(limits.page)} ms.`,
    "",
    lay([["ms, p50 / p99", ...ways, ...peers.map((way) => `${way} takes`)], ...rows]),
  ].join("\n");
}

const against = (own: Times, way: Way) => median(own[way]) / median(own.Atalaya);

export function exportTable(results: readonly ExportResult[]): string {
  return lay([
    ["export", "rows", "rows a second", "s", "MB more"],
    ...results.map(({ name, rows, rates, memory }) => [
      name,
      rows.toLocaleString("en"),
      Math.round(median(rates)).toLocaleString("en"),
      (rows / median(rates)).toFixed(2),
      memory === null ? "" : memory.toFixed(0),
    ]),
  ]);
}

const said = (aim: string, value: number, met: boolean, unit: string) =>
  Number.isNaN(value) ? [] : [`${met ? "met   " : "MISSED"}  ${aim}: ${fine(value)}${unit}`];

/** Each target that was measured, and whether it is met. */
export function targets({ seed, jobs }: Result, exported: readonly ExportResult[] | null): string[] {
  const of = (name: string) => jobs.find((job) => job.name === name)?.times ?? {};
  const first = of("30 days");
  const bare = median(first.Atalaya) / median(first["bare HTTP, its SQL"]);
  const database = late(first["its SQL"]);
  const plain = against(first, "TypeORM");
  const platform = against(first, "Directus");
  const deep = jobs
    .filter(({ name }) => /page 500|deepest/.test(name))
    .map(({ times: own }) => median(own.Atalaya) / median(first.Atalaya));
  const searches = jobs.filter(({ name }) => name.startsWith("30 days, search"));
  const slowest = Math.max(...searches.map(({ times: own }) => late(own.Atalaya)));
  const [aim] = seed.visitors > 1_000_000 ? [30] : [10];
  const sought = Math.min(...searches.map(({ times: own }) => against(own, "Directus")));
  const rate = (name: string) => median(exported?.find((each) => each.name === name)?.rates);
  const stream = rate("csv") / rate("rows through the driver");
  return [
    ...said("default page within 2 times the bare HTTP page with its SQL", bare, bare <= 2, " ×"),
    ...said("default page, its SQL, p99 within 10 ms", database, database <= 10, " ms"),
    ...said("default page 10 times as fast as plain TypeORM", plain, plain >= 10, " ×"),
    ...said("default page 20 times as fast as Directus", platform, platform >= 20, " ×"),
    ...(deep.length > 0
      ? said("any page within 3 times the first one", Math.max(...deep), Math.max(...deep) <= 3, " ×")
      : []),
    ...(searches.length > 0
      ? said(`search over 30 days, over HTTP, p99 within ${aim} ms`, slowest, slowest <= (aim ?? 10), " ms")
      : []),
    ...(Number.isFinite(sought)
      ? said("search 50 times as fast as Directus", sought, sought >= 50, " ×")
      : []),
    ...said("CSV at a third of the driver's row stream", stream, stream >= 1 / 3, " ×"),
  ];
}

/** Whether the default page takes as long whatever the size. */
export function flatness(results: readonly Result[]): string[] {
  const [least, most] = [results[0], results.at(-1)];
  if (!least || !most || least === most) return [];
  const of = ({ jobs }: Result) => median(jobs.find(({ name }) => name === "30 days")?.times["its SQL"]);
  const ratio = of(most) / of(least);
  const sizes = `from ${least.seed.visitors.toLocaleString("en")} to ${most.seed.visitors.toLocaleString("en")} visitors`;
  return said(`default page, its SQL, flat ${sizes} (± 20 %)`, ratio, ratio <= 1.2, " ×");
}
