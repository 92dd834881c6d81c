// The night's work among several real processes on one database: done once, whoever looks and whoever dies meanwhile; nobody is
// erased twice or forgotten, and open screens hear of each once.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import mysql from "mysql2/promise";
import { afterEach, expect, test } from "vitest";
import { type Answer, HttpClient, Queue, SocketClient } from "./clients.js";
import { ON_MARIADB, freshDatabase } from "./database.js";
import { expectSound } from "./invariants.js";
import { OWNER, TestServer } from "./server.js";

const REDIS = process.env.ATALAYA_TEST_REDIS ?? "";
const MAIN = new URL("./night.process.ts", import.meta.url).pathname;
const DAY = 86_400_000;
/** A whole batch and a bit of the next. */
const OVER = 110;
const KEPT = 3;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

class NightProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly said: Queue<{ url?: string; done?: boolean }>,
    readonly url: string,
  ) {}

  static async start(database: string): Promise<NightProcess> {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
      env: {
        PATH: process.env.PATH,
        PORT: "0",
        RATE_LIMITS: "off",
        DATABASE_URL: database,
        // What happened forty days ago is still told.
        CHANGE_LOG_DAYS: "90",
        ...(REDIS ? { REDIS_URL: REDIS } : {}),
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const said = new Queue<{ url?: string; done?: boolean }>();
    child.once("exit", () => said.end("the process has ended"));
    createInterface(child.stdout as NonNullable<typeof child.stdout>).on("line", (line) =>
      said.push(JSON.parse(line) as object),
    );
    ends.push(async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    });
    const { url = "" } = await said.next();
    return new NightProcess(child, said, url);
  }

  /** Whether it did the night's work now. */
  async look(): Promise<boolean> {
    this.child.stdin?.write("\n");
    return (await this.said.next()).done === true;
  }

  async die(): Promise<void> {
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }
}

/** A project with many whose days are over and a few whose are not, all offline. */
async function house() {
  const database = await freshDatabase();
  ends.push(() => database.drop());
  let now = Date.now() - 40 * DAY;
  const server = await TestServer.start({
    database: { url: database.url, drop: async () => undefined },
    clock: () => new Date(now),
    env: { CHANGE_LOG_DAYS: "90" },
  });
  const { project } = await server.setUp();
  const open = async (count: number) => {
    for (let opened = 0; opened < count; opened += 50)
      await Promise.all(
        Array.from({ length: Math.min(50, count - opened) }, () => server.widget(project.key).open()),
      );
  };
  const online = async () => {
    await server.services.presence.sweep();
    const [row] = await server.services.database.source.query("SELECT SUM(online) AS many FROM visitor");
    return Number((row as { many: number | string }).many);
  };
  // That somebody is here, or has gone, is written a moment later.
  await open(OVER);
  await expect.poll(online, { timeout: 20_000 }).toBe(OVER);
  now += 39 * DAY;
  await open(KEPT);
  await expect.poll(online, { timeout: 20_000 }).toBe(KEPT);
  now += DAY;
  await expect.poll(online, { timeout: 20_000 }).toBe(0);
  const agent = await server.signIn();
  await agent.ask(
    "mutation($id: ID!) { updatePrivacy(projectId: $id, retention: [{ status: NEW, days: 30 }]) { id } }",
    { id: project.id },
  );
  await server.stop();
  return { database, project };
}

test.runIf(ON_MARIADB)(
  "a process that dies in the middle of the night leaves nothing half done, and another does the rest, once",
  async () => {
    const { database, project } = await house();
    const [one, two] = await Promise.all([
      NightProcess.start(database.url),
      NightProcess.start(database.url),
    ]);
    const db = await mysql.createConnection({ uri: database.url });
    const holder = await mysql.createConnection({ uri: database.url });
    ends.push(
      () => db.end(),
      () => holder.end(),
    );
    const ask = async (sql: string) => (await db.query<mysql.RowDataPacket[]>(sql))[0];
    const many = async (sql: string) => Number((await ask(sql))[0]?.many);
    const VISITORS = "SELECT COUNT(*) AS many FROM visitor";
    const all = (await ask("SELECT id FROM visitor ORDER BY started_at, id")).map(({ id }) => String(id));

    // An open screen at the one that lives.
    const agent = new HttpClient(`${two.url}/graphql`);
    await agent.ask("mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }", {
      e: OWNER.email,
      p: OWNER.password,
    });
    const socket = new SocketClient(`${two.url}/graphql`, {
      headers: { origin: two.url, cookie: agent.cookie ?? "" },
    });
    ends.push(() => socket.close());
    const screen = socket.subscribe(
      "subscription($id: ID!) { visitorChanges(projectId: $id) { kind visitorId } }",
      { id: project.id },
    );
    await screen.next();

    // Somebody holds what belongs to one of the second batch: there the night waits.
    await holder.beginTransaction();
    await holder.query("SELECT id FROM conversation WHERE visitor_id = ? FOR UPDATE", [all[105]]);
    const cut = one.look().catch(() => "died");
    await expect
      .poll(
        () =>
          many(
            "SELECT COUNT(*) AS many FROM information_schema.INNODB_LOCK_WAITS w JOIN information_schema.INNODB_TRX t ON t.trx_id = w.requesting_trx_id JOIN information_schema.PROCESSLIST p ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE()",
          ),
        // InnoDB shows what it knew a tenth of a second ago to whoever asked within the last tenth.
        { timeout: 20_000, interval: 300 },
      )
      .toBeGreaterThan(0);
    expect(await many(VISITORS)).toBe(OVER + KEPT - 100);
    expect(await two.look()).toBe(false);
    await one.die();
    expect(await cut).toBe("died");
    await holder.rollback();

    // The database lets go of what the dead one held in its own time.
    await expect.poll(() => two.look(), { timeout: 20_000, interval: 100 }).toBe(true);
    expect(await many(VISITORS)).toBe(KEPT);
    const left: Answer[] = [];
    while (left.length < OVER) left.push(await screen.next(({ kind }) => kind === "LEAVE"));
    expect(left.map(({ visitorId }) => visitorId).sort()).toEqual(all.slice(0, OVER).sort());
    expect(
      await ask(
        "SELECT visitor_id FROM project_change WHERE type = 'visitor.erased' GROUP BY visitor_id HAVING COUNT(*) > 1",
      ),
    ).toEqual([]);
    expect(await two.look()).toBe(false);

    // At the same moment: one of them.
    const three = await NightProcess.start(database.url);
    await ask("DELETE FROM installation WHERE name = 'night'");
    const done = await Promise.all([two.look(), three.look()]);
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await many(VISITORS)).toBe(KEPT);
    const server = await TestServer.start({
      database: { url: database.url, drop: async () => undefined },
      env: { CHANGE_LOG_DAYS: "90" },
    });
    ends.push(() => server.stop());
    await expectSound(server.services.database.source, project.id);
  },
  120_000,
);
