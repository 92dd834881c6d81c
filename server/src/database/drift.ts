// The difference between the tables as they are and the entities as they are written. None is the only good answer.
import type { DataSource } from "typeorm";

export interface Drift {
  up: string[];
  down: string[];
}

export async function readDrift(source: DataSource): Promise<Drift> {
  const { upQueries, downQueries } = await source.driver.createSchemaBuilder().log();
  const text = (queries: { query: string }[]) => queries.map(({ query }) => query);
  return { up: text(upQueries), down: text(downQueries).reverse() };
}
