// The databases that are measured: seeded once and kept, so that a second run begins at once.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { hashSecret, makeSecret } from "../../src/agents/secret.ts";
import { openSql } from "../live/sql.ts";
import { openDriver } from "./driver.ts";
import { type Kind } from "./options.ts";

export const here = (path: string) => new URL(path, import.meta.url).pathname;

const SEEDER = here("../../dist/seed/main.js");
const DAY = 24 * 3_600_000;
const MANAGER = 1;
/** Beyond a million the list is what counts: a row of it, and what hangs on it, but no word that was said. */
const SILENT = 2_000_000;

export interface Seed {
  url: string;
  kind: Kind;
  visitors: number;
  projectId: string;
  /** Of a program that may look at the project. */
  token: string;
  /** The day after the last visitors came, in ms. */
  until: number;
  /** What a search looks for: an address that one visitor has, a word that many have, and one that nobody has. */
  terms: { rare: string; common: string; absent: string; letter: string };
  /** A parameter that one visitor has, and one that many have. */
  params: { rare: Param; common: Param };
}

export interface Param {
  key: string;
  value: string;
}

/** `server`: where MariaDB is, without a database's name. */
export async function findSeed(
  kind: Kind,
  visitors: number,
  { kept, server, fresh }: { kept: string; server: string | undefined; fresh: boolean },
): Promise<Seed> {
  const name = `visitors_${visitors}`;
  const note = join(kept, `${name}.${kind}.json`);
  mkdirSync(kept, { recursive: true });
  if (kind === "mariadb" && !server) throw new Error("ATALAYA_BENCH_DATABASE must name a MariaDB server");
  const url = kind === "mariadb" ? `${server}/${name}` : `sqlite:${join(kept, `${name}.db`)}`;
  if (fresh || !existsSync(note)) {
    rmSync(note, { force: true });
    await makeRoom(kind, url, name);
    await fill(url, visitors, "inherit");
    // Only a whole one counts: whatever ends the seeding half way leaves no note.
    writeFileSync(note, "{}");
  }
  const known = JSON.parse(readFileSync(note, "utf8")) as Partial<Seed>;
  const facts = known.projectId ? known : await lookAt(url, kind);
  writeFileSync(note, JSON.stringify(facts));
  return { ...facts, url, kind, visitors } as Seed;
}

async function makeRoom(kind: Kind, url: string, name: string): Promise<void> {
  if (kind === "sqlite") {
    for (const end of ["", "-wal", "-shm"]) rmSync(url.slice("sqlite:".length) + end, { force: true });
    return;
  }
  const connection = await mysql.createConnection({ uri: new URL("/", url).toString() });
  await connection.query(`DROP DATABASE IF EXISTS ${name}`);
  await connection.query(`CREATE DATABASE ${name}`);
  await connection.end();
}

/** A seed of its own in an empty database, which nobody keeps. */
export async function makeSeed(kind: Kind, url: string, visitors: number): Promise<Seed> {
  await fill(url, visitors, "ignore");
  return { ...(await lookAt(url, kind)), url, kind, visitors };
}

async function fill(url: string, visitors: number, output: "inherit" | "ignore"): Promise<void> {
  const messages = visitors >= SILENT ? ["--messages", "0"] : [];
  const args = [SEEDER, "--visitors", String(visitors), ...messages];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    stdio: ["ignore", output, "inherit"],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      ATALAYA_OWNER_EMAIL: "bench@example.com",
      ATALAYA_OWNER_PASSWORD: makeSecret(),
    },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`the seeding of ${url} failed`);
}

async function lookAt(url: string, kind: Kind): Promise<Omit<Seed, "url" | "kind" | "visitors">> {
  const token = makeSecret("atl_");
  const sql = await openSql(url);
  const [project] = await sql.run("SELECT id FROM project");
  const projectId = String(project?.id);
  await sql.run(
    "INSERT INTO api_token (project_id, name, role, token_hash, created_at) VALUES (?, ?, ?, ?, ?)",
    [projectId, "bench", MANAGER, hashSecret(token), Date.now()],
  );
  await sql.close();
  const driver = await openDriver(url);
  const one = async (text: string, values: (string | number)[] = []) =>
    (await driver.read({ sql: text, values }))[0] ?? {};
  if (kind === "mariadb")
    for (const table of ["visitor", "visitor_param", "conversation", "message"])
      await one(`ANALYZE TABLE ${table}`);
  const { at } = await one("SELECT MAX(started_at) AS at FROM visitor");
  const until = Math.ceil(Number(at) / DAY) * DAY;
  // Somebody in the middle of the last 30 days.
  const { email } = await one(
    "SELECT email FROM visitor WHERE started_at < ? AND INSTR(email, '_') = 0 ORDER BY started_at DESC LIMIT 1",
    [until - 15 * DAY],
  );
  const rare = await one(
    "SELECT p.param_key, p.value FROM visitor_param p JOIN visitor v ON v.id = p.visitor_id WHERE p.param_key = 'customerId' ORDER BY v.id DESC LIMIT 1",
  );
  await driver.close();
  return {
    projectId,
    token,
    until,
    terms: { rare: String(email), common: "gomez", absent: "zzqxjw", letter: "q" },
    params: {
      rare: { key: String(rare.param_key), value: String(rare.value) },
      common: { key: "utm_source", value: "google" },
    },
  };
}
