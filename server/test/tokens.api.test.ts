// API tokens: listed without their secrets, used at a known price, limited in number, ended at once wherever they are open.
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { type Answer, type HttpClient, Queue, SocketClient } from "./clients.js";
import { OWNER, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string };
let now = Date.now();

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(now) });
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const CREATE = `mutation($id: ID!, $name: String!, $role: Role!) {
  createApiToken(projectId: $id, name: $name, role: $role) { id token }
}`;
const REVOKE = "mutation($id: ID!) { revokeApiToken(id: $id) }";
const TOKENS =
  "query($id: ID!) { apiTokens(projectId: $id) { id name role createdAt lastUsedAt createdBy { name } } }";
const FOLLOW = "subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }";

const create = async (name: string, role = "MANAGER"): Promise<{ id: string; token: string }> =>
  (await agent.ask(CREATE, { id: project.id, name, role })).createApiToken;
const tokens = async () => (await agent.ask(TOKENS, { id: project.id })).apiTokens;

test("the list says what each is for and when it was last used, to the minute, and never the secret", async () => {
  const { id, token } = await create("CRM");
  expect(await tokens()).toEqual([
    {
      id,
      name: "CRM",
      role: "MANAGER",
      createdAt: expect.any(String),
      lastUsedAt: null,
      createdBy: { name: OWNER.name },
    },
  ]);
  const program = server.http({ authorization: `Bearer ${token}` });
  const began = now;
  await program.ask("{ projects { id } }");
  now += 30_000;
  await program.ask("{ projects { id } }");
  expect(Date.parse((await tokens())[0].lastUsedAt)).toBe(began);
  now += 31_000;
  await program.ask("{ projects { id } }");
  expect(Date.parse((await tokens())[0].lastUsedAt)).toBe(now);
  expect(JSON.stringify(await tokens())).not.toContain(token);
  expect(await program.code(TOKENS, { id: project.id })).toBe("FORBIDDEN");
});

test("a program is told what a call has cost and what it may cost; a person is not", async () => {
  const { token } = await create("Prices");
  const body = {
    query:
      "query($n: Int) { ...All } fragment All on Query { projects { id } sessionless: installation { version } }",
  };
  const ask = async (headers: Record<string, string>, more: object = body) =>
    (await (
      await fetch(`${server.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(more),
      })
    ).json()) as { extensions?: unknown; errors?: { extensions: { code: string } }[] };
  const bearer = { authorization: `Bearer ${token}` };
  // projects: 1 + 10 × 1, installation: 1 + 1.
  expect((await ask(bearer, { query: body.query.replace("($n: Int)", "") })).extensions).toEqual({
    cost: { used: 13, limit: 5000 },
  });
  expect(await ask({ cookie: agent.cookie ?? "" }, { query: "{ projects { id } }" })).not.toHaveProperty(
    "extensions",
  );
  const dear = `query($id: ID!) { ${["a", "b", "c"].map((name) => `${name}: visitors(projectId: $id, first: 100) { nodes { messages: conversation { messages(last: 200) { id } } } }`).join(" ")} }`;
  const refused = await ask(bearer, { query: dear, variables: { id: project.id } });
  expect(refused.errors?.[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  expect(refused.extensions).toMatchObject({ cost: { limit: 5000 } });
});

test("over the socket every item tells a program what it has cost; a person with the same subscription is not told", async () => {
  const { token } = await create("Stream");
  const query =
    "subscription($id: ID!) { visitorChanges(projectId: $id) { ...Item } } fragment Item on VisitorChange { kind visitor { conversation { messages(last: 3) { seq } } } }";
  // The first asks for no visitor, and is made another way.
  const plain = FOLLOW.replace("kind", "kind cursor visitor { id }");
  const open = async (headers: Record<string, string>, payload: object) => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers,
    });
    const items = new Queue<Answer>();
    socket.on("message", (data) => items.push(JSON.parse((data as Buffer).toString("utf8"))));
    await once(socket, "open");
    socket.send(JSON.stringify({ type: "connection_init", payload }));
    await items.next(({ type }) => type === "connection_ack");
    const variables = { id: project.id };
    socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query, variables } }));
    socket.send(JSON.stringify({ id: "2", type: "subscribe", payload: { query: plain, variables } }));
    return { socket, items };
  };
  // The person comes first, so that what it is told is there to be shared.
  const person = await open({ origin: server.url, cookie: agent.cookie ?? "" }, {});
  for (const id of ["1", "2"]) await person.items.next((item) => item.id === id);
  const program = await open({}, { token });
  for (const id of ["1", "2"]) await program.items.next((item) => item.id === id);
  const { key } = (await agent.ask("query($id: ID!) { project(id: $id) { key } }", { id: project.id }))
    .project;
  await server.widget(key).open();
  for (const { socket, items } of [person, program]) {
    // visitorChanges, kind, visitor, conversation, messages and three times what stands in them; kind, cursor, visitor and id.
    for (const [id, used] of [
      ["1", 8],
      ["2", 5],
    ] as const) {
      const isNews = (item: Answer) => item.id === id && item.payload.data.visitorChanges.visitor !== null;
      const { payload } = await items.next(isNews);
      const cost = { used, limit: 5000 };
      expect(payload.extensions).toEqual(items === program.items ? { cost } : undefined);
    }
    const told = items.all
      .filter(({ type }) => type === "next")
      .map(({ payload }) => "extensions" in payload);
    expect(told.every((each) => each === (items === program.items))).toBe(true);
    socket.close();
  }
});

test("revoked, it ends over HTTP and on every open socket within two seconds, and leaves the list", async () => {
  const { id, token } = await create("Screen");
  const sockets = [0, 1].map(() => new SocketClient(`${server.url}/graphql`, { payload: { token } }));
  const streams = sockets.map((socket) => socket.subscribe(FOLLOW, { id: project.id }));
  for (const stream of streams) expect((await stream.next()).kind).toBe("HEARTBEAT");
  const began = performance.now();
  await agent.ask(REVOKE, { id });
  for (const stream of streams)
    expect(await stream.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  expect(performance.now() - began).toBeLessThan(2_000);
  for (const socket of sockets) await socket.close();
  const program = server.http({ authorization: `Bearer ${token}` });
  expect(
    await program.code("query($id: ID!) { visitors(projectId: $id) { totalCount } }", { id: project.id }),
  ).toBe("UNAUTHENTICATED");
  expect((await tokens()).map((each: { id: string }) => each.id)).not.toContain(id);
});

test("another project's token answers like one that is not there", async () => {
  const { createProject } = await agent.ask('mutation { createProject(name: "Other") { id } }');
  const stranger = await server.addAgent(createProject.id, "ADMIN", "eva@example.com");
  const { id } = await create("Mine");
  const [theirs, missing] = await Promise.all(
    [id, "999999999"].map((each) => stranger.raw(REVOKE, { id: each })),
  );
  expect(theirs?.errors[0]?.extensions.code).toBe("NOT_FOUND");
  expect(theirs?.errors).toEqual(missing?.errors);
  expect(await stranger.code(TOKENS, { id: project.id })).toBe("NOT_FOUND");
});

test("a project has 50 at most, also when they are asked for at once", async () => {
  const { createProject } = await agent.ask('mutation { createProject(name: "Many") { id } }');
  const ask = (n: number) =>
    agent.code(CREATE, { id: createProject.id, name: `token ${n}`, role: "MANAGER" });
  for (let n = 0; n < 48; n++) expect(await ask(n)).toBeNull();
  const last = await Promise.all([48, 49, 50, 51].map(ask));
  expect(last.filter((code) => code === null)).toHaveLength(2);
  expect(last.filter((code) => code === "BAD_USER_INPUT")).toHaveLength(2);
});

test("who is removed at that moment makes a token before it, or none", async () => {
  const { createProject: shared } = await agent.ask('mutation { createProject(name: "Shared") { id } }');
  const luis = await server.addAgent(shared.id, "ADMIN", "luis@example.com");
  const { me } = await luis.ask("{ me { id } }");
  const { manager } = server.services.database.source;
  for (let round = 0; round < 8; round++) {
    const making = () => luis.code(CREATE, { id: shared.id, name: "Late", role: "ADMIN" });
    const codes = await Promise.all([
      making(),
      agent.code("mutation($id: ID!, $agentId: ID!) { removeMember(projectId: $id, agentId: $agentId) }", {
        id: shared.id,
        agentId: me.id,
      }),
      ...Array.from({ length: 4 }, making),
    ]);
    expect(codes.filter((code) => code !== null && code !== "FORBIDDEN" && code !== "NOT_FOUND")).toEqual([]);
    const [newest]: { subject: string }[] = await manager.query(
      "SELECT subject FROM audit_entry WHERE project_id = ? ORDER BY id DESC LIMIT 1",
      [shared.id],
    );
    // The log stands in the transactions, in their order.
    expect(newest?.subject).toBe("luis@example.com");
    await manager.query(
      "INSERT INTO membership (project_id, agent_id, role, created_at) VALUES (?, ?, 0, ?)",
      [shared.id, me.id, now],
    );
  }
});
