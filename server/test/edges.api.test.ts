// Odd input at the edges: a clear answer, nothing lost in silence, and nobody's fault becomes ours.
import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "../src/app.js";
import { readConfig } from "../src/config.js";
import { type Answer, type HttpClient, WidgetClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { PATHS, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const newest = async (fields: string): Promise<Answer> =>
  (
    await agent.ask(`query($id: ID!) { visitors(projectId: $id, first: 1) { nodes { ${fields} } } }`, {
      id: project.id,
    })
  ).visitors.nodes[0];

test("one token in two projects is a visitor in each", async () => {
  const { createProject } = await agent.ask('mutation { createProject(name: "Other") { id key } }');
  const here = server.widget(project.key);
  const there = server.widget(createProject.key, { token: here.token });
  const sessions = [await here.open(), await there.open()];
  expect(sessions[0].conversationId).not.toBe(sessions[1].conversationId);
  expect((await here.session()).conversationId).toBe(sessions[0].conversationId);
});

test("a restart with a token that somebody has is refused, and the old one stays good", async () => {
  const [one, other] = [server.widget(project.key), server.widget(project.key)];
  await other.open();
  const { conversationId } = await one.open();
  for (const token of [other.token, one.token]) {
    const refused = await one.raw("mutation($t: String!) { restart(newToken: $t) { session { mode } } }", {
      t: token,
    });
    expect(refused.errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: "newToken" });
  }
  expect((await one.session()).conversationId).toBe(conversationId);
});

test.runIf(ON_MARIADB)("two processes that hear of one token at once make one visitor", async () => {
  const config = readConfig({ PORT: "0", DATABASE_URL: server.database.url });
  const second = await startApp({ config, version: "test", paths: PATHS, log: pino({ level: "silent" }) });
  const tokens = Array.from({ length: 12 }, () => randomBytes(32).toString("base64url"));
  const opened = await Promise.all(
    tokens.flatMap((token) => [
      server.widget(project.key, { token }).open(),
      new WidgetClient(second.url, project.key, { token, origin: server.url }).open(),
    ]),
  );
  await second.stop();
  expect(new Set(opened.map(({ conversationId }) => conversationId)).size).toBe(tokens.length);
});
