// What a log says when the database fails: where, and nothing of what people wrote or of what is secret.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { OWNER, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let log = "";

beforeAll(async () => {
  server = await TestServer.start({
    env: { LOG_LEVEL: "debug" },
    log: { write: (line) => void (log += line) },
  });
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

/** Runs `work` while no row can be written into a table. */
async function refusing(table: string, work: () => Promise<unknown>): Promise<void> {
  const { source } = server.services.database;
  await source.query(
    ON_MARIADB
      ? `CREATE TRIGGER refuse BEFORE INSERT ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000'`
      : `CREATE TRIGGER refuse BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
  );
  await work();
  await source.query("DROP TRIGGER refuse");
}

test("a statement that fails is in the log, and its values are not", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const { visitors } = await agent.ask("query($id: ID!) { visitors(projectId: $id) { nodes { id } } }", {
    id: project.id,
  });
  const send = 'mutation($c: ID!) { send(text: "canary in a message", clientId: $c) { id } }';
  const draft =
    'mutation($id: ID!) { saveDraft(visitorId: $id, text: "canary in a draft", typedAgo: 0) { draft { version } } }';
  const invited = await agent.ask(
    'mutation($id: ID!) { inviteMember(projectId: $id, email: "canary@example.com", role: MANAGER) { url } }',
    { id: project.id },
  );
  const accept =
    'mutation($token: String!) { acceptInvitation(token: $token, account: { name: "Canary", password: "canary canary" }) { id } }';
  const token = invited.inviteMember.url.split("#")[1];
  const signIn =
    "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }";
  const failed: (string | null)[] = [];
  await refusing("message", async () => failed.push(await visitor.code(send, { c: randomUUID() })));
  await refusing("reply_draft", async () =>
    failed.push(await agent.code(draft, { id: visitors.nodes[0].id })),
  );
  await refusing("agent", async () => failed.push(await server.http().code(accept, { token })));
  await refusing("session", async () => failed.push(await server.http().code(signIn, OWNER)));
  expect(failed).toEqual(Array(4).fill("INTERNAL_SERVER_ERROR"));
  for (const table of ["message", "reply_draft", "agent", "session"])
    expect(log).toMatch(new RegExp(`INSERT INTO .{1,2}${table}\\b`));
  expect(log).not.toMatch(/canary/i);
  expect(log).not.toContain("argon2");
  expect(log).not.toContain(OWNER.email);
});
