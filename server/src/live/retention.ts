// Lets go of changes that are older than anybody needs for catching up. Whoever comes with an older cursor gets a RESYNC.
import type { Database } from "../database/data-source.js";

const DAY = 24 * 3_600_000;
/** Rows a statement: short enough to keep nobody waiting. */
const BATCH = 1000;

export class ChangeRetention {
  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    private readonly days: number,
  ) {}

  /** Answers with how many changes were let go. */
  async prune(signal?: AbortSignal): Promise<number> {
    const { source } = this.database;
    const before = this.clock().getTime() - this.days * DAY;
    const projects: { project_id: number | string }[] = await source.query(
      "SELECT project_id FROM project_sequence",
    );
    let pruned = 0;
    for (const { project_id: projectId } of projects) {
      const [range]: { low: number | string | null; high: number | string | null }[] = await source.query(
        "SELECT MIN(seq) AS low, MAX(seq) AS high FROM project_change WHERE project_id = ? AND at < ?",
        [projectId, before],
      );
      if (range?.low == null || range.high == null) continue;
      const high = Number(range.high);
      for (let low = Number(range.low); low <= high && !signal?.aborted; low += BATCH) {
        const end = Math.min(low + BATCH - 1, high);
        await source.query("DELETE FROM project_change WHERE project_id = ? AND seq BETWEEN ? AND ?", [
          projectId,
          low,
          end,
        ]);
        pruned += end - low + 1;
      }
    }
    return pruned;
  }
}
