// Many visitors out of a few, straight into the table: for what only reads it.
import { openSql } from "../live/sql.ts";

const YEAR = 365 * 24 * 3_600_000;

/** Doubles a project's visitors until there are so many, spread over a year. Counters and log do not know of them. */
export async function multiply(url: string, projectId: string, wanted: number): Promise<void> {
  const sql = await openSql(url);
  const columns =
    "status, version, email, phone, search, engaged, first_seen_at, last_seen_at, online, needs_attention, city, region, country, country_code, time_zone";
  await sql.run(
    "UPDATE visitor SET city = 'Medellín', region = 'Antioquia', country = 'Colombia', country_code = 'CO'",
  );
  const [start] = await sql.run(
    "SELECT COUNT(*) AS n, MAX(started_at) AS latest FROM visitor WHERE project_id = ?",
    [projectId],
  );
  const latest = Number(start?.latest);
  const step = Math.floor(YEAR / wanted);
  for (let count = Number(start?.n); count < wanted; count *= 2) {
    await sql.run(
      `INSERT INTO visitor (project_id, number, name, started_at, token_hash, ${columns})
       SELECT project_id, number + ${count}, name, ${latest} - (number + ${count}) * ${step}, CONCAT('bench ', number + ${count}), ${columns}
       FROM visitor WHERE project_id = ? AND number <= ${wanted - count}`,
      [projectId],
    );
  }
  await sql.close();
}
