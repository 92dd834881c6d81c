// The thread of long scans. Node runs this file as it stands under the tests: it and what it imports need no compiling.
import { parentPort } from "node:worker_threads";
import { type Query, type Slice, scan } from "./scan.ts";

interface Asked {
  number: number;
  slices: Slice[];
  query: Query;
  statuses: number;
}

parentPort?.on("message", ({ number, slices, query, statuses }: Asked) => {
  const scanned = scan(slices, query, statuses);
  parentPort?.postMessage({ number, scanned }, [scanned.rows.buffer]);
});
