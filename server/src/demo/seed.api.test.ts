import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OWNER, PATHS, TestServer } from "../../test/server.js";
import type { HttpClient } from "../../test/clients.js";
import type { AppOptions } from "../services.js";
import { readConfig } from "../config.js";
import type { Project } from "../projects/index.js";
import { DemoProjects } from "./project.js";
import { seedDemo } from "./seed.js";

const PAGE = `query($p: ID!, $f: VisitorFilter, $page: Int) {
  visitors(projectId: $p, filter: $f, first: 100, page: $page) {
    totalCount needingAttention counts { status count }
    nodes { id number status online needsAttention firstSeenAt startedAt lastSeenAt location { country city } device { browser } }
  }
}`;

interface Row {
  id: string;
  number: number;
  status: string;
  online: boolean;
  needsAttention: boolean;
  firstSeenAt: string;
  startedAt: string;
  lastSeenAt: string;
  location: { country: string | null; city: string | null };
  device: { browser: string | null };
}

let server: TestServer;
let agent: HttpClient;
let project: Project;

const options = (): AppOptions => ({
  config: readConfig({ DATABASE_URL: server.database.url }),
  version: "test",
  paths: PATHS,
  log: pino({ level: "silent" }),
});
const seed = (signal = new AbortController().signal) =>
  seedDemo(options(), server.services, () => server.url, signal);

async function rowsOf(
  f: object,
  projectId = project.id,
): Promise<{
  rows: Row[];
  counts: { status: string; count: number }[];
  needingAttention: number;
  totalCount: number;
}> {
  const rows: Row[] = [];
  for (let page = 1; ; page++) {
    const { visitors } = await agent.ask(PAGE, { p: projectId, f, page });
    rows.push(...(visitors.nodes as Row[]));
    if (rows.length >= visitors.totalCount || visitors.nodes.length === 0) return { ...visitors, rows };
  }
}

beforeAll(async () => {
  server = await TestServer.start();
  // Nobody can sign in yet: the samples must not stand in the way of the first admin.
  expect(await seed(AbortSignal.timeout(400))).toBeNull();
  project = (await seed()) as Project;
  ({ agent } = await server.setUp({ projectName: "My own" }));
}, 180_000);
afterAll(() => server.stop());

describe("the demo project", () => {
  it("holds about three hundred visitors of every status and of many countries, on a month of days", async () => {
    const { rows } = await rowsOf({});
    expect(rows.length).toBeGreaterThan(280);
    expect(rows.map(({ number }) => number).sort((a, b) => a - b)).toEqual(rows.map((_, index) => index + 1));
    expect(new Set(rows.map(({ status }) => status))).toEqual(
      new Set(["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"]),
    );
    expect(new Set(rows.map(({ location }) => location.country)).size).toBeGreaterThanOrEqual(40);
    expect(rows.every(({ location, device }) => location.country && location.city && device.browser)).toBe(
      true,
    );
    expect(new Set(rows.map(({ startedAt }) => startedAt.slice(0, 10))).size).toBeGreaterThan(25);
  });

  it("has the site's word on its customers who have signed in, and on nobody else", async () => {
    const { visitors } = await agent.ask(
      `query($p: ID!) { visitors(projectId: $p, first: 100) { nodes { name email params { key value } verified { externalId name email } } } }`,
      { p: project.id },
    );
    const nodes = visitors.nodes as {
      name: string;
      email: string;
      params: { key: string; value: string }[];
      verified: { externalId: string; name: string; email: string } | null;
    }[];
    const verified = nodes.filter((node) => node.verified);
    expect(verified.length).toBeGreaterThan(8);
    expect(verified.length).toBeLessThan(45);
    for (const { name, email, params, verified: said } of verified) {
      expect(params).toContainEqual({ key: "customerId", value: said?.externalId });
      expect(said?.email).toMatch(/\.example$/);
      // What they have typed themselves, if anything, is the same.
      expect([said?.name, null]).toContain(name);
      expect([said?.email, null]).toContain(email);
    }
    const { project: settings } = await agent.ask("query($p: ID!) { project(id: $p) { identityMode } }", {
      p: project.id,
    });
    expect(settings.identityMode).toBe("OPTIONAL");
  });

  it("counts in every tab exactly the rows that the tab holds", async () => {
    for (const filter of [{}, { engagedOnly: true }]) {
      const { counts } = await rowsOf(filter);
      for (const { status, count } of counts)
        expect((await rowsOf({ ...filter, status })).rows).toHaveLength(count);
    }
  });

  it("has a handful who wait for an answer, and nobody online", async () => {
    const { rows, needingAttention } = await rowsOf({});
    const waiting = rows.filter((row) => row.needsAttention);
    expect(waiting.length).toBeGreaterThan(2);
    expect(waiting.length).toBeLessThan(16);
    expect(needingAttention).toBe(waiting.length);
    expect(rows.filter(({ online }) => online)).toEqual([]);
    const now = Date.now();
    for (const { firstSeenAt, startedAt, lastSeenAt } of rows) {
      expect(Date.parse(firstSeenAt)).toBeLessThanOrEqual(Date.parse(startedAt));
      expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.parse(lastSeenAt));
      expect(Date.parse(lastSeenAt)).toBeLessThanOrEqual(now);
    }
  });

  it("holds whole conversations, in order, with people of the shop in them", async () => {
    const { rows } = await rowsOf({ status: "CUSTOMER" });
    const document =
      "query($id: ID!) { visitor(id: $id) { submissions { formName fields { value } } statusHistory { to actor agent { name } } conversation { messages { seq author createdAt agent { name } } } } }";
    const { visitor } = await agent.ask(document, { id: rows[0]?.id });
    const { messages } = visitor.conversation as { messages: { seq: number; createdAt: string }[] };
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.map(({ createdAt }) => createdAt)).toEqual(
      messages.map(({ createdAt }) => createdAt).sort(),
    );
    expect(JSON.stringify(visitor)).toMatch(/Luis Prieto|Carla Núñez/);
  });

  it("is made once: the start that was cut short left nothing, and a later one adds nothing", async () => {
    const before = await rowsOf({});
    expect((await seed())?.id).toBe(project.id);
    expect((await rowsOf({})).totalCount).toBe(before.totalCount);
    const { projects } = await agent.ask("{ projects { name role } }");
    expect(projects).toEqual([
      { name: "Tienda Sur", role: "ADMIN" },
      { name: "My own", role: "ADMIN" },
    ]);
    const { manager } = server.services.database.source;
    for (const table of ["visitor", "project_change", "project_sequence", "visitor_day"]) {
      const strays: unknown[] = await manager.query(
        `SELECT project_id FROM ${table} WHERE project_id NOT IN (SELECT id FROM project)`,
      );
      expect(strays).toEqual([]);
    }
  });

  it("lets the first admin in, and nobody as one of the shop's people", async () => {
    expect((await server.signIn()).cookie).toBeTruthy();
    expect(
      await server
        .http()
        .code(
          `mutation { signIn(email: "luis.prieto@tiendasur.example", password: "${OWNER.password}") { id } }`,
        ),
    ).toBe("UNAUTHENTICATED");
    expect(
      await new DemoProjects(
        server.services.database,
        server.services.agents,
        server.services.projects,
      ).find(),
    ).toMatchObject({ id: project.id });
  });
});
