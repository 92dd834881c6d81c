// npm run several: three servers on one MariaDB and one Redis behind a small proxy, on this machine. PORT is the proxy's; without
// DATABASE_URL and REDIS_URL it starts a MariaDB and a Redis of its own, which keep nothing when it ends.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { ROOT, findNode, prepare, run, whenParentEnds } from "./prepare.mjs";
import { startProxy } from "./proxy.mjs";
import { freePort, startMariadb, startRedis } from "./services.mjs";

const SERVERS = 3;
const ends = [];
let isEnding = false;

async function end(code) {
  if (isEnding) return;
  isEnding = true;
  for (const stop of ends.reverse()) await stop();
  process.exit(code);
}

async function startDatabase() {
  const mariadb = await startMariadb();
  ends.push(() => mariadb.stop());
  const port = new URL(mariadb.url).port;
  run("mariadb", ["--no-defaults", "-uroot", "-h127.0.0.1", `-P${port}`, "-e", "CREATE DATABASE atalaya"]);
  return `${mariadb.url}/atalaya`;
}

async function startBus() {
  const redis = await startRedis();
  ends.push(() => redis.stop());
  return redis.url;
}

/** Resolves when it has said where it listens. */
async function startServer(env) {
  const server = spawn(findNode(), ["--disable-warning=ExperimentalWarning", "server/dist/main.js"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(server, "exit");
  ends.push(async () => {
    server.kill("SIGTERM");
    await gone;
  });
  let said = "";
  let greeted = () => undefined;
  const greeting = new Promise((resolve) => (greeted = resolve));
  server.stdout.on("data", (chunk) => {
    // What it says before is its greeting, with an address that is not to be used; then comes its log.
    if (said.includes("/demo\n")) return void process.stdout.write(chunk);
    said += chunk;
    if (said.includes("/demo\n")) greeted();
  });
  const [code] = await Promise.race([greeting.then(() => []), gone]);
  if (code !== undefined) throw new Error(`a server ended with ${code}:\n${said}`);
  return server.pid;
}

prepare();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));
whenParentEnds(() => void end(0));
try {
  const port = Number(process.env.PORT || 4000);
  const address = process.env.PUBLIC_URL || `http://127.0.0.1:${port}`;
  const email = process.env.ATALAYA_OWNER_EMAIL || "owner@example.com";
  const password = process.env.ATALAYA_OWNER_PASSWORD || randomBytes(12).toString("base64url");
  const env = {
    ...process.env,
    DATABASE_URL: process.env.DATABASE_URL || (await startDatabase()),
    REDIS_URL: process.env.REDIS_URL || (await startBus()),
    PUBLIC_URL: address,
    ATALAYA_OWNER_EMAIL: email,
    ATALAYA_OWNER_PASSWORD: password,
  };
  const ports = [];
  for (let index = 0; index < SERVERS; index++) ports.push(await freePort());
  const pids = await Promise.all(ports.map((each) => startServer({ ...env, PORT: String(each) })));
  ends.push(await startProxy(port, ports));
  for (const [index, each] of ports.entries())
    console.log(`Server ${index + 1}: http://127.0.0.1:${each} (process ${pids[index]})`);
  const secret = process.env.ATALAYA_OWNER_PASSWORD ? "" : `, password ${password}`;
  console.log(`All of them: ${address} (sign in as ${email}${secret})`);
} catch (error) {
  console.error(`atalaya: ${error.message}`);
  await end(1);
}
