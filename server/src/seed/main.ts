// npm run seed: fills a database with visitors. The process: settings in, progress out, Ctrl-C.
import "reflect-metadata";
import { setTimeout } from "node:timers/promises";
import { ConfigError, readConfig } from "../config.js";
import { seedDatabase } from "./database.js";
import { readOptions } from "./options.js";

const say = (text: string) => process.stdout.write(text);

async function run(): Promise<void> {
  const config = readConfig({ ...process.env, REDIS_URL: "" });
  const options = readOptions(process.argv.slice(2), new Date());
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop.abort());

  let start = performance.now();
  let told = start;
  const line = (done: number) => {
    const seconds = (performance.now() - start) / 1000;
    const rate = Math.round(done / seconds);
    const left = Math.round((options.visitors - done) / Math.max(rate, 1));
    return `${done.toLocaleString("en")} of ${options.visitors.toLocaleString("en")} visitors, ${rate.toLocaleString("en")} a second, ${left} s left`;
  };
  // A terminal gets one line that moves, a log one every ten seconds.
  const { isTTY } = process.stdout;
  const progress = (done: number) => {
    if (performance.now() - told < (isTTY ? 200 : 10_000)) return;
    told = performance.now();
    say(isTTY ? `\r\x1b[K${line(done)}` : `${line(done)}\n`);
  };
  const target = await seedDatabase(config, options, {
    signal: stop.signal,
    progress,
    wait(ms) {
      say("Servers have run here: seeing whether one still does …\n");
      return setTimeout(ms);
    },
    begin: () => (start = told = performance.now()),
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  say(
    `${isTTY ? "\r\x1b[K" : ""}Project "${target.name}" (id ${target.projectId}) has ${target.done.toLocaleString("en")} visitors more, in ${seconds} s.\n`,
  );
  if (target.owner) {
    const { email, password } = target.owner;
    say(`Sign in as ${email}${password ? ` with the password ${password}` : ""}\n`);
  }
  if (stop.signal.aborted) {
    say("Stopped half way: what is there is whole.\n");
    process.exitCode = 130;
  }
}

try {
  await run();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`atalaya: ${error.message}\n`);
  process.exitCode = 1;
}
