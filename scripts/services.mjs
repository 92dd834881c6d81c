// Finds or starts what the tests need beside Node: MariaDB, Redis, and a Chromium. As root on Debian it installs what is
// missing; elsewhere it says in one line what to install.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const which = (name) =>
  [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin", "/sbin"]
    .map((dir) => join(dir, name))
    .find(existsSync);

const run = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", ...options });

/** Installs Debian packages, or explains what is missing. */
function provide(what, packages) {
  if (process.getuid?.() !== 0 || !which("apt-get")) {
    throw new Error(
      `The tests need ${what}. Install it (Debian: apt-get install ${packages.join(" ")}) and run them again.`,
    );
  }
  console.log(`Installing ${packages.join(", ")} for the tests …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], { env });
  const done = run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
  if (done.status !== 0) throw new Error(`${what} could not be installed:\n${done.stderr}`);
}

/** The path of a Chromium. */
export function findChromium() {
  const find = () => process.env.CHROMIUM ?? CHROMIUM.find(existsSync);
  if (!find()) provide("Chromium", ["chromium", "fonts-noto-core"]);
  return find();
}

/** A port that nobody listens on just now. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** How long a server may take until it answers: after a kill -9 MariaDB first repairs its tables. */
const START = 30_000;

/**
 * Starts a server that a test may stop, kill, freeze and start again on the same port and data. `dir` goes with `stop`, unless it
 * is to be kept.
 * @param {{ name: string, dir: string, keep?: boolean, port: number, url: string, command: string, args: string[] }} options
 */
async function serve({ name, dir, keep = false, port, url, command, args }) {
  let child;
  let gone;
  const start = async () => {
    let said = "";
    child = spawn(command, args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => (said = (said + chunk).slice(-4000)));
    gone = once(child, "exit");
    for (const since = Date.now(); !(await answers(port));) {
      if (Date.now() - since > START || child.exitCode !== null || child.signalCode !== null) {
        // One that hangs while it crashes would keep us waiting for ever.
        child.kill("SIGKILL");
        throw new Error(`${name} did not start:\n${said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const end = async (signal) => {
    child.kill(signal);
    // One that is frozen hears nothing but SIGKILL.
    child.kill("SIGCONT");
    await gone;
  };
  await start();
  return {
    url,
    port,
    get pid() {
      return child.pid;
    },
    /** SIGKILL, as a crash would; `restart` brings it back. */
    kill: () => end("SIGKILL"),
    /** Stops it in good order if it runs, and starts it again. */
    async restart() {
      await end("SIGTERM");
      await start();
    },
    /** Freezes it: its connections stay open, and nothing answers. */
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    /** Ends it for good, and its data with it, unless they are kept. */
    async stop() {
      await end("SIGTERM");
      if (!keep) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/**
 * A private MariaDB in a folder of its own, on loopback; its user is root. `durable`: an answered commit survives a power
 * cut too, as a production server's does. `kept`: a folder whose data outlive it, for the next start. `buffer`: megabytes of
 * memory for its pages.
 * @param {{ durable?: boolean, kept?: string | null, buffer?: number }} options
 */
export async function startMariadb({ durable = false, kept = null, buffer = 128 } = {}) {
  if (!which("mariadbd") || !which("mariadb-install-db")) provide("MariaDB", ["mariadb-server"]);
  if (kept) mkdirSync(kept, { recursive: true });
  const dir = kept ?? mkdtempSync(join(tmpdir(), "atalaya-mariadb-"));
  const root = process.getuid?.() === 0;
  const user = root ? ["--user=mysql"] : [];
  if (root) {
    const [uid, gid] = ["-u", "-g"].map((flag) => Number(run("id", [flag, "mysql"]).stdout));
    chownSync(dir, uid, gid);
  }
  chmodSync(dir, 0o755);
  const data = join(dir, "data");
  if (!existsSync(join(data, "mysql"))) {
    const made = run(which("mariadb-install-db"), [
      "--no-defaults",
      ...user,
      `--datadir=${data}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ]);
    if (made.status !== 0)
      throw new Error(`MariaDB could not make its tables:\n${made.stdout}${made.stderr}`);
  }
  const port = await freePort();
  return serve({
    name: "MariaDB",
    dir,
    keep: kept !== null,
    port,
    url: `mysql://root@127.0.0.1:${port}`,
    command: which("mariadbd"),
    args: [
      "--no-defaults",
      ...user,
      `--datadir=${data}`,
      `--socket=${join(dir, "socket")}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_unicode_ci",
      `--innodb-flush-log-at-trx-commit=${durable ? 1 : 2}`,
      `--innodb-buffer-pool-size=${buffer}M`,
      // Large logs, so that bulk writing does not wait for pages to be flushed.
      ...(kept ? ["--innodb-log-file-size=1G"] : []),
    ],
  });
}

/** A private Redis on loopback that keeps nothing. */
export async function startRedis() {
  if (!which("redis-server")) provide("Redis", ["redis-server"]);
  const dir = mkdtempSync(join(tmpdir(), "atalaya-redis-"));
  const port = await freePort();
  return serve({
    name: "Redis",
    dir,
    port,
    url: `redis://127.0.0.1:${port}`,
    command: which("redis-server"),
    args: ["--bind", "127.0.0.1", "--port", String(port), "--dir", dir, "--save", "", "--appendonly", "no"],
  });
}
