// The process: settings in, signals, exit codes. Nothing else touches `process`.
import { readFileSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 11)) {
  process.stderr.write(
    `Atalaya needs Node 24.11 or newer; this is ${process.version}. Start it with npm start, which brings its own.\n`,
  );
  process.exit(1);
}

// What libraries go by: for anything but production they check, at every value, what can only go wrong while developing.
process.env.NODE_ENV ??= "production";

// Imported only now: an older Node would stop at the first line that it does not know, and libraries look once.
const { makeLog } = await import("./logging.js");
const { ConfigError, readConfig } = await import("./config.js");
const { startApp } = await import("./app.js");
const { Demo } = await import("./demo/demo.js");
const { describeStart } = await import("./greeting.js");

const here = (path: string) => new URL(path, import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(here("../package.json"), "utf8")) as { version: string };

/** How long a stop may take before it is forced. */
const PATIENCE = 9_000;

function fail(message: string): never {
  process.stderr.write(`atalaya: ${message}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const config = readConfig(process.env, process.argv.slice(2));
  const log = makeLog(config.logLevel);
  const paths = {
    console: here("../../console/build"),
    widget: here("../../widget/dist"),
    demo: here("../../widget/demo"),
    preview: here("../../widget/preview"),
  };
  const options = { config, version, paths, log };
  const app = await startApp(options);
  const demo = config.demo ? new Demo(app, options) : null;
  let stopping = false;

  const stop = (signal: string) => {
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => fail("a stop took too long and was forced."), PATIENCE).unref();
    const stopped = (demo?.stop() ?? Promise.resolve()).then(() => app.stop());
    stopped.then(
      () => process.exit(0),
      (error: unknown) => fail(`the stop failed: ${String(error)}`),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);

  try {
    process.stdout.write(await describeStart(app, config, demo));
  } catch (error) {
    // A signal in mid-start closes the database under it.
    if (!stopping) throw error;
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof ConfigError) fail(error.message);
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  if (code === "EADDRINUSE")
    fail(`port ${port} on ${address} is in use. Stop what uses it, or set PORT to another.`);
  if (code === "EACCES" || code === "EADDRNOTAVAIL")
    fail(`cannot listen on ${address}:${port} (${code}). Set HOST and PORT to what this machine has.`);
  throw error;
}
