import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HttpClient } from "../../test/clients.js";
import { type TestDatabase, freshDatabase } from "../../test/database.js";
import { TestServer } from "../../test/server.js";
import { type Config, readConfig } from "../config.js";
import { tokenHash } from "../widget/widget.service.js";
import { isAnyServerAlive } from "./alive.js";
import type { Found } from "./bulk.js";
import { seedDatabase } from "./database.js";
import { openBulk, requireUnused } from "./open.js";
import { type SeedOptions, readOptions } from "./options.js";
import { TABLE_NAMES } from "./tables.js";
import type { Target } from "./target.js";

const NOW = new Date("2026-11-25T15:00:00Z");
const VISITORS = 2600;
const PASSWORD = "correct horse battery";

const options = (more: string[] = []): SeedOptions =>
  readOptions(["--visitors", String(VISITORS), "--days", "60", "--seed", "7", ...more], NOW);
const configOf = ({ url }: TestDatabase): Config =>
  readConfig({ DATABASE_URL: url, ATALAYA_OWNER_EMAIL: "ana@example.com", ATALAYA_OWNER_PASSWORD: PASSWORD });

const seed = (
  database: TestDatabase,
  wanted: SeedOptions,
  signal = new AbortController().signal,
  progress: (done: number) => void = () => undefined,
) =>
  seedDatabase(configOf(database), wanted, {
    signal,
    progress,
    // The server that ran here before has stopped: nothing would beat, however long this waited.
    wait: () => Promise.resolve(),
  });

async function read(database: TestDatabase, sql: string): Promise<Found> {
  const bulk = await openBulk(configOf(database).database);
  try {
    return await bulk.read(sql);
  } finally {
    await bulk.close();
  }
}

async function contentOf(database: TestDatabase): Promise<Record<string, Found>> {
  const bulk = await openBulk(configOf(database).database);
  const content: Record<string, Found> = {};
  for (const table of [...TABLE_NAMES, "visitor_hour", "visitor_day", "project_sequence"])
    content[table] = await bulk.read(`SELECT * FROM ${table} ORDER BY 1, 2`);
  await bulk.close();
  return content;
}

/** What must hold of every project's rows, whoever wrote them: each answers with the rows for which it does not. */
const RULES = {
  "numbers are 1, 2, 3 … without a gap":
    "SELECT project_id FROM visitor GROUP BY project_id HAVING COUNT(*) <> MAX(number) OR MIN(number) <> 1",
  "the sequence knows the newest number and who waits":
    "SELECT s.project_id FROM project_sequence s LEFT JOIN (SELECT project_id, COUNT(*) AS n, SUM(needs_attention) AS waiting FROM visitor GROUP BY project_id) v ON v.project_id = s.project_id WHERE s.visitors <> COALESCE(v.n, 0) OR s.needing_attention <> COALESCE(v.waiting, 0)",
  "the present conversation is the newest, and gives the visitor its Date and its attention":
    "SELECT v.id FROM visitor v LEFT JOIN conversation c ON c.id = v.conversation_id WHERE c.id IS NULL OR c.visitor_id <> v.id OR c.started_at <> v.started_at OR c.needs_attention <> v.needs_attention OR c.id < (SELECT MAX(id) FROM conversation o WHERE o.visitor_id = v.id)",
  "attention has a beginning exactly where there is any":
    "SELECT id FROM visitor WHERE (needs_attention = 1) <> (attention_since IS NOT NULL)",
  "messages are numbered without a gap":
    "SELECT c.id FROM conversation c LEFT JOIN (SELECT conversation_id, COUNT(*) AS n, MAX(seq) AS seq FROM message GROUP BY conversation_id) m ON m.conversation_id = c.id WHERE c.last_seq <> COALESCE(m.seq, 0) OR COALESCE(m.seq, 0) <> COALESCE(m.n, 0)",
  "unread is what the visitor said after the agents' last look":
    "SELECT c.id FROM conversation c WHERE c.unread <> (SELECT COUNT(*) FROM message m WHERE m.conversation_id = c.id AND m.author = 1 AND m.seq > c.seen_by_agent_seq)",
  "whoever is engaged has said something":
    "SELECT v.id FROM visitor v WHERE v.engaged <> EXISTS (SELECT 1 FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE c.visitor_id = v.id AND m.author = 1)",
  "the status is what its last change says":
    "SELECT v.id FROM visitor v WHERE v.status <> COALESCE((SELECT s.to_status FROM status_change s WHERE s.visitor_id = v.id ORDER BY s.id DESC LIMIT 1), 0)",
  "every change of status begins where the one before ended":
    "SELECT s.id FROM status_change s WHERE s.from_status <> COALESCE((SELECT p.to_status FROM status_change p WHERE p.visitor_id = s.visitor_id AND p.id < s.id ORDER BY p.id DESC LIMIT 1), 0)",
  "nothing lies before the visitor came or ahead of now": `SELECT id FROM visitor WHERE first_seen_at > started_at OR started_at > last_seen_at OR last_seen_at >= ${Date.now() + 3_600_000}`,
  "the flow waits for an answer to its own question":
    "SELECT r.conversation_id FROM flow_run r LEFT JOIN message m ON m.id = r.message_id WHERE (r.waits_for <> 2) <> (m.id IS NOT NULL) OR (m.id IS NOT NULL AND m.conversation_id <> r.conversation_id)",
  ...Object.fromEntries(
    ["hour", "day"].map((span) => {
      const length = span === "hour" ? 3_600_000 : 86_400_000;
      const columns = ["new", "prospect", "customer", "closed", "archived"].flatMap((status, code) =>
        ["idle", "engaged"].map((engaged, flag) => ({
          column: `${status}_${engaged}`,
          sum: `SUM(status = ${code} AND engaged = ${flag})`,
        })),
      );
      const counted = `SELECT project_id, FLOOR(started_at / ${length}) AS span, ${columns.map(({ column, sum }) => `${sum} AS ${column}`).join(", ")} FROM visitor GROUP BY project_id, FLOOR(started_at / ${length})`;
      const differs = columns.map(({ column }) => `c.${column} <> v.${column}`).join(" OR ");
      return [
        `the counters of every ${span} are those of its rows`,
        `SELECT v.span FROM (${counted}) v LEFT JOIN visitor_${span} c ON c.project_id = v.project_id AND c.${span} = v.span WHERE c.${span} IS NULL OR ${differs}
         UNION ALL SELECT c.${span} FROM visitor_${span} c LEFT JOIN (${counted}) v ON c.project_id = v.project_id AND c.${span} = v.span WHERE v.span IS NULL`,
      ];
    }),
  ),
} as const;

async function expectWhole(database: TestDatabase): Promise<void> {
  for (const [rule, sql] of Object.entries(RULES))
    expect({ rule, broken: await read(database, sql) }).toEqual({ rule, broken: [] });
}

describe("a seeded project", () => {
  let database: TestDatabase;
  let target: Awaited<ReturnType<typeof seed>>;
  beforeAll(async () => {
    database = await freshDatabase();
    target = await seed(database, options());
  }, 120_000);
  afterAll(() => database.drop());

  it("has as many visitors as were asked for, and stands as the product itself would have left it", async () => {
    expect(target.done).toBe(VISITORS);
    expect(await read(database, "SELECT COUNT(*) AS n FROM visitor")).toEqual([{ n: VISITORS }]);
    await expectWhole(database);
  });

  it("is like a real one: who is engaged, who leaves a name, who comes back, how much is said", async () => {
    const share = async (where: string) =>
      Number((await read(database, `SELECT COUNT(*) AS n FROM visitor v WHERE ${where}`))[0]?.n) / VISITORS;
    expect(await share("engaged = 1")).toBeGreaterThan(0.4);
    expect(await share("engaged = 1")).toBeLessThan(0.5);
    expect(await share("name IS NOT NULL")).toBeGreaterThan(0.15);
    expect(await share("started_at > first_seen_at")).toBeGreaterThan(0.01);
    expect(await share("EXISTS (SELECT 1 FROM visitor_param p WHERE p.visitor_id = v.id)")).toBeCloseTo(
      1 / 3,
      1,
    );
    for (const status of [0, 1, 2, 3, 4]) expect(await share(`status = ${status}`)).toBeGreaterThan(0.02);
    const [messages] = await read(database, "SELECT COUNT(*) AS n FROM message");
    expect(Number(messages?.n) / VISITORS).toBeGreaterThan(4.5);
    expect(Number(messages?.n) / VISITORS).toBeLessThan(5.5);
  });

  it("is the same for the same options, and another for another seed", async () => {
    const [again, another] = [await freshDatabase(), await freshDatabase()];
    try {
      await seed(again, options());
      expect(await contentOf(again)).toEqual(await contentOf(database));
      await seed(another, options(["--seed", "8"]));
      expect((await contentOf(another)).visitor).not.toEqual((await contentOf(database)).visitor);
    } finally {
      await again.drop();
      await another.drop();
    }
  }, 120_000);
});

describe("a server started on a seeded database", () => {
  let server: TestServer;
  let agent: HttpClient;
  let target: Target;
  beforeAll(async () => {
    const database = await freshDatabase();
    target = await seed(database, options());
    server = await TestServer.start({ database });
    agent = await server.signIn("ana@example.com", PASSWORD);
  }, 120_000);
  afterAll(() => server.stop());

  it("lists the visitors, counts them and opens one", async () => {
    const { visitors } = await agent.ask(
      "query($p: ID!) { visitors(projectId: $p, filter: { engagedOnly: true }, first: 50) { totalCount counts { count } nodes { id number name startedAt } } }",
      { p: String(target.projectId) },
    );
    expect(visitors.nodes).toHaveLength(50);
    expect(visitors.counts.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
      visitors.totalCount,
    );
    const named = visitors.nodes.find(({ name }: { name: string | null }) => name);
    const { visitor } = await agent.ask(
      "query($id: ID!) { visitor(id: $id) { name device { browser } location { country } pages { url } submissions { fields { name value } } statusHistory { from to actor } conversation { mode messages { seq kind text form { name } options submission { fields { value } } } } } }",
      { id: named.id },
    );
    expect(visitor).toMatchObject({
      name: named.name,
      device: { browser: expect.any(String) },
      location: { country: expect.any(String) },
    });
    expect(JSON.stringify(visitor.submissions)).toContain(named.name);
    expect(visitor.pages.length).toBeGreaterThan(0);
  });

  it("goes on where the seed ended: replies, choices, new visitors and their numbers", async () => {
    const { manager } = server.services.database.source;
    const [asked]: { id: number; version: number }[] = await manager.query(
      "SELECT v.id, v.version FROM visitor v JOIN flow_run r ON r.conversation_id = v.conversation_id WHERE r.waits_for = 0 AND v.engaged = 0 ORDER BY v.started_at DESC LIMIT 1",
    );
    const [project]: { public_key: string }[] = await manager.query("SELECT public_key FROM project");
    const widget = server.widget(project?.public_key ?? "");
    await manager.query("UPDATE visitor SET token_hash = ? WHERE id = ?", [
      tokenHash(String(target.projectId), widget.token),
      asked?.id,
    ]);
    const { messages } = await widget.open();
    await widget.choose(messages.at(-1).id, 0);
    const { visitor } = await agent.ask(
      "query($id: ID!) { visitor(id: $id) { version engaged conversation { id lastSeq unread messages { seq kind } } } }",
      { id: String(asked?.id) },
    );
    expect(visitor.engaged).toBe(true);
    expect(visitor.version).toBeGreaterThan(asked?.version ?? 0);
    expect(visitor.conversation.messages.at(-1).kind).toBe("FORM");
    const { reply } = await agent.ask(
      'mutation($c: ID!) { reply(conversationId: $c, text: "Hello", clientId: "0b8a1f3e-3c1f-4a52-9d0e-0a3f6f3a9d11") { seq } }',
      { c: visitor.conversation.id },
    );
    expect(reply.seq).toBe(visitor.conversation.lastSeq + 2);

    const newcomer = server.widget(project?.public_key ?? "");
    await newcomer.open();
    const { visitors } = await agent.ask(
      "query($p: ID!) { visitors(projectId: $p, first: 1) { nodes { number } } }",
      { p: String(target.projectId) },
    );
    expect(visitors.nodes).toEqual([{ number: VISITORS + 1 }]);
  });

  it("keeps the seed out while it runs", async () => {
    const { url, drop } = server.database;
    const refused = async () => {
      await requireUnused(configOf({ url, drop }).database);
      // On a server database the beat tells: two of them pass here.
      return (await isAnyServerAlive(server.services.database, () => server.services.processes.turn()))
        ? "alive"
        : "free";
    };
    expect(await refused().catch((error: Error) => error.message)).toMatch(
      /^alive$|A server uses this database/,
    );
  });
});

describe("seeding a project that is there", () => {
  it("goes on with its numbers, and whoever comes back with a place in its log queries afresh", async () => {
    const server = await TestServer.start();
    try {
      const { agent, project } = await server.setUp();
      await server.widget(project.key).becomeProspect({ name: "Rosa Díaz", email: "rosa@example.com" });
      const list = "query($p: ID!) { visitors(projectId: $p) { cursor totalCount needingAttention } }";
      const before = (await agent.ask(list, { p: project.id })).visitors;
      await server.restart(async () => {
        const wanted = options(["--project", project.name, "--visitors", "300"]);
        expect((await seed(server.database, wanted)).done).toBe(300);
        await expectWhole(server.database);
      });
      const after = (await agent.ask(list, { p: project.id })).visitors;
      expect(after.totalCount).toBe(301);
      const socket = server.socket(agent);
      const changes = socket.subscribe(
        "subscription($p: ID!, $after: Cursor) { visitorChanges(projectId: $p, after: $after) { kind } }",
        { p: project.id, after: before.cursor },
      );
      expect((await changes.next()).kind).toBe("RESYNC");
      await socket.close();
    } finally {
      await server.stop();
    }
  }, 60_000);

  it("leaves a smaller project that is whole when it is stopped half way", async () => {
    const database = await freshDatabase();
    try {
      const stop = new AbortController();
      const { done } = await seed(database, options(), stop.signal, () => stop.abort());
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(VISITORS);
      await expectWhole(database);
    } finally {
      await database.drop();
    }
  }, 60_000);

  it("writes no message at all when none is wanted", async () => {
    const database = await freshDatabase();
    try {
      await seed(database, options(["--messages", "0", "--visitors", "300"]));
      expect(await read(database, "SELECT COUNT(*) AS n FROM message")).toEqual([{ n: 0 }]);
      for (const [rule, sql] of Object.entries(RULES))
        if (!rule.startsWith("whoever is engaged"))
          expect({ rule, broken: await read(database, sql) }).toEqual({ rule, broken: [] });
    } finally {
      await database.drop();
    }
  }, 60_000);
});

describe("npm run seed", () => {
  const run = async (args: string[], env: Record<string, string>) => {
    const program = new URL("../../dist/seed/main.js", import.meta.url).pathname;
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [output, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ]);
    return { output, errors, code: code as number };
  };

  it("says what it has made and whom to sign in as, or in one line what is wrong", async () => {
    const database = await freshDatabase();
    const env = { DATABASE_URL: database.url };
    const wrong = await run(["--visitors", "none"], env);
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toMatch(/^atalaya: --visitors must be a whole number .*\n$/);
    const done = await run(["--visitors", "40", "--project", "Tienda Sur"], env);
    expect(done).toMatchObject({ code: 0, errors: "" });
    expect(done.output).toContain('Project "Tienda Sur" (id 1) has 40 visitors more');
    const password = /Sign in as owner@example.com with the password (\S+)/.exec(done.output)?.[1];
    const server = await TestServer.start({ database });
    try {
      expect((await server.signIn("owner@example.com", password)).cookie).toBeTruthy();
    } finally {
      // The database goes with it.
      await server.stop();
    }
  }, 60_000);
});

describe("the options of a seed", () => {
  it.each([
    [[], "--visitors is missing"],
    [["--visitors", "0"], "--visitors must be"],
    [["--visitors", "many"], "--visitors must be"],
    [["--visitors", "5", "--until", "2026-11-26"], "must not lie ahead"],
    [["--visitors", "5", "--until", "yesterday"], "must be a date"],
    [["--visitor", "5"], "Usage"],
  ])("say what is wrong with %j", (args, message) => {
    expect(() => readOptions(args, NOW)).toThrow(message);
  });

  it("end at the last midnight unless they say otherwise", () => {
    expect(options().until.toISOString()).toBe("2026-11-25T00:00:00.000Z");
  });
});
