// What is somebody else's answers like what is not there beyond the single fields of policy.api.test.ts: files, several ids at once,
// another visitor's question. The same status, the same words, and as many statements, so that time tells nothing either.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient, WidgetClient } from "./clients.js";
import { TestServer } from "./server.js";
import { type StatementCounter, countStatements } from "./statements.js";

const MISSING = "999999999";
let server: TestServer;
let statements: StatementCounter;
/** An admin of her own project, with a visitor there; and what there is in another. */
let stranger: HttpClient;
let own: { projectId: string; visitorId: string };
let foreign: { projectId: string; visitorId: string; questionId: string; formId: string };
let visitor: WidgetClient;

beforeAll(async () => {
  const now = new Date();
  server = await TestServer.start({ clock: () => now });
  const { agent, project } = await server.setUp();
  const { createProject: other } = await agent.ask('mutation { createProject(name: "Other") { id key } }');
  stranger = await server.addAgent(other.id, "ADMIN", "stranger@example.com");
  const theirs = server.widget(project.key);
  await theirs.open();
  const question = (await theirs.session()).messages.at(-1);
  await theirs.choose(question.id, 0);
  const form = (await theirs.session()).messages.at(-1);
  visitor = server.widget(project.key);
  await visitor.open();
  await server.widget(other.key).open();
  const newest = async (id: string) =>
    (
      await agent.ask("query($id: ID!) { visitors(projectId: $id) { nodes { id } } }", { id })
    ).visitors.nodes.at(-1).id;
  own = { projectId: other.id, visitorId: await newest(other.id) };
  foreign = {
    projectId: project.id,
    visitorId: await newest(project.id),
    questionId: question.id,
    formId: form.id,
  };
  await server.still();
  statements = countStatements(server);
});
afterAll(() => server.stop());

/** What came back, and how many statements it took. */
async function priced<T>(ask: () => Promise<T>): Promise<{ answer: T; statements: number }> {
  const before = statements.count;
  const answer = await ask();
  return { answer, statements: statements.count - before };
}

test.each<[string, (id: string) => string, () => string]>([
  ["the list as CSV", (id) => `/projects/${id}/visitors.csv`, () => foreign.projectId],
  ["the list for Excel", (id) => `/projects/${id}/visitors.xlsx`, () => foreign.projectId],
  ["the audit log", (id) => `/projects/${id}/audit.csv`, () => foreign.projectId],
  ["a visitor's data", (id) => `/projects/${own.projectId}/visitors/${id}.json`, () => foreign.visitorId],
  [
    "a visitor's data there",
    (id) => `/projects/${id}/visitors/${foreign.visitorId}.json`,
    () => foreign.projectId,
  ],
])("%s: another project's is a 404 like any other", async (_name, path, id) => {
  const get = async (each: string) => {
    const answer = await fetch(server.url + path(each), { headers: { cookie: stranger.cookie ?? "" } });
    return { status: answer.status, text: await answer.text() };
  };
  const theirs = await priced(() => get(id()));
  expect(theirs.answer.status).toBe(404);
  expect(theirs).toEqual(await priced(() => get(MISSING)));
});

test("a visitor of others among one's own: nothing is changed, and nothing is told", async () => {
  const BULK = "mutation($ids: [ID!]!) { setVisitorStatuses(visitorIds: $ids, status: CLOSED) { id } }";
  const ask = (ids: string[]) => priced(async () => (await stranger.raw(BULK, { ids })).errors);
  for (const order of [(ids: string[]) => ids, (ids: string[]) => ids.toReversed()]) {
    const theirs = await ask(order([own.visitorId, foreign.visitorId]));
    expect(theirs.answer[0]?.extensions.code).toBe("NOT_FOUND");
    expect(theirs).toEqual(await ask(order([own.visitorId, MISSING])));
  }
  const { visitor: mine } = await stranger.ask("query($id: ID!) { visitor(id: $id) { status } }", {
    id: own.visitorId,
  });
  expect(mine.status).toBe("NEW");
});

test("what another visitor was asked", async () => {
  const choose = (id: string) =>
    visitor.raw(
      "mutation($id: ID!, $c: ID!) { chooseOption(messageId: $id, index: 0, clientId: $c) { seq } }",
      {
        id,
        c: randomUUID(),
      },
    );
  const submit = (id: string) =>
    visitor.raw(
      'mutation($id: ID!, $c: ID!) { submitForm(messageId: $id, fields: [{ name: "name", value: "x" }], clientId: $c) { seq } }',
      { id, c: randomUUID() },
    );
  for (const [ask, id] of [
    [choose, foreign.questionId],
    [submit, foreign.formId],
  ] as const) {
    const theirs = await priced(async () => (await ask(id)).errors);
    expect(theirs.answer[0]?.extensions.code).toBe("NOT_FOUND");
    expect(theirs).toEqual(await priced(async () => (await ask(MISSING)).errors));
  }
});
