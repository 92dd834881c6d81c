// Drawing a flow: drafts, versions, templates, refusals, and who may.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const FLOW = `projectId published { version definition at by { name } }
  draft { revision definition problems { code nodeId field message } by { name } at } versions { version }`;
const READ = `query($id: ID!) { flow(projectId: $id) { ${FLOW} } }`;
const SAVE = `mutation($id: ID!, $definition: JSONObject!, $expected: Int) {
  saveFlow(projectId: $id, definition: $definition, expectedVersion: $expected) { ${FLOW} } }`;
const DRAFT = `mutation($id: ID!, $definition: JSONObject!, $expected: Int) {
  saveFlowDraft(projectId: $id, definition: $definition, expectedRevision: $expected) { ${FLOW} } }`;
const DISCARD = `mutation($id: ID!) { discardFlowDraft(projectId: $id) { ${FLOW} } }`;

const saying = (text: string) => ({
  start: "hello",
  nodes: { hello: { kind: "message", text, next: null, at: { x: 10, y: -20.5 }, label: "Greeting" } },
});

/** A project of its own, with its flow as it came. */
async function other(name = "Other"): Promise<{ id: string; key: string }> {
  return (await agent.ask(`mutation { createProject(name: "${name}") { id key } }`)).createProject;
}
const read = async (id: string): Promise<Answer> => (await agent.ask(READ, { id })).flow;

test("a project begins with the default flow as its first version, which nobody has drawn", async () => {
  const { published, draft, versions, projectId } = await read(project.id);
  expect(projectId).toBe(project.id);
  expect(published).toMatchObject({ version: 1, by: null, definition: { start: "greeting" } });
  expect(published.definition.nodes.greeting).toEqual({
    kind: "message",
    text: "Hello, and welcome.",
    next: "question",
    at: { x: 0, y: 140 },
  });
  expect([draft, versions]).toEqual([null, [{ version: 1 }]]);
});

test("a draft is kept with its problems, changes nothing for visitors, and goes when it is published", async () => {
  const { id, key } = await other();
  const unfinished = { start: "hello", nodes: { hello: { kind: "message", text: "", next: "gone" } } };
  const first = (await agent.ask(DRAFT, { id, definition: unfinished, expected: 0 })).saveFlowDraft;
  expect(first.draft).toMatchObject({
    revision: 1,
    definition: unfinished,
    by: { name: "Ana Ruiz" },
    problems: [
      { code: "EMPTY_TEXT", nodeId: "hello", field: "text", message: "Node hello: text is empty." },
      { code: "DANGLING_EDGE", nodeId: "hello", field: "next" },
    ],
  });
  expect(first.published.version).toBe(1);
  expect((await server.widget(key).open()).messages[0].text).toBe("Hello, and welcome.");

  const second = (await agent.ask(DRAFT, { id, definition: saying("Hi"), expected: 1 })).saveFlowDraft;
  expect(second.draft).toMatchObject({ revision: 2, problems: [], definition: saying("Hi") });
  const saved = (await agent.ask(SAVE, { id, definition: saying("Hi"), expected: 1 })).saveFlow;
  expect(saved).toMatchObject({
    published: { version: 2, definition: saying("Hi"), by: { name: "Ana Ruiz" } },
    draft: null,
    versions: [{ version: 2 }, { version: 1 }],
  });
  expect((await server.widget(key).open()).messages.map(({ text }: Answer) => text)).toEqual(["Hi"]);
  // What is worked on is nobody's business; what visitors are told from now on is.
  const { nodes } = (
    await agent.ask("query($id: ID!) { auditLog(projectId: $id) { nodes { action subject } } }", { id })
  ).auditLog;
  expect(nodes.filter(({ action }: Answer) => action === "FLOW_PUBLISHED")).toEqual([
    { action: "FLOW_PUBLISHED", subject: "2" },
  ]);
});

test("a conversation keeps to the version it began with", async () => {
  const { id, key } = await other();
  const visitor = server.widget(key);
  const { messages } = await visitor.open();
  await agent.ask(SAVE, { id, definition: saying("Another") });
  await visitor.choose(messages.at(-1).id, 1);
  expect((await visitor.session()).messages.at(-2).text).toMatch(/Thank you. Somebody/);
});

test("of two admins who draw at once the second is told what the first has done", async () => {
  const { id } = await other();
  const colleague = await server.addAgent(id, "ADMIN", "luis@example.com");
  await agent.ask(DRAFT, { id, definition: saying("mine"), expected: 0 });
  const late = await colleague.raw(DRAFT, { id, definition: saying("theirs"), expected: 0 });
  expect(late.errors[0]?.extensions).toMatchObject({
    code: "CONFLICT",
    current: { revision: 1, definition: saying("mine"), at: expect.any(String), agentId: expect.any(String) },
  });
  await colleague.ask(DRAFT, { id, definition: saying("theirs"), expected: 1 });
  expect((await read(id)).draft).toMatchObject({ revision: 2, by: { name: "luis" } });

  await colleague.ask(SAVE, { id, definition: saying("theirs"), expected: 1 });
  // The draft that I go on with is gone, and the version mine is made of is not the published one.
  expect(
    (await agent.raw(DRAFT, { id, definition: saying("x"), expected: 2 })).errors[0]?.extensions,
  ).toMatchObject({ code: "CONFLICT", current: { revision: 0, definition: null } });
  expect(
    (await agent.raw(SAVE, { id, definition: saying("x"), expected: 1 })).errors[0]?.extensions,
  ).toMatchObject({ code: "CONFLICT", current: { version: 2 } });
  // A draft that begins anew is never taken for one that was there before.
  const again = (await agent.ask(DRAFT, { id, definition: saying("x"), expected: 0 })).saveFlowDraft;
  expect(again.draft.revision).toBe(3);
  expect((await agent.ask(DISCARD, { id })).discardFlowDraft.draft).toBeNull();
  expect((await agent.ask(DISCARD, { id })).discardFlowDraft).toMatchObject({
    draft: null,
    published: { version: 2 },
  });
});

test("of many who publish at once each makes a version, and one that expects the same wins alone", async () => {
  const { id } = await other();
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => agent.raw(SAVE, { id, definition: saying(`v${index}`) })),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  expect((await read(id)).versions.map(({ version }: Answer) => version)).toEqual([
    9, 8, 7, 6, 5, 4, 3, 2, 1,
  ]);
  const race = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      agent.code(SAVE, { id, definition: saying(`w${index}`), expected: 9 }),
    ),
  );
  expect(race.filter((code) => code === null)).toHaveLength(1);
  expect(new Set(race)).toEqual(new Set([null, "CONFLICT"]));
  const { versions } = (
    await agent.ask(
      "query($id: ID!) { flow(projectId: $id) { versions(first: 2) { version definition } } }",
      { id },
    )
  ).flow;
  expect(versions.map(({ version }: Answer) => version)).toEqual([10, 9]);
  expect(
    await agent.code("query($id: ID!) { flow(projectId: $id) { versions(first: 101) { version } } }", { id }),
  ).toBe("BAD_USER_INPUT");
});

test("a flow that makes no sense is not published, and all that is wrong with it is said", async () => {
  const { id } = await other();
  const definition = {
    start: "a",
    nodes: {
      a: { kind: "message", text: "x", next: "b" },
      b: { kind: "message", text: " ", next: "a" },
      c: { kind: "delay", seconds: 0, next: "d" },
    },
  };
  const { errors } = await agent.raw(SAVE, { id, definition });
  const problems = errors[0]?.extensions.problems as Answer[];
  expect(errors[0]?.message).toMatch(/^The flow cannot be used\. Node a: .* And 3 more\.$/);
  expect(problems.map(({ code, nodeId, field }) => [code, nodeId, field])).toEqual([
    ["ENDLESS_LOOP", "a", "next"],
    ["EMPTY_TEXT", "b", "text"],
    ["ENDLESS_LOOP", "b", "next"],
    ["BAD_DELAY", "c", "seconds"],
    ["DANGLING_EDGE", "c", "next"],
    ["UNREACHABLE", "c", ""],
  ]);
  expect((await read(id)).published.version).toBe(1);
});

const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

test.each<[string, string]>([
  ["no nodes", '{"start":"a"}'],
  ["__proto__ for a node", '{"start":"__proto__","nodes":{"__proto__":{"kind":"end"}}}'],
  ["__proto__ in a node", '{"start":"a","nodes":{"a":{"kind":"end","__proto__":{"x":1}}}}'],
  ["constructor for a node", '{"start":"a","nodes":{"constructor":{"prototype":{"x":1}}}}'],
  ["lists in lists in lists", `{"start":"a","nodes":{"a":${deep(20_000)}}}`],
  ["a number beyond numbers", '{"start":"a","nodes":{"a":{"kind":"delay","seconds":1e999,"next":null}}}'],
  ["NUL", '{"start":"a","nodes":{"a":{"kind":"message","text":"\\u0000","next":null}}}'],
  ["half a pair", '{"start":"a","nodes":{"a":{"kind":"message","text":"\\ud800","next":null}}}'],
  ["a list", "[]"],
  ["null", "null"],
  ["words", '"flow"'],
])("%s is refused as what it is, by the one and by the other", async (_name, text) => {
  for (const query of [SAVE, DRAFT]) {
    const body = `{"query":${JSON.stringify(query)},"variables":{"id":"${project.id}","definition":${text}}}`;
    const answer = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: agent.cookie ?? "" },
      body,
    });
    const said = (await answer.json()) as Answer;
    expect([answer.status < 500, said.errors[0].extensions.code]).toEqual([true, "BAD_USER_INPUT"]);
  }
  expect((await read(project.id)).published.version).toBe(1);
});

test("a flow larger than a request may be is refused, and one just below it is kept", async () => {
  const { id } = await other();
  const large = (count: number) => ({
    start: "n0",
    nodes: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `n${index}`,
        { kind: "message", text: "ñ".repeat(2000), next: index + 1 < count ? `n${index + 1}` : null },
      ]),
    ),
  });
  expect((await agent.ask(SAVE, { id, definition: large(24) })).saveFlow.published.version).toBe(2);
  const { status } = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: agent.cookie ?? "" },
    body: JSON.stringify({ query: SAVE, variables: { id, definition: large(30) } }),
  });
  expect(status).toBe(413);
});

test("only admins see and change the flow; to others it is not there", async () => {
  const manager = await server.addAgent(project.id, "MANAGER", "mia@example.com");
  const stranger = await server.addAgent((await other()).id, "ADMIN", "eva@example.com");
  const definition = saying("x");
  for (const [document, variables] of [
    [READ, {}],
    [SAVE, { definition }],
    [DRAFT, { definition }],
    [DISCARD, {}],
  ] as const) {
    expect(await manager.code(document, { id: project.id, ...variables })).toBe("FORBIDDEN");
    if (document === READ) continue;
    const [theirs, missing] = await Promise.all(
      [project.id, "999999999"].map((id) => stranger.raw(document, { id, ...variables })),
    );
    expect(theirs?.errors[0]?.extensions.code).toBe("NOT_FOUND");
    expect(theirs?.errors).toEqual(missing?.errors);
    expect(await server.http().code(document, { id: project.id, ...variables })).toBe("UNAUTHENTICATED");
  }
  for (const id of [project.id, "999999999", "abc", ""])
    expect(await stranger.ask(READ, { id })).toEqual({ flow: null });
  expect(await server.http().ask(READ, { id: project.id })).toEqual({ flow: null });
});

test("a program with an admin's token draws too, in nobody's name", async () => {
  const { id } = await other();
  const token = async (role: string) =>
    (
      await agent.ask(
        'mutation($id: ID!, $role: Role!) { createApiToken(projectId: $id, name: "CMS", role: $role) { token } }',
        {
          id,
          role,
        },
      )
    ).createApiToken.token;
  const admin = server.http({ authorization: `Bearer ${await token("ADMIN")}` });
  const manager = server.http({ authorization: `Bearer ${await token("MANAGER")}` });
  expect((await admin.ask(SAVE, { id, definition: saying("x") })).saveFlow.published).toMatchObject({
    version: 2,
    by: null,
  });
  expect(await manager.code(SAVE, { id, definition: saying("y") })).toBe("FORBIDDEN");
});

const TEMPLATES =
  "query($locale: String) { flowTemplates(locale: $locale) { id name description definition } }";

test("templates come in the language that is asked for, or the caller's own, and can be published as they are", async () => {
  const of = async (locale?: string): Promise<Answer[]> =>
    (await agent.ask(TEMPLATES, { locale })).flowTemplates;
  const [own, english, spanish] = [await of(), await of("en-GB"), await of("es")];
  expect(own).toEqual(english);
  expect(english.map(({ id, name }) => [id, name])).toEqual([
    ["sales", "Sales"],
    ["support", "Support"],
    ["lead", "Lead capture"],
  ]);
  expect(spanish.map(({ name }) => name)).toEqual(["Ventas", "Soporte", "Captación de contactos"]);
  await agent.ask('mutation { updateMe(locale: "es") { id } }');
  expect(await of()).toEqual(spanish);
  await agent.ask('mutation { updateMe(locale: "en") { id } }');
  const { id } = await other();
  for (const { definition } of [...english, ...spanish])
    expect((await agent.ask(SAVE, { id, definition })).saveFlow.published.definition).toEqual(definition);
  expect(await server.http().code(TEMPLATES)).toBe("UNAUTHENTICATED");
});

test("what is not known leaves nothing behind: a draft of an unknown kind is refused", async () => {
  const { id } = await other();
  const definition = { start: "a", nodes: { a: { kind: "teleport" } } };
  const { errors } = await agent.raw(DRAFT, { id, definition });
  expect(errors[0]?.extensions).toMatchObject({
    code: "BAD_USER_INPUT",
    problems: [{ code: "UNKNOWN_KIND", nodeId: "a", field: "kind" }],
  });
  expect((await read(id)).draft).toBeNull();
});
