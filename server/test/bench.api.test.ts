// The smallest form of the benchmarks, so that they cannot rot: these are no measurements.
import { expect, test } from "vitest";
import { runCell } from "../bench/live/cell.ts";
import { prepare } from "../bench/live/installation.ts";
import { table, targets } from "../bench/live/report.ts";
import { table as ingestTable, targets as ingestTargets } from "../bench/ingest/report.ts";
import { runIngest } from "../bench/ingest/run.ts";
import { freshDatabase } from "./database.js";

const effort = { rounds: 1, singles: 5, singlesTake: 60_000, burst: 10, burstTakes: 60_000, parseEvery: 1 };

test("the live benchmark brings every event to every subscriber, in order, whoever delivers it", async () => {
  const database = await freshDatabase();
  try {
    const installation = await prepare(database.url, 20, effort.burst);
    const results = await runCell(installation, { subscribers: 20, filters: 4, effort });
    expect(results.map(({ name }) => name).slice(0, 3)).toEqual(["Atalaya", "bare ws", "graphql-ws"]);
    for (const { failure, latencies, burst, resyncs, burstEvents } of results) {
      expect(failure).toBeNull();
      expect({ deliveries: latencies.length, resyncs }).toEqual({ deliveries: 5 * 20, resyncs: 0 });
      expect({ bursts: burst.length, burstEvents }).toEqual({ bursts: 1, burstEvents: 10 });
    }
    expect(JSON.parse(results[0]?.sample ?? "").payload.data.visitorChanges.kind).toBe("UPDATE");
    expect(table(results).split("\n")).toHaveLength(results.length + 1);
    expect(targets(results).length).toBeGreaterThan(5);
  } finally {
    await database.drop();
  }
}, 120_000);

test("the ingest benchmark does every kind of event, through the services and over HTTP", async () => {
  const database = await freshDatabase();
  try {
    const rows = await runIngest(database.url, { visitors: 10, atOnce: 5, rounds: 1 });
    expect(rows.map(({ contestant, paces }) => [contestant, paces[0]?.events])).toEqual([
      ["raw driver", 40],
      ...[10, 20, 10, 10, 10, 20, 50].map((events) => ["Atalaya", events]),
      ...[2, 4, 2, 2, 2, 4, 10].map((events) => ["one an event", events]),
      ["over HTTP", 5],
      ["over HTTP", 10],
    ]);
    expect(ingestTable(rows).split("\n")).toHaveLength(rows.length + 1);
    expect(ingestTargets(rows)).toHaveLength(4);
  } finally {
    await database.drop();
  }
}, 120_000);
