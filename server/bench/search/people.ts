// A project full of visitors, the same ones every time, straight into the tables with the counters that belong to them.
import type { Database } from "../../src/database/data-source.ts";

const DAY = 86_400_000;
const ROWS = 1000;

const GIVEN =
  "maria jose ana luis carmen juan lucia pedro sofia jorge elena andres paula diego marta raul".split(" ");
const FAMILY =
  "gomez restrepo perez rojas munoz pena diaz castro ortiz vega leon cano rios mora gil soto".split(" ");

/** Of any two calls with the same seed the same numbers, from 0 to below 1. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const one = <T>(list: readonly T[], chance: number): T => list[Math.floor(chance * list.length)] as T;

/** One in four has left a name, one in five an e-mail, one in eight a phone, as on a shop's site. */
function textOf(next: () => number, number: number): string {
  if (next() > 0.25) return "";
  const [given, family] = [one(GIVEN, next()), one(FAMILY, next())];
  const phone = `300 555 ${String(number % 10_000).padStart(4, "0")}`;
  return [
    `${given} ${family} ${one(FAMILY, next())}`,
    ...(next() < 0.8 ? [`${given}.${family}.${number}@correo.example`] : []),
    ...(next() < 0.5 ? [phone, phone.replaceAll(" ", "")] : []),
  ].join("\n");
}

/** Fills project 1 of an empty database. Answers with its id. */
export async function fill(database: Database, visitors: number, days: number, now: number): Promise<string> {
  const { source } = database;
  const projectId = "1";
  const next = random(4711);
  await source.query(
    "INSERT INTO project (id, name, public_key, allowed_origins, widget_title, locale, created_at) VALUES (?, 'Bench', 'pk_bench', '[]', 'Bench', 'en', ?)",
    [projectId, now],
  );
  await source.query(
    "INSERT INTO project_sequence (project_id, seq, visitors, needing_attention) VALUES (?, 0, ?, 0)",
    [projectId, visitors],
  );
  const columns =
    "id, project_id, number, status, version, search, engaged, first_seen_at, started_at, last_seen_at, online, needs_attention, token_hash";
  for (let first = 1; first <= visitors; first += ROWS) {
    const count = Math.min(ROWS, visitors - first + 1);
    const values: (string | number)[] = [];
    for (let number = first; number < first + count; number++) {
      const at = Math.floor(now - days * DAY + (number / visitors) * days * DAY);
      const text = textOf(next, number);
      const status = Math.floor(next() * 5);
      values.push(
        number,
        projectId,
        number,
        status,
        1,
        text,
        text ? 1 : 0,
        at,
        at,
        at,
        0,
        0,
        `hash ${number}`,
      );
    }
    const marks = Array.from({ length: count }, () => "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").join(", ");
    await source.transaction((manager) =>
      manager.query(`INSERT INTO visitor (${columns}) VALUES ${marks}`, values),
    );
  }
  // All in one column: the index asks only how many there are of a day.
  const whole = database.dialect === "sqlite" ? `started_at / ${DAY}` : `started_at DIV ${DAY}`;
  await source.query(
    `INSERT INTO visitor_day (project_id, day, new_idle) SELECT project_id, ${whole}, COUNT(*) FROM visitor GROUP BY project_id, ${whole}`,
  );
  if (database.dialect === "mysql") await source.query("ANALYZE TABLE visitor");
  return projectId;
}
