// What a run breaks: the built server as one process or three, its database, and Redis between them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { type Service, startMariadb, startRedis } from "../../../scripts/services.mjs";
import type { Random } from "../../src/demo/random.js";
import { ServerProcess, freePort } from "../process.js";
import { within } from "./bell.js";

export const TOPOLOGIES = ["embedded", "mariadb", "cluster"] as const;
export type Topology = (typeof TOPOLOGIES)[number];

export const OWNER = { email: "ana@example.com", password: "correct horse battery" };
export const PUBLIC_URL = "http://chat.example.com";
const START = 30_000;

/** One place where a server runs, again and again on the same port. */
export class Slot {
  isUp = false;
  private process: ServerProcess | null = null;
  private isOver = false;
  /** Everything that was printed here so far: greetings, and the log. */
  private said = "";

  constructor(
    readonly port: number,
    private readonly env: Record<string, string>,
  ) {}

  async start(): Promise<void> {
    if (this.isOver) throw new Error("the run is over: no server starts any more");
    this.process = ServerProcess.launch(this.env, this.port);
    await within(START, "a server to start", this.process.ready());
    this.isUp = true;
  }

  /** How it ended: its exit code; null for a signal. */
  async end(signal: "SIGKILL" | "SIGTERM", patience = 15_000): Promise<number | null> {
    this.isUp = false;
    const { process } = this;
    if (!process) return null;
    this.process = null;
    try {
      return await within(patience, `a server to end by ${signal}`, process.end(signal));
    } finally {
      await process.end("SIGKILL");
      this.said += process.output + process.errors;
    }
  }

  get output(): string {
    return this.said + (this.process?.output ?? "") + (this.process?.errors ?? "");
  }

  pause(): void {
    this.process?.pause();
  }

  resume(): void {
    this.process?.resume();
  }

  /** Ends what runs here, and lets nothing start again. */
  async retire(): Promise<void> {
    this.isOver = true;
    await this.end("SIGKILL");
  }
}

export class House {
  private constructor(
    readonly topology: Topology,
    readonly slots: readonly Slot[],
    /** For SQL of our own. */
    readonly databaseUrl: string,
    readonly database: Service | null,
    readonly redis: Service | null,
    private readonly clear: () => void,
  ) {
    process.once("exit", this.slay);
  }

  static async open(topology: Topology): Promise<House> {
    const dir = mkdtempSync(join(tmpdir(), "atalaya-ledger-"));
    const clear = () => rmSync(dir, { recursive: true, force: true });
    const database = topology === "embedded" ? null : await startMariadb({ durable: true });
    let redis: Service | null = null;
    let house: House | null = null;
    try {
      redis = topology === "cluster" ? await startRedis() : null;
      if (database) await execute(database.url, "CREATE DATABASE ledger");
      const url = database ? `${database.url}/ledger` : `sqlite:${join(dir, "atalaya.db")}`;
      const env = {
        DATABASE_URL: url,
        PUBLIC_URL,
        ATALAYA_OWNER_EMAIL: OWNER.email,
        ATALAYA_OWNER_PASSWORD: OWNER.password,
        ...(redis ? { REDIS_URL: redis.url } : {}),
      };
      const slots: Slot[] = [];
      for (let count = topology === "cluster" ? 3 : 1; count > 0; count--)
        slots.push(new Slot(await freePort(), env));
      house = new House(topology, slots, url, database, redis, clear);
      for (const slot of slots) await slot.start();
      return house;
    } catch (error) {
      if (house) await house.close();
      else {
        await redis?.stop();
        await database?.stop();
        clear();
      }
      throw error;
    }
  }

  /** The port of one that is up, as a balancer would choose; null when none is. */
  pick(random: Random): number | null {
    const up = this.slots.filter((slot) => slot.isUp);
    return up.length > 0 ? random.pick(up).port : null;
  }

  /** What the servers logged as errors of their own. */
  get faultsLogged(): string[] {
    return this.slots.flatMap((slot) =>
      slot.output.split("\n").filter((line) => /^\{"level":(50|60)|^atalaya:/.test(line)),
    );
  }

  /** Whatever ends this process, nothing that it started outlives it. */
  private readonly slay = (): void => {
    for (const slot of this.slots) void slot.end("SIGKILL");
    for (const service of [this.database, this.redis]) void service?.kill();
    this.clear();
  };

  async close(): Promise<void> {
    process.off("exit", this.slay);
    for (const service of [this.database, this.redis]) service?.resume();
    await Promise.all(this.slots.map((slot) => slot.retire()));
    await this.redis?.stop();
    await this.database?.stop();
    this.clear();
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url });
  await connection.query(sql);
  await connection.end();
}
