// Exports while they run: who may, how many at once, who leaves, what breaks, and what changes under way.
import { type IncomingMessage, request } from "node:http";
import { once } from "node:events";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, HttpClient, WidgetClient } from "../../test/clients.js";
import { ON_MARIADB } from "../../test/database.js";
import { TestServer } from "../../test/server.js";
import { ChangeLog } from "../live/change-log.js";
import type { VisitorFilter } from "../visitors/index.js";
import { compileFilter } from "../visitors/index.js";
import { VisitorRows } from "./visitor.rows.js";

let server: TestServer;
let agent: HttpClient;
let program: HttpClient;
let token: { id: string; token: string };
let project: { id: string; key: string };
let other: { id: string; key: string };
let now = new Date("2026-03-07T20:00:00.000Z");
const BATCH = 50;
const HEAVY = 6_000;

const path = (id = project.id, format = "csv", query = "") => `/projects/${id}/visitors.${format}${query}`;

function headersOf(client: HttpClient | null): Record<string, string> {
  return { ...client?.headers, ...(client?.cookie ? { cookie: client.cookie } : {}) };
}
const get = (client: HttpClient | null, where: string, init: RequestInit = {}): Promise<Response> =>
  fetch(server.url + where, {
    ...init,
    headers: { ...headersOf(client), ...(init.headers as Record<string, string>) },
  });

/** A download that takes nothing until it is read. */
async function open(where: string, client = program): Promise<IncomingMessage> {
  const asked = request(server.url + where, { headers: headersOf(client), agent: false });
  asked.on("error", () => undefined);
  asked.end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.on("error", () => undefined);
  return answer;
}

/** Reads to the end, whatever kind of end it is. */
function ended(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => answer.once("close", resolve).resume());
}

async function makeToken(client: HttpClient, projectId: string): Promise<{ id: string; token: string }> {
  const document =
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "test", role: MANAGER) { id token } }';
  return (await client.ask(document, { id: projectId })).createApiToken;
}

/** What the server asks of its database, with a hand on every statement until `free` is called. */
function watch(before: (sql: string) => Promise<void> | void) {
  const { source } = server.services.database;
  const query = source.query.bind(source);
  source.query = (async (...parts: Parameters<typeof query>) => {
    await before(parts[0]);
    return query(...parts);
  }) as typeof query;
  return { free: () => void (source.query = query) };
}
const isBatch = (sql: string) => sql.startsWith("SELECT v.id, v.number");

beforeAll(async () => {
  server = await TestServer.start({
    clock: () => now,
    exports: { sizes: { rows: BATCH, window: BATCH }, sheetRows: 100 },
  });
  ({ agent, project } = await server.setUp());
  token = await makeToken(agent, project.id);
  program = server.http({ authorization: `Bearer ${token.token}` });
  other = (await agent.ask('mutation { createProject(name: "Heavy") { id key } }')).createProject;
  await server.widget(other.key).open();
  await server.widget(project.key).open();
  const { source } = server.services.database;
  // More than any socket buffers on its way.
  for (let count = 1; count < HEAVY; count *= 2) {
    await source.query(
      `INSERT INTO visitor (project_id, number, status, version, name, search, engaged, first_seen_at, started_at, last_seen_at, online, needs_attention, city, region, country, token_hash)
       SELECT project_id, number + ${count}, status, version, ?, search, engaged, first_seen_at, started_at + ${count}, last_seen_at, online, needs_attention, ?, ?, ?, CAST(number + ${count} AS CHAR)
       FROM visitor WHERE project_id = ? LIMIT ${HEAVY - count}`,
      [...Array.from({ length: 4 }, () => "😀".repeat(100)), other.id],
    );
  }
});
afterAll(() => server.stop());

test("it is for those who may see the list, and a foreign project is as missing as one that never was", async () => {
  const theirs = await makeToken(agent, other.id);
  const revoked = await makeToken(agent, project.id);
  await agent.ask("mutation($id: ID!) { revokeApiToken(id: $id) }", { id: revoked.id });
  const manager = await server.addAgent(project.id, "MANAGER", "manager@example.com");
  const stranger = await server.addAgent(other.id, "ADMIN", "stranger@example.com");
  const left = await server.signIn("manager@example.com");
  const { cookie } = left;
  await left.ask("mutation { signOut }");
  left.cookie = cookie;
  const bearer = (secret: string) => server.http({ authorization: `Bearer ${secret}` });
  const callers: [string, HttpClient | null, number][] = [
    ["nobody", null, 401],
    ["nonsense", bearer("atl_nonsense"), 401],
    ["revoked", bearer(revoked.token), 401],
    ["signed out", left, 401],
    ["stranger", stranger, 404],
    ["foreign token", bearer(theirs.token), 404],
    ["admin", agent, 200],
    ["manager", manager, 200],
    ["token", program, 200],
  ];
  for (const format of ["csv", "xlsx"]) {
    for (const [name, client, status] of callers) {
      const answer = await get(client, path(project.id, format));
      const body = await answer.text();
      expect([name, answer.status]).toEqual([name, status]);
      expect([name, (await get(client, path(project.id, format), { method: "HEAD" })).status]).toEqual([
        name,
        status,
      ]);
      if (status === 401) expect(JSON.parse(body).errors[0].extensions.code).toBe("UNAUTHENTICATED");
      if (status === 200) continue;
      for (const missing of ["999999", "nonsense", "0", "1e3", "%20"]) {
        const absent = await get(client, path(missing, format));
        expect([missing, absent.status, await absent.text()]).toEqual([missing, status, body]);
      }
    }
    const foreign = await get(stranger, path(project.id, format));
    expect(((await foreign.json()) as Answer).errors).toEqual([
      { message: "There is no such project.", extensions: { code: "NOT_FOUND" } },
    ]);
  }
  expect((await get(agent, path(), { method: "POST" })).status).toBe(404);
});

test("a page of another site gets nothing by the cookie of who reads it", async () => {
  const asked: [HttpClient, Record<string, string>, number][] = [
    [agent, { origin: "https://evil.example" }, 403],
    [agent, { "sec-fetch-site": "cross-site" }, 403],
    [agent, { "sec-fetch-site": "same-site" }, 403],
    [agent, { "sec-fetch-site": "same-origin" }, 200],
    [agent, { "sec-fetch-site": "none" }, 200],
    [agent, { origin: server.url }, 200],
    [program, { origin: "https://tool.example", "sec-fetch-site": "cross-site" }, 200],
  ];
  for (const [client, headers, status] of asked) {
    const answer = await get(client, path(), { headers });
    const body = await answer.text();
    expect([headers, answer.status]).toEqual([headers, status]);
    if (status !== 200) expect(JSON.parse(body).errors[0].extensions.code).toBe("FORBIDDEN");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("more rows than a sheet holds are refused before they start, and CSV is offered", async () => {
  const answer = await get(agent, path(other.id, "xlsx"));
  const { errors } = (await answer.json()) as Answer;
  expect(answer.status).toBe(400);
  expect(errors[0]).toEqual({
    message: `A sheet holds 100 rows, and ${HEAVY} match. Export them as CSV, or narrow the filter.`,
    extensions: { code: "BAD_USER_INPUT", field: "filter", max: 100, total: HEAVY },
  });
  expect((await get(agent, path(other.id, "xlsx"), { method: "HEAD" })).status).toBe(400);
  expect((await get(agent, path(other.id), { method: "HEAD" })).headers.get("x-total-count")).toBe(
    `${HEAVY}`,
  );
});

test("a reader who is slow is waited for, one who leaves ends the statements, and the turn is free again", async () => {
  let batches = 0;
  const watched = watch((sql) => void (batches += isBatch(sql) ? 1 : 0));
  const [first, second] = await Promise.all([open(path(other.id), agent), open(path(other.id), agent)]);
  const third = await get(agent, path(other.id));
  expect([third.status, third.headers.get("retry-after")]).toEqual([429, "5"]);
  expect(((await third.json()) as Answer).errors[0]).toEqual({
    message: "2 of your exports are under way already. Try again in 5 s.",
    extensions: { code: "RATE_LIMITED", retryAfter: 5 },
  });
  first.destroy();
  second.destroy();
  let freed = await get(agent, path());
  while (freed.status === 429) freed = await get(agent, path());
  const read = batches;
  expect(read).toBeLessThan((2 * HEAVY) / BATCH);
  expect((await freed.text()).split("\r\n")).toHaveLength(3);
  for (let times = 0; times < 20; times++) await get(agent, path(), { method: "HEAD" });
  // The small one has had its own.
  expect(batches - read).toBeLessThanOrEqual(2);
  watched.free();
  const whole = await (await get(agent, path(other.id))).text();
  expect(whole.split("\r\n")).toHaveLength(HEAVY + 2);
});

test("the process as a whole runs only so many", async () => {
  const others = await Promise.all(
    [1, 2].map((number) => server.addAgent(other.id, "MANAGER", `busy${number}@example.com`)),
  );
  const running = await Promise.all(others.flatMap((each) => [0, 1].map(() => open(path(other.id), each))));
  const refused = await get(agent, path());
  expect([refused.status, ((await refused.json()) as Answer).errors[0].message]).toEqual([
    429,
    "Too many exports are under way. Try again in 5 s.",
  ]);
  for (const each of running) each.destroy();
  while ((await get(agent, path())).status === 429);
});

test("who loses the right to the list in the middle of a file gets no further", async () => {
  const doomed = await makeToken(agent, other.id);
  const answer = await open(path(other.id), server.http({ authorization: `Bearer ${doomed.token}` }));
  await agent.ask("mutation($id: ID!) { revokeApiToken(id: $id) }", { id: doomed.id });
  await ended(answer);
  expect(answer.complete).toBe(false);
});

test("a fault in the middle leaves a download that failed, never a file that looks whole", async () => {
  for (const format of ["csv", "xlsx"]) {
    const ids = `?filter=${encodeURIComponent('{"search":""}')}`;
    const where = format === "csv" ? path(other.id) : path(project.id, format, ids);
    let batches = 0;
    const failing = format === "csv" ? 3 : 1;
    const watched = watch((sql) => {
      if (isBatch(sql) && ++batches === failing) throw new Error("the disk is gone");
    });
    const got = get(agent, where);
    if (format === "csv") await expect(got.then((answer) => answer.text())).rejects.toThrow();
    else {
      // Nothing has been sent yet: an error like any other.
      const answer = await got;
      expect([answer.status, ((await answer.json()) as Answer).errors[0].extensions.code]).toEqual([
        500,
        "INTERNAL_SERVER_ERROR",
      ]);
    }
    watched.free();
    const again = await get(agent, where);
    expect([again.status, (await again.bytes()).length > 0]).toEqual([200, true]);
  }
});

test("hot statements walk one index in the list's order", async () => {
  const seen: [string, unknown[] | undefined][] = [];
  const { source } = server.services.database;
  const query = source.query.bind(source);
  source.query = (async (...parts: Parameters<typeof query>) => {
    if (/^SELECT v\.id, v\./.test(parts[0])) seen.push([parts[0], parts[1] as unknown[]]);
    return query(...parts);
  }) as typeof query;
  const filters: VisitorFilter[] = [
    {},
    { status: "NEW" as never },
    { online: true },
    { engagedOnly: false, dates: { lastDays: 30, timeZone: "UTC" } },
    { search: "nobody", status: "NEW" as never, engagedOnly: true },
  ];
  for (const filter of filters) {
    const answer = await get(
      agent,
      path(other.id, "csv", `?filter=${encodeURIComponent(JSON.stringify(filter))}`),
    );
    await answer.text();
  }
  source.query = query;
  const distinct = new Map(seen.map((each) => [each[0], each]));
  expect(distinct.size).toBeGreaterThanOrEqual(8);
  for (const [sql, values] of distinct.values()) {
    const plan: Record<string, unknown>[] = await query(
      `EXPLAIN ${ON_MARIADB ? "" : "QUERY PLAN "}${sql}`,
      values,
    );
    const text = JSON.stringify(plan);
    expect([sql, text]).toEqual([sql, expect.stringMatching(/visitor_(list|tab|online)/)]);
    expect([sql, text]).toEqual([sql, expect.not.stringMatching(/filesort|TEMP B-TREE|"ALL"|SCAN/)]);
  }
});

/** One thing that happens between two statements of an export. */
const happening = fc.record({
  after: fc.integer({ min: 0, max: 3 }),
  who: fc.nat(),
  what: fc.constantFrom("returns", "returns", "returns early", "status", "erased", "comes"),
});

test("whoever matches all the while stands in the file exactly once, whatever happens between two statements", async () => {
  const log = await ChangeLog.open(server.services.database);
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 3, maxLength: 12 }),
      fc.constantFrom<VisitorFilter>(
        {},
        { status: "NEW" as never },
        { dates: { lastDays: 2, timeZone: "UTC" } },
      ),
      async (happenings, asked) => {
        const { createProject: place } = await server
          .signIn()
          .then((each) => each.ask('mutation { createProject(name: "Moves") { id key } }'));
        const visitors: { visitor: WidgetClient; talk: string }[] = [];
        for (let index = 0; index < 9; index++) {
          now = new Date(now.getTime() + 60_000);
          const visitor = server.widget(place.key);
          visitors.push({ visitor, talk: (await visitor.open()).conversationId });
        }
        const own = await server.signIn();
        const matching = async (): Promise<Set<string>> => {
          const { visitors: page } = await own.ask(
            "query($id: ID!, $f: VisitorFilter) { visitors(projectId: $id, filter: $f, first: 100) { nodes { id } } }",
            { id: place.id, f: asked },
          );
          return new Set(page.nodes.map((node: Answer) => node.id));
        };
        const happen = async ({ who, what }: (typeof happenings)[number]) => {
          const { visitor, talk } = visitors[who % visitors.length] as (typeof visitors)[number];
          const [row] = await server.services.database.source.manager.query(
            "SELECT v.id AS id, v.conversation_id AS talk FROM visitor v JOIN conversation c ON c.id = v.conversation_id WHERE v.project_id = ? AND v.id = (SELECT visitor_id FROM conversation WHERE id = ?)",
            [place.id, talk],
          );
          if (what === "comes") {
            now = new Date(now.getTime() + 1_000);
            await server.widget(place.key).open();
          } else if (!row) return;
          else if (what === "status") {
            await own.ask(
              "mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: PROSPECT) { id } }",
              { id: String(row.id) },
            );
          } else if (what === "erased") {
            await own.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: String(row.id) });
          } else {
            await own.ask("mutation($id: ID!) { closeConversation(conversationId: $id) { id } }", {
              id: String(row.talk),
            });
            const before = now;
            // Another server's clock may be behind.
            now = new Date(now.getTime() + (what === "returns" ? 1_000 : -240_000));
            await visitor.send("again");
            if (what !== "returns") now = before;
          }
        };
        const filter = compileFilter(place.id, asked, now);
        const seen = [await matching()];
        const { seq } = await log.head(place.id);
        const queue = [...happenings];
        let statements = 0;
        let isBusy = false;
        const watched = watch(async (sql) => {
          if (isBusy || !/^SELECT v\.id, v\.(number|started_at)|FROM project_change/.test(sql)) return;
          isBusy = true;
          statements++;
          while (queue[0] && statements % 4 === queue[0].after) {
            await happen(queue.shift() as (typeof happenings)[number]);
            seen.push(await matching());
          }
          isBusy = false;
        });
        const rows = new VisitorRows(server.services.database, log, filter, { rows: 2, window: 2 });
        const file: string[] = [];
        try {
          for await (const batch of rows.batches(seq, new AbortController().signal))
            file.push(...batch.map((row) => String(row.id)));
        } finally {
          watched.free();
        }
        expect(new Set(file).size).toBe(file.length);
        const always = [...(seen[0] as Set<string>)].filter((id) => seen.every((each) => each.has(id)));
        expect(file).toEqual(expect.arrayContaining(always));
        expect([...new Set(seen.flatMap((each) => [...each]))]).toEqual(expect.arrayContaining(file));
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 10) },
  );
}, 120_000);

test("a stop lets a file that is read come to its end, cuts one that is not, and starts no other", async () => {
  const own = await server.signIn();
  const [reading, idle] = await Promise.all([open(path(other.id), own), open(path(other.id), own)]);
  expect([reading.statusCode, idle.statusCode]).toEqual([200, 200]);
  const whole = reading.toArray();
  const stopped = server.services.exports.stop(whole);
  const refused = await get(program, path());
  expect([refused.status, ((await refused.json()) as Answer).errors[0].extensions.code]).toEqual([
    503,
    "UNAVAILABLE",
  ]);
  expect(
    Buffer.concat(await whole)
      .toString("utf8")
      .split("\r\n"),
  ).toHaveLength(HEAVY + 2);
  await stopped;
  await ended(idle);
  expect([reading.complete, idle.complete]).toEqual([true, false]);
});
