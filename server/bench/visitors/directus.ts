// Directus over the same tables, where it is installed in a folder beside: npm install directus there, and name the folder.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Process } from "../live/contestant.ts";
import { freePort } from "../../../scripts/services.mjs";
import { type Way } from "./contest.ts";
import { type Job, SIZE, STATUSES, bounds, inTabs } from "./jobs.ts";
import { type Seed } from "./seeds.ts";

export interface Platform {
  way(job: Job, page: number): Partial<Record<Way, () => Promise<unknown>>>;
  stop(): Promise<void>;
}

const TOKEN = "bench-bench-bench-bench";

/** Null, and a line that says why, where it is not installed or the database is not one that it shares. */
export async function openDirectus(folder: string, seed: Seed): Promise<Platform | null> {
  const cli = join(folder, "node_modules", "directus", "cli.js");
  if (!existsSync(cli)) {
    console.log(`There is no Directus in ${folder}: its column is left out.`);
    return null;
  }
  const port = await freePort();
  // It runs on the Node that installed it, which is the machine's own: parts of it are compiled for that one.
  const path = (process.env.PATH ?? "").split(":").filter((each) => !each.includes("node_modules"));
  const env = { ...connection(seed), ...settings(port), PATH: path.join(":") };
  const bootstrap = new Process("node", [cli, "bootstrap"], env);
  await bootstrap.says(/Done|already/);
  await bootstrap.stop();
  const server = new Process("node", [cli, "start"], env);
  await server.says(/Server started/);
  const read = async (query: Record<string, string>) => {
    const answer = await fetch(
      `http://127.0.0.1:${port}/items/visitor?${new URLSearchParams(query).toString()}`,
      {
        headers: { authorization: `Bearer ${TOKEN}` },
      },
    );
    const { data, errors } = (await answer.json()) as { data?: unknown[]; errors?: { message: string }[] };
    if (!data) throw new Error(`Directus refused: ${errors?.[0]?.message ?? answer.status}`);
    return data;
  };
  return {
    stop: () => server.stop(),
    way(job, page) {
      if (job.kind !== "page" || job.wanted.param) return {};
      const filter = JSON.stringify(filterOf(job.wanted, seed));
      const tabs = JSON.stringify(filterOf(inTabs(job.wanted), seed));
      return {
        Directus: async () => {
          await read({ filter: tabs, "aggregate[count]": "*", "groupBy[]": "status" });
          return read({ filter, sort: "-started_at,-id", limit: String(SIZE), page: String(page) });
        },
      };
    },
  };
}

/** As its documentation tells it to be set up for speed: nothing is logged a call, nobody is counted, nothing is slowed down. */
const settings = (port: number) => ({
  HOST: "127.0.0.1",
  PORT: String(port),
  KEY: "bench",
  SECRET: TOKEN,
  ADMIN_EMAIL: "bench@example.com",
  ADMIN_PASSWORD: TOKEN,
  ADMIN_TOKEN: TOKEN,
  TELEMETRY: "false",
  RATE_LIMITER_ENABLED: "false",
  LOG_LEVEL: "info",
  NODE_ENV: "production",
});

function connection({ url, kind }: Seed): Record<string, string> {
  if (kind === "sqlite") return { DB_CLIENT: "sqlite3", DB_FILENAME: url.slice("sqlite:".length) };
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    DB_CLIENT: "mysql",
    DB_HOST: hostname,
    DB_PORT: port,
    DB_USER: username,
    DB_PASSWORD: password,
    DB_DATABASE: pathname.slice(1),
  };
}

function filterOf(wanted: Job["wanted"], seed: Seed): object {
  const range = bounds(wanted, seed.until);
  const { status, engaged, online, search } = wanted;
  return {
    _and: [
      { project_id: { _eq: seed.projectId } },
      ...(range ? [{ started_at: { _gte: range.from } }, { started_at: { _lt: range.to } }] : []),
      ...(status ? [{ status: { _eq: STATUSES.indexOf(status) } }] : []),
      ...(engaged ? [{ engaged: { _eq: 1 } }] : []),
      ...(online ? [{ online: { _eq: 1 } }] : []),
      ...(search ? [{ search: { _contains: search } }] : []),
    ],
  };
}
