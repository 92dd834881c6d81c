// A server in a process of its own for night.api.test.ts: the built one. It looks for the night's work whenever a line comes in, and
// says on its standard output what came of it.
import { createInterface } from "node:readline";
import { pino } from "pino";

const here = (path: string) => new URL(path, import.meta.url);
const built = (path: string) => import(here(`../dist/${path}`).href);
const { startApp } = (await built("app.js")) as typeof import("../src/app.ts");
const { readConfig } = (await built("config.js")) as typeof import("../src/config.ts");

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const app = await startApp({
  config: readConfig(process.env),
  version: "test",
  paths: {
    console: here("../../console/build").pathname,
    widget: here("../../widget/dist").pathname,
    demo: here("../../widget/demo").pathname,
    preview: here("../../widget/preview").pathname,
  },
  log: pino({ level: "silent" }),
});
say({ url: app.address });
for await (const _ of createInterface(process.stdin)) say({ done: await app.services.night.look() });
