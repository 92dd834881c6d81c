// npm run counters: compares what is kept beside the visitors (counters, above all) with the visitors, project by project, while
// servers go on; with `rebuild` it writes anew what is wrong, and every screen counts afresh.
import "reflect-metadata";
import { ConfigError, readConfig } from "./config.js";
import { openDatabase } from "./database/data-source.js";
import { WriteDoor } from "./database/write.js";
import { Project } from "./projects/index.js";
import { ENTITIES } from "./rooms.js";
import { keepCounters, recount } from "./visitors/index.js";

async function run(command: string | undefined): Promise<number> {
  if (command !== undefined && command !== "rebuild") {
    process.stderr.write("Usage: npm run counters [-- rebuild]\n");
    return 2;
  }
  const { database: url } = readConfig({ ...process.env, REDIS_URL: "" });
  const database = await openDatabase(url, ENTITIES);
  try {
    const clock = () => new Date();
    // Running servers look at the head of the log themselves: nobody has to be told.
    const door = new WriteDoor(database, clock, [keepCounters], () => undefined);
    let wrong = 0;
    for (const { id, name } of await database.source.manager.find(Project, { order: { id: "ASC" } })) {
      const found = await door.write(id, (work) => recount(work, command === "rebuild"));
      const said =
        found === 0 ? "right" : `${found} ${command ? "were wrong, and are written anew" : "are wrong"}`;
      process.stdout.write(`${name}: ${said}\n`);
      wrong += found;
    }
    if (wrong > 0 && !command) process.stdout.write("npm run counters -- rebuild makes them right.\n");
    return wrong > 0 && !command ? 1 : 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await run(process.argv[2]);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`atalaya: ${error.message}\n`);
  process.exitCode = 1;
}
