// Atalaya's own parts in this process: to hear which statements a request runs, and to lend its entities to plain TypeORM.
import "reflect-metadata";
import { pino } from "pino";
import { type DataSource, Like, type FindOptionsWhere } from "typeorm";
import { record } from "../../test/plans.ts";
import { type Statement, type Values } from "./driver.ts";
import { type Job, SIZE, STATUSES, bounds, inTabs } from "./jobs.ts";
import { type Seed, here } from "./seeds.ts";

// The built ones: Node itself does not read decorators.
const { startApp } = (await import(here("../../dist/app.js"))) as typeof import("../../src/app.ts");
const { readConfig } = (await import(here("../../dist/config.js"))) as typeof import("../../src/config.ts");
const { Visitor } = (await import(
  here("../../dist/visitors/index.js")
)) as typeof import("../../src/visitors/index.ts");
const { And, LessThan, MoreThanOrEqual } = await import("typeorm");

export interface House {
  url: string;
  /** The statements that read, of a request that `ask` makes. */
  statementsOf(ask: () => Promise<unknown>): Promise<Statement[]>;
  /** A page and its five counts, as plain TypeORM does it; null for what it has no plain way of. */
  plain(job: Job, page: number): (() => Promise<number>) | null;
  stop(): Promise<void>;
}

export async function openHouse(seed: Seed): Promise<House> {
  const config = readConfig({ DATABASE_URL: seed.url, PORT: "0" });
  const paths = {
    console: here("../../../console/build"),
    widget: here("../../../widget/dist"),
    demo: here("../../../widget/demo"),
    preview: here("../../../widget/preview"),
  };
  const app = await startApp({ config, version: "bench", paths, log: pino({ level: "silent" }) });
  const { source } = app.services.database;
  return {
    url: app.address,
    statementsOf: async (ask) =>
      (await record(source, ask)).map(({ sql, values }) => ({ sql, values: values as Values })),
    plain: (job, page) => plain(source, job, seed, page),
    stop: () => app.stop(),
  };
}

function plain(source: DataSource, job: Job, seed: Seed, page: number): (() => Promise<number>) | null {
  const { wanted } = job;
  if (job.kind !== "page" || wanted.param) return null;
  const table = source.getRepository(Visitor);
  const where = whereOf(inTabs(wanted), seed);
  const mine = wanted.status ? { ...where, status: wanted.status } : where;
  return async () => {
    const rows = await table.find({
      where: mine as FindOptionsWhere<InstanceType<typeof Visitor>>,
      order: { startedAt: "DESC", id: "DESC" },
      skip: (page - 1) * SIZE,
      take: SIZE,
    });
    for (const status of STATUSES)
      await table.countBy({ ...where, status } as FindOptionsWhere<InstanceType<typeof Visitor>>);
    return rows.length;
  };
}

function whereOf(wanted: Job["wanted"], seed: Seed): Record<string, unknown> {
  const range = bounds(wanted, seed.until);
  const { engaged, online, search } = wanted;
  return {
    projectId: seed.projectId,
    ...(range ? { startedAt: And(MoreThanOrEqual(new Date(range.from)), LessThan(new Date(range.to))) } : {}),
    ...(engaged ? { engaged: true } : {}),
    ...(online ? { online: true } : {}),
    ...(search ? { search: Like(`%${search}%`) } : {}),
  };
}
