// The built services in this process, without HTTP: what the widget's resolvers call.
import { pino } from "pino";
import { HIGH_LIMITS } from "../limits.ts";
import type { Services } from "../../src/services.ts";
import type { DoorOptions } from "../../src/database/write.ts";
import type { WidgetContext } from "../../src/graphql/context.ts";

const built = (path: string) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { openDatabase, transaction } = (await built(
  "database/data-source.js",
)) as typeof import("../../src/database/data-source.ts");
const { buildServices } = (await built("services.js")) as typeof import("../../src/services.ts");
const { readConfig } = (await built("config.js")) as typeof import("../../src/config.ts");
const { ENTITIES } = (await built("rooms.js")) as typeof import("../../src/rooms.ts");
const contexts = (await built("graphql/context.js")) as typeof import("../../src/graphql/context.ts");

export interface House {
  services: Services;
  projectId: string;
  /** Statements that went to the database so far. */
  statements(): number;
  context(token: string): WidgetContext;
  close(): Promise<void>;
}

/** A project of its own on the database at `url`. */
export async function openHouse(url: string, writes: DoorOptions = {}): Promise<House> {
  const config = readConfig({ DATABASE_URL: url, RATE_LIMITS: HIGH_LIMITS });
  const database = await openDatabase(config.database, ENTITIES);
  let statements = 0;
  database.source.subscribers.push({ beforeQuery: () => void statements++ });
  const services = await buildServices(
    {
      config,
      version: "bench",
      paths: { console: "", widget: "", demo: "", preview: "" },
      log: pino({ level: "silent" }),
      writes,
    },
    database,
    () => "http://127.0.0.1",
  );
  await services.processes.start();
  const project = await transaction(database, (manager) =>
    services.projects.found({ name: "Ingest", locale: "en" }, manager),
  );
  const facts = { ip: "127.0.0.1", userAgent: "Mozilla/5.0 (X11; Linux x64; rv:151.0) Firefox/151.0" };
  return {
    services,
    projectId: project.id,
    statements: () => statements,
    context: (token) => new contexts.WidgetContext("bench", services.container, project.id, token, facts),
    async close() {
      await services.presence.stop();
      await services.processes.stop();
      await database.close();
    },
  };
}
