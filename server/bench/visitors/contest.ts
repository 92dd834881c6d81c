// One seed: everybody does the same jobs, turn by turn, so that a noisy minute hits all of them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, print, separateOperations } from "graphql";
import { now } from "../live/clock.ts";
import { Process, ask, post } from "../live/contestant.ts";
import { startServer } from "../live/installation.ts";
import { openDirectus } from "./directus.ts";
import { type Driver, type Statement, openDriver } from "./driver.ts";
import { openHouse } from "./house.ts";
import { type Job, SIZE, conditions, graphqlFilter, jobs, joined } from "./jobs.ts";
import { naive } from "./naive.ts";
import { type Effort } from "./options.ts";
import { type Seed, here } from "./seeds.ts";

/** In the order of the table. */
export const WAYS = ["Atalaya", "its SQL", "bare HTTP, its SQL", "naive SQL", "TypeORM", "Directus"] as const;
export type Way = (typeof WAYS)[number];

/** Milliseconds of every call, by the way it was done. */
export type Times = Partial<Record<Way, number[]>>;

export interface Result {
  seed: Seed;
  /** One row by its key through the driver, and a page of the same size without a database. */
  limits: { row: number[]; page: number[] };
  jobs: { name: string; times: Times }[];
}

interface Round {
  name: string;
  times: Times;
  ways: Partial<Record<Way, () => Promise<unknown>>>;
}

/** Calls longer than this are made in the first rounds only. */
const SLOW = 1500;
const SLOW_ROUNDS = 2;

/** Requests at the most until the search index must have been loaded. */
const PATIENCE = 200;
const isLoading = (statements: readonly Statement[]) => statements.some(({ sql }) => sql.includes("INSTR("));

const documents = separateOperations(
  parse(readFileSync(here("../../../console/src/lib/visitors/visitors.gql"), "utf8")),
);
const text = (name: string) => {
  const document = documents[name];
  if (!document) throw new Error(`the console has no ${name} any more`);
  return print(document);
};
const DOCUMENTS = {
  page: text("Visitors"),
  explain: text("ExplainEmpty"),
  history:
    "query($projectId: ID!, $filter: VisitorFilter) { visitors(projectId: $projectId, filter: $filter, first: 20) { nodes { id conversation { id messages(last: 20) { seq author kind text createdAt } } } } }",
};

export async function runContest(
  seed: Seed,
  effort: Effort,
  { directus, only }: { directus: string | null; only: string | null },
): Promise<Result> {
  const ends: (() => Promise<unknown>)[] = [];
  const folder = mkdtempSync(join(tmpdir(), "atalaya-bench-"));
  try {
    const driver = await openDriver(seed.url);
    ends.push(() => driver.close());
    const house = await openHouse(seed);
    ends.push(() => house.stop());
    const server = await startServer(seed.url);
    ends.push(() => server.process.stop());
    const platform = directus === null ? null : await openDirectus(directus, seed);
    if (platform) ends.push(() => platform.stop());
    const wanted = jobs(seed).filter(({ name }) => !only || name.includes(only));

    const rounds: Round[] = [];
    const pages: Statement[][] = [];
    let sample = "";
    for (const job of wanted) {
      const page = await pageOf(job, seed, server.port, driver);
      const body = { projectId: seed.projectId, filter: graphqlFilter(job.wanted, seed), page };
      const call = (port: number) => () => askServer(port, job, body, seed);
      sample ||= JSON.stringify({ data: await call(server.port)() });
      const ours = call(Number(new URL(house.url).port));
      let sql: Statement[] = [];
      // What is done at the first use is no part of a page, and the search index loads while the database still answers.
      for (let asked = 0, settled = 0; asked < PATIENCE && settled < 3; asked++) {
        sql = await house.statementsOf(ours);
        settled = isLoading(sql) ? 0 : settled + 1;
      }
      const index = pages.push(sql) - 1;
      const plain = house.plain(job, page);
      rounds.push({
        name: job.name,
        times: {},
        ways: {
          Atalaya: call(server.port),
          "its SQL": () => replay(driver, sql),
          "bare HTTP, its SQL": () => askBare(index),
          "naive SQL": () => naive(driver, job, seed, page),
          ...(plain ? { TypeORM: plain } : {}),
          ...(platform?.way(job, page) ?? {}),
        },
      });
    }
    const file = join(folder, "pages.json");
    writeFileSync(file, JSON.stringify({ body: sample, pages }));
    const bare = Process.node([here("peers/bare.ts"), seed.url, file]);
    ends.push(() => bare.stop());
    const barePort = Number(await bare.says(/(\d+)\n/));
    const askBare = async (index: number | string) =>
      JSON.parse((await post(barePort, `/${index}`, "{}")).body) as unknown;

    const limits = { row: [] as number[], page: [] as number[] };
    for (let round = 0; round <= effort.rounds; round++) {
      const warming = round === 0;
      const turn = warming ? 0 : effort.turn;
      await spend(turn, limits.row, () => oneRow(driver, seed), warming);
      await spend(turn, limits.page, () => askBare(""), warming);
      for (const { times, ways } of rounds) {
        for (const [way, run] of Object.entries(ways) as [Way, () => Promise<unknown>][]) {
          const known = (times[way] ??= []);
          if (round > SLOW_ROUNDS && Math.max(...known) > SLOW) continue;
          await spend(turn, known, run, warming);
        }
      }
    }
    return { seed, limits, jobs: rounds.map(({ name, times }) => ({ name, times })) };
  } finally {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Calls again and again for so long, and once at least. */
async function spend(
  turn: number,
  times: number[],
  run: () => Promise<unknown>,
  warming: boolean,
): Promise<void> {
  const start = now();
  do {
    const before = now();
    await run();
    if (!warming) times.push(now() - before);
  } while (now() - start < turn);
}

/**
 * The number of the page; the deepest one is told by the list itself. What is fast and wrong is worth nothing: how many rows the
 * list says there are is counted by hand too.
 */
async function pageOf(job: Job, seed: Seed, port: number, driver: Driver): Promise<number> {
  if (job.kind !== "page") return 1;
  const filter = graphqlFilter(job.wanted, seed);
  const { visitors } = (await askServer(
    port,
    job,
    { projectId: seed.projectId, filter, page: 1 },
    seed,
  )) as unknown as { visitors: { totalCount: number } };
  const { sql, values } = joined(conditions(job.wanted, seed));
  const [row] = await driver.read({ sql: `SELECT COUNT(*) AS n FROM visitor WHERE ${sql}`, values });
  if (Number(row?.n) !== visitors.totalCount)
    throw new Error(`"${job.name}" has ${Number(row?.n)} rows, and the list says ${visitors.totalCount}`);
  const deepest = Math.max(1, Math.ceil(visitors.totalCount / SIZE));
  return job.page === "last" ? deepest : Math.min(job.page ?? 1, deepest);
}

async function askServer(port: number, { kind }: Job, variables: object, { token }: Seed) {
  const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": "10.2.0.1" };
  return (await ask(port, "/graphql", DOCUMENTS[kind], variables, headers)).data;
}

async function replay(driver: Driver, statements: readonly Statement[]): Promise<void> {
  for (const statement of statements) await driver.read(statement);
}

/** Another visitor every time, as far as there are any. */
const oneRow = (driver: Driver, { visitors }: Seed) =>
  driver.read({
    sql: "SELECT * FROM visitor WHERE id = ?",
    values: [1 + Math.floor(Math.random() * visitors)],
  });
