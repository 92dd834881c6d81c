// The same jobs as they are usually done: COUNT and GROUP BY, LIKE, OFFSET, and a statement for every visitor.
import { type Driver, type Statement } from "./driver.ts";
import { type Job, SIZE, conditions, inTabs, joined } from "./jobs.ts";
import { type Seed } from "./seeds.ts";

export async function naive(driver: Driver, job: Job, seed: Seed, page: number): Promise<number> {
  if (job.kind === "explain") return explain(driver, job, seed);
  const counted = joined(conditions(inTabs(job.wanted), seed));
  await driver.read({
    sql: `SELECT status, COUNT(*) AS n FROM visitor WHERE ${counted.sql} GROUP BY status`,
    values: counted.values,
  });
  const rows = await driver.read(pageOf(job, seed, page));
  if (job.kind === "history") await history(driver, rows);
  return rows.length;
}

function pageOf(job: Job, seed: Seed, page: number): Statement {
  const { sql, values } = joined(conditions(job.wanted, seed));
  return {
    sql: `SELECT * FROM visitor WHERE ${sql} ORDER BY started_at DESC, id DESC LIMIT ${SIZE} OFFSET ${(page - 1) * SIZE}`,
    values,
  };
}

async function explain(driver: Driver, job: Job, seed: Seed): Promise<number> {
  const [project, ...others] = conditions(job.wanted, seed);
  const count = async (parts: readonly (Statement | undefined)[]) => {
    const { sql, values } = joined(parts.filter((part) => part !== undefined));
    const [row] = await driver.read({ sql: `SELECT COUNT(*) AS n FROM visitor WHERE ${sql}`, values });
    return Number(row?.n);
  };
  await count([project]);
  for (const other of others) {
    await count([project, other]);
    await count([project, ...others.filter((each) => each !== other)]);
  }
  return 0;
}

async function history(driver: Driver, rows: readonly Record<string, unknown>[]): Promise<void> {
  for (const { conversation_id: id } of rows) {
    const values = [Number(id)];
    await driver.read({ sql: "SELECT * FROM conversation WHERE id = ?", values });
    await driver.read({
      sql: "SELECT * FROM message WHERE conversation_id = ? ORDER BY seq DESC LIMIT 20",
      values,
    });
  }
}
