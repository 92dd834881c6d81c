// The smallest form of the benchmark, so that it cannot rot: it is not a measurement.
import { expect, test } from "vitest";
import { multiply } from "../bench/exports/crowd.ts";
import { measureExport, measureRowStream } from "../bench/exports/measure.ts";
import { runCell } from "../bench/live/cell.ts";
import { prepare, startServer } from "../bench/live/installation.ts";
import { table, targets } from "../bench/live/report.ts";
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
});

test("the benchmark of exports downloads everybody, beside a stream of the same rows", async () => {
  const database = await freshDatabase();
  try {
    const { projectId, tokens } = await prepare(database.url, 1, 5);
    await multiply(database.url, projectId, 100);
    const { process: server, port } = await startServer(database.url);
    const target = { port, projectId, token: tokens[0] ?? "", server };
    for (const format of ["csv", "xlsx"] as const) {
      const { rows, bytes, wholeMs } = await measureExport(target, format);
      expect({ rows, isFile: bytes > 1_000, took: wholeMs > 0 }).toEqual({
        rows: 100,
        isFile: true,
        took: true,
      });
    }
    expect((await measureRowStream(database.url, projectId)).rowsPerSecond).toBeGreaterThan(0);
    await server.stop();
  } finally {
    await database.drop();
  }
});
