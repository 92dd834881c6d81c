// Who may do what: foreign answers like missing, roles hold, tokens work on both transports, sign-in gives nothing away.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HttpClient, SocketClient, type WidgetClient } from "./clients.js";
import { OWNER, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let stranger: HttpClient;
let foreign: { visitorId: string; conversationId: string; visitor: WidgetClient };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
  const { createProject } = await agent.ask('mutation { createProject(name: "Other") { id key } }');
  stranger = await server.addAgent(createProject.id, "ADMIN", "eva@example.com");
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.open();
  const { visitors } = await agent.ask("query($id: ID!) { visitors(projectId: $id) { nodes { id } } }", {
    id: project.id,
  });
  foreign = { visitorId: visitors.nodes[0].id, conversationId, visitor };
});
afterAll(() => server.stop());

const NOWHERE = "999999999";
/** Every operation that takes an id, as [document, variables with the id left open]. */
const BY_ID: [string, string, () => string][] = [
  [
    "setVisitorStatus",
    "mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: CLOSED) { id } }",
    () => foreign.visitorId,
  ],
  [
    "setVisitorStatuses",
    "mutation($id: ID!) { setVisitorStatuses(visitorIds: [$id], status: CLOSED) { id } }",
    () => foreign.visitorId,
  ],
  ["eraseVisitor", "mutation($id: ID!) { eraseVisitor(id: $id) }", () => foreign.visitorId],
  [
    "reply",
    `mutation($id: ID!) { reply(conversationId: $id, text: "x", clientId: "${randomUUID()}") { id } }`,
    () => foreign.conversationId,
  ],
  [
    "joinConversation",
    "mutation($id: ID!) { joinConversation(conversationId: $id) { id } }",
    () => foreign.conversationId,
  ],
  ["handBack", "mutation($id: ID!) { handBack(conversationId: $id) { id } }", () => foreign.conversationId],
  [
    "closeConversation",
    "mutation($id: ID!) { closeConversation(conversationId: $id) { id } }",
    () => foreign.conversationId,
  ],
  [
    "markSeen",
    "mutation($id: ID!) { markSeen(conversationId: $id, seq: 1) { id } }",
    () => foreign.conversationId,
  ],
  [
    "setTyping",
    "mutation($id: ID!) { setTyping(conversationId: $id, typing: true) }",
    () => foreign.conversationId,
  ],
  [
    "setViewing",
    "mutation($id: ID!) { setViewing(conversationId: $id, viewing: true) }",
    () => foreign.conversationId,
  ],
  ["visitors", "query($id: ID!) { visitors(projectId: $id) { totalCount } }", () => project.id],
  [
    "explainEmpty",
    "query($id: ID!) { explainEmpty(projectId: $id, filter: {}) { total } }",
    () => project.id,
  ],
  ["changes", "query($id: ID!) { changes(projectId: $id) { endCursor } }", () => project.id],
  ["updateProject", 'mutation($id: ID!) { updateProject(id: $id, name: "x") { id } }', () => project.id],
  [
    "setMemberRole",
    'mutation($id: ID!) { setMemberRole(projectId: $id, agentId: "1", role: MANAGER) { role } }',
    () => project.id,
  ],
  ["removeMember", 'mutation($id: ID!) { removeMember(projectId: $id, agentId: "1") }', () => project.id],
  [
    "createApiToken",
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: ADMIN) { id } }',
    () => project.id,
  ],
  ["cannedReplies", "query($id: ID!) { cannedReplies(projectId: $id) { id } }", () => project.id],
  [
    "createCannedReply",
    'mutation($id: ID!) { createCannedReply(projectId: $id, shortcut: "x", text: "x") { id } }',
    () => project.id,
  ],
  [
    "updateCannedReply",
    'mutation($id: ID!) { updateCannedReply(id: $id, shortcut: "x", text: "x") { id } }',
    () => NOWHERE,
  ],
  ["deleteCannedReply", "mutation($id: ID!) { deleteCannedReply(id: $id) }", () => NOWHERE],
  ["myDraft", "query($id: ID!) { myDraft(visitorId: $id) { text } }", () => foreign.visitorId],
  [
    "saveDraft",
    'mutation($id: ID!) { saveDraft(visitorId: $id, text: "x") { replaced } }',
    () => foreign.visitorId,
  ],
  ["revokeApiToken", "mutation($id: ID!) { revokeApiToken(id: $id) }", () => NOWHERE],
];

test.each(BY_ID)(
  "%s: a foreign id answers exactly like a missing one, and signed out it asks to sign in",
  async (_name, document, id) => {
    const [theirs, missing, odd] = await Promise.all(
      [id(), NOWHERE, "1 OR 1=1"].map((each) => stranger.raw(document, { id: each })),
    );
    expect(theirs?.errors[0]?.extensions.code).toBe("NOT_FOUND");
    expect(theirs?.errors).toEqual(missing?.errors);
    expect(odd?.errors).toEqual(missing?.errors);
    expect(await server.http().code(document, { id: id() })).toBe("UNAUTHENTICATED");
  },
);

test("single rows of others are null, like missing ones", async () => {
  for (const id of [foreign.visitorId, NOWHERE, "abc"]) {
    expect(await stranger.ask("query($id: ID!) { visitor(id: $id) { id } }", { id })).toEqual({
      visitor: null,
    });
  }
  for (const id of [project.id, NOWHERE, ""]) {
    expect(await stranger.ask("query($id: ID!) { project(id: $id) { id } }", { id })).toEqual({
      project: null,
    });
  }
  expect((await stranger.ask("{ projects { name } }")).projects).toEqual([{ name: "Other" }]);
});

test("subscriptions to others' things are refused like missing ones", async () => {
  const socket = server.socket(stranger);
  for (const id of [foreign.conversationId, NOWHERE]) {
    const talk = socket.subscribe(
      "subscription($id: ID!) { conversationChanges(conversationId: $id) { kind } }",
      { id },
    );
    expect(await talk.end_()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  }
  const changes = socket.subscribe("subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }", {
    id: project.id,
  });
  expect(await changes.end_()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  await socket.close();
});

test("a manager works with visitors but changes no settings", async () => {
  const manager = await server.addAgent(project.id, "MANAGER", "luis@example.com");
  await manager.ask("query($id: ID!) { visitors(projectId: $id) { totalCount } }", { id: project.id });
  await manager.ask("mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: PROSPECT) { id } }", {
    id: foreign.visitorId,
  });
  expect(
    await manager.code('mutation($id: ID!) { updateProject(id: $id, name: "x") { id } }', { id: project.id }),
  ).toBe("FORBIDDEN");
  expect(
    await manager.code(
      'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: MANAGER) { id } }',
      { id: project.id },
    ),
  ).toBe("FORBIDDEN");
  expect(await manager.code("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: foreign.visitorId })).toBe(
    "FORBIDDEN",
  );
});

test("an API token works over HTTP and over the socket, for its project alone, until it is revoked", async () => {
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "CRM", role: MANAGER) { id token } }',
    { id: project.id },
  );
  const program = server.http({ authorization: `Bearer ${createApiToken.token}` });
  expect(await program.ask("{ me { id } projects { id role } }")).toEqual({
    me: null,
    projects: [{ id: project.id, role: "MANAGER" }],
  });
  const changed = await program.ask(
    "mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: CUSTOMER) { statusHistory { actor agent { id } } } }",
    { id: foreign.visitorId },
  );
  expect(changed.setVisitorStatus.statusHistory.at(-1)).toEqual({ actor: "API", agent: null });
  expect(await program.code('mutation { updateMe(name: "x") { id } }')).toBe("FORBIDDEN");

  const socket = new SocketClient(`${server.url}/graphql`, { payload: { token: createApiToken.token } });
  const stream = socket.subscribe("subscription($id: ID!) { visitorChanges(projectId: $id) { kind } }", {
    id: project.id,
  });
  expect((await stream.next()).kind).toBe("HEARTBEAT");
  await agent.ask("mutation($id: ID!) { revokeApiToken(id: $id) }", { id: createApiToken.id });
  expect(
    await program.code("query($id: ID!) { visitors(projectId: $id) { totalCount } }", { id: project.id }),
  ).toBe("UNAUTHENTICATED");
  expect(await stream.end_()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  await socket.close();
});

test("a wrong password and an unknown account get the same answer, and guessing is slowed down", async () => {
  const client = server.http();
  const signIn =
    "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }";
  const wrong = await client.raw(signIn, { email: OWNER.email, password: "not the password" });
  const unknown = await client.raw(signIn, { email: "nobody@example.com", password: "not the password" });
  expect(wrong.errors).toEqual(unknown.errors);
  expect(wrong.errors[0]?.extensions.code).toBe("UNAUTHENTICATED");
  for (let tries = 0; tries < 4; tries++)
    await client.raw(signIn, { email: "nobody@example.com", password: "not the password" });
  const limited = await client.raw(signIn, { email: "nobody@example.com", password: "not the password" });
  expect(limited.errors[0]?.extensions).toMatchObject({
    code: "RATE_LIMITED",
    retryAfter: expect.any(Number),
  });
});

test("the session's cookie is out of reach of scripts and other sites, and signing out ends it", async () => {
  const client = server.http();
  const { headers } = await client.raw(
    "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
    { ...OWNER },
  );
  expect(headers.get("set-cookie")).toMatch(/HttpOnly.*SameSite=Strict/i);
  const { cookie } = client;
  await client.ask("mutation { signOut }");
  client.cookie = cookie;
  expect(await client.ask("{ me { id } }")).toEqual({ me: null });
});

test("the set-up link works once", async () => {
  const again = await server.http().raw("mutation($input: SetUpInput!) { setUp(input: $input) { id } }", {
    input: { token: "used", name: "x", email: "x@example.com", password: OWNER.password, projectName: "x" },
  });
  expect(again.errors[0]?.extensions.code).toBe("FORBIDDEN");
  expect(await server.http().ask("{ installation { needsSetup version } }")).toEqual({
    installation: { needsSetup: false, version: "test" },
  });
});

test("a visitor touches only its own conversation", async () => {
  const other = server.widget(project.key);
  const { messages } = await other.open();
  const mine = await foreign.visitor.session();
  expect(
    await other.code(
      `mutation { chooseOption(messageId: "${mine.messages[1].id}", index: 0, clientId: "${randomUUID()}") { id } }`,
    ),
  ).toBe("NOT_FOUND");
  expect(
    await other.code(
      `mutation { chooseOption(messageId: "${NOWHERE}", index: 0, clientId: "${randomUUID()}") { id } }`,
    ),
  ).toBe("NOT_FOUND");
  expect((await other.session()).messages).toHaveLength(messages.length);
});
