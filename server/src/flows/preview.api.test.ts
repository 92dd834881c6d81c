// A preview: the real widget and the real runner on a draft, of which nothing shows in the project.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "../../test/clients.js";
import { TestServer } from "../../test/server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const PREVIEW = `mutation($id: ID!, $definition: JSONObject!) {
  previewFlow(projectId: $id, definition: $definition) { key url }
}`;
const say = (text: string) => ({
  start: "a",
  nodes: {
    a: { kind: "message", text, next: "b" },
    b: { kind: "notification", status: "PROSPECT", alert: true, next: "c" },
    c: { kind: "handoff", text: "Wait." },
  },
});
const begin = async (definition: object, who = agent): Promise<{ key: string; url: string }> =>
  (await who.ask(PREVIEW, { id: project.id, definition })).previewFlow;

/** Every row that belongs to a project, by table. */
async function rowsOf(projectId: string): Promise<Record<string, number>> {
  const { manager } = server.services.database.source;
  const tables = [
    "visitor",
    "visitor_param",
    "visitor_hour",
    "visitor_day",
    "conversation",
    "flow",
    "project_change",
    "project_sequence",
    "project_preview",
  ];
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row]: { n: number | string }[] = await manager.query(
      `SELECT COUNT(*) AS n FROM ${table} WHERE project_id = ?`,
      [projectId],
    );
    if (Number(row?.n) > 0) counts[table] = Number(row?.n);
  }
  return counts;
}
const idOf = async (key: string) => (await server.services.projects.byKey(key))?.id ?? "0";

const texts = async (key: string): Promise<string[]> => {
  const { messages } = await server.widget(key, { origin: server.url }).open();
  return messages.map(({ text }: { text: string | null }) => text).filter(Boolean);
};

test("the draft runs as it would, with the project's look, and nothing of it shows there", async () => {
  await agent.ask('mutation($id: ID!) { updateProject(id: $id, color: "#b4235a") { id } }', {
    id: project.id,
  });
  const socket = server.socket(agent);
  const feed = socket.subscribe(
    "subscription($id: ID!) { visitorChanges(projectId: $id) { kind needingAttention visitor { name } } }",
    { id: project.id },
  );
  await feed.next();
  const { key, url } = await begin(say("Only a try"));
  expect(key).toMatch(/^pv_[0-9a-f]{24}$/);
  expect(url).toBe(`${server.url}/preview?key=${key}`);
  const visitor = server.widget(key, { origin: server.url });
  await visitor.open();
  const { session } = await visitor.ask("{ session { config { color } messages { text } } }");
  expect(session.config.color).toBe("#b4235a");
  expect(session.messages).toMatchObject([{ text: "Only a try" }, { text: "Wait." }, { text: null }]);
  const shadow = await idOf(key);
  expect(await rowsOf(shadow)).toMatchObject({
    visitor: 1,
    conversation: 1,
    project_change: expect.any(Number),
  });
  const { projects } = await agent.ask("{ projects { id } }");
  expect(projects).toEqual([{ id: project.id }]);
  expect(await agent.ask("query($id: ID!) { project(id: $id) { id } }", { id: shadow })).toEqual({
    project: null,
  });
  for (const document of [
    "query($id: ID!) { visitors(projectId: $id) { totalCount } }",
    "query($id: ID!) { changes(projectId: $id) { endCursor } }",
    'mutation($id: ID!) { updateProject(id: $id, name: "x") { id } }',
  ])
    expect(await agent.code(document, { id: shadow })).toBe("NOT_FOUND");
  expect(await agent.ask("query($id: ID!) { flow(projectId: $id) { projectId } }", { id: shadow })).toEqual({
    flow: null,
  });
  const { visitors, flow } = await agent.ask(
    "query($id: ID!) { visitors(projectId: $id) { totalCount } flow(projectId: $id) { draft { revision } versions { version } } }",
    { id: project.id },
  );
  expect(visitors.totalCount).toBe(0);
  expect(flow).toEqual({ draft: null, versions: [{ version: 1 }] });
  expect(await server.services.projects.all(10)).toMatchObject([{ id: project.id }]);
  // The next thing that the project's own stream tells is the project's own.
  await server.widget(project.key).open();
  expect(await feed.next(({ kind }) => kind !== "HEARTBEAT")).toMatchObject({ needingAttention: 0 });
  expect(feed.all.every(({ needingAttention }) => !needingAttention)).toBe(true);
  await socket.close();
});

test("who begins anew erases what was said before; somebody else's preview stays", async () => {
  const eva = await server.addAgent(project.id, "ADMIN", "eva@example.com");
  const hers = await begin(say("Eva's"), eva);
  const first = await begin(say("First"));
  const visitor = server.widget(first.key, { origin: server.url });
  await visitor.open();
  await visitor.send("Hello");
  const shadow = await idOf(first.key);
  expect(await rowsOf(shadow)).toMatchObject({ visitor: 1, flow: 1, project_preview: 1 });

  const second = await begin(say("Second"));
  expect(await rowsOf(shadow)).toEqual({});
  expect(await texts(second.key)).toEqual(["Second", "Wait."]);
  expect((await fetch(`${server.url}/preview?key=${first.key}`)).status).toBe(404);
  const late = await fetch(`${server.url}/widget/${first.key}/graphql`, { method: "POST" });
  expect(late.status).toBe(404);
  expect(await texts(hers.key)).toEqual(["Eva's", "Wait."]);

  // Of several begun at once one is left, and nobody gets an error.
  const keys = await Promise.all([1, 2, 3].map(async (n) => (await begin(say(`At once ${n}`))).key));
  const left = await Promise.all(keys.map((key) => server.services.previews.has(key)));
  expect(left.filter(Boolean)).toHaveLength(1);
});

test("a manager, a stranger, a program and a stranger's site are refused", async () => {
  const definition = say("x");
  const manager = await server.addAgent(project.id, "MANAGER", "luis@example.com");
  expect(await manager.code(PREVIEW, { id: project.id, definition })).toBe("FORBIDDEN");
  const other = (await agent.ask('mutation { createProject(name: "Other") { id } }')).createProject;
  const stranger = await server.addAgent(other.id, "ADMIN", "ivo@example.com");
  const [foreign, missing] = await Promise.all(
    [project.id, "999999999"].map((id) => stranger.raw(PREVIEW, { id, definition })),
  );
  expect(foreign?.errors[0]?.extensions.code).toBe("NOT_FOUND");
  expect(foreign?.errors).toEqual(missing?.errors);
  expect(await server.http().code(PREVIEW, { id: project.id, definition })).toBe("UNAUTHENTICATED");
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: ADMIN) { token } }',
    { id: project.id },
  );
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  expect(await program.code(PREVIEW, { id: project.id, definition })).not.toBeNull();

  const { key } = await begin(definition);
  const elsewhere = server.widget(key, { origin: "https://elsewhere.example" });
  await expect(elsewhere.open()).rejects.toThrow();
});

test("a flow that cannot run is refused with its problems; what nobody reaches is let pass", async () => {
  const lonely = { start: "a", nodes: { ...say("Hi").nodes, lost: { kind: "end" } } };
  expect((await begin(lonely)).key).toMatch(/^pv_/);
  const { errors } = await agent.raw(PREVIEW, { id: project.id, definition: say(" ") });
  expect(errors[0]?.extensions).toMatchObject({
    code: "BAD_USER_INPUT",
    problems: [{ code: "EMPTY_TEXT", nodeId: "a", field: "text" }],
  });
  expect(await agent.code(PREVIEW, { id: project.id, definition: { start: 1 } })).toBe("BAD_USER_INPUT");
});

test("the page with the widget is for previews alone, and for frames of this installation", async () => {
  const { url } = await begin(say("Hi"));
  const page = await fetch(url);
  expect(page.status).toBe(200);
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).not.toContain("unsafe");
  expect(page.headers.get("x-frame-options")).toBe("SAMEORIGIN");
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(await page.text()).not.toMatch(/ style=|<script>(?!<)/);
  for (const key of [project.key, "pv_none", ""])
    expect((await fetch(`${server.url}/preview?key=${key}`)).status).toBe(404);
  for (const file of ["preview.js", "preview.css"])
    expect((await fetch(`${server.url}/preview/${file}`)).status).toBe(200);
});
