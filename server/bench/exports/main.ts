// npm run bench:exports: a project's visitors as CSV and as Excel, beside the bare row stream of the database's driver.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { prepare, startServer } from "../live/installation.ts";
import { multiply } from "./crowd.ts";
import { type Measured, measureExport, measureRowStream } from "./measure.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    rounds: { type: "string", default: "3" },
    database: { type: "string", default: "sqlite" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "atalaya-bench-"));
const mariadb = process.env.ATALAYA_BENCH_DATABASE;
const url = values.database === "mariadb" && mariadb ? mariadb : `sqlite:${join(folder, "atalaya.db")}`;
const said = (value: number) => Math.round(value).toLocaleString("en");

try {
  const { projectId, tokens } = await prepare(url, 1, 20);
  await multiply(url, projectId, Number(values.rows));
  const { process: server, port } = await startServer(url);
  const target = { port, projectId, token: tokens[0] ?? "", server };
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${values.database}, ${values.rows} rows`,
  );
  const filters = { "": {}, " of a tab": { status: "PROSPECT" }, " searched": { search: "gomez 1" } };
  for (let round = 1; round <= Number(values.rounds); round++) {
    const floor = await measureRowStream(url, projectId);
    console.log(`\nrow stream: ${said(floor.rowsPerSecond)} rows/s, ${floor.microsARow.toFixed(1)} µs a row`);
    for (const [name, filter] of Object.entries(filters)) {
      for (const format of ["csv", "xlsx"] as const) {
        const query = { filter: JSON.stringify(filter) };
        const measured: Measured = await measureExport(target, format, query);
        console.log(
          `${format}${name}: ${said(measured.rows)} rows, ${said(measured.rowsPerSecond)} rows/s (${(measured.rowsPerSecond / floor.rowsPerSecond).toFixed(2)} of the stream), ${measured.microsARow.toFixed(1)} µs of the server's CPU a row, first byte ${said(measured.firstMs)} ms, ${(measured.bytes / 1e6).toFixed(1)} MB, memory +${measured.peakMb.toFixed(0)} MB`,
        );
      }
    }
  }
  await server.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
