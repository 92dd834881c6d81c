// What ends things, drawn from the schemas like the rest of the fuzz, and asked by those who may: people, programs and visitors that
// exist for nothing else. Some of it succeeds, in every order and at the same moment; the project's rows must be sound after it.
import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import type { GraphQLSchema } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashPassword } from "../src/agents/password.js";
import { buildApiSchema, buildWidgetSchema } from "../src/schema.js";
import { type Answer, type HttpClient, WidgetClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { TOMORROW } from "./entrance.js";
import { ENDINGS, post } from "./fuzz/answers.js";
import { Documents, type Fitting } from "./fuzz/document.js";
import { Dice, Values } from "./fuzz/values.js";
import { expectSound } from "./invariants.js";
import { OWNER, TestServer } from "./server.js";

const SEED = Number(process.env.FUZZ_SEED ?? 20_261_126);
const SCENES = ON_MARIADB ? 20 : 40;
/** Sent at once by the people of one scene: each ending once or twice. */
const BATCH = 20;
const NAMES = [...ENDINGS];

const API = buildApiSchema();
const WIDGET = buildWidgetSchema();

const mutations = (schema: GraphQLSchema) => Object.keys(schema.getMutationType()?.getFields() ?? {});
const [ALL, VISITORS_ALL] = [mutations(API), mutations(WIDGET)];

let server: TestServer;
let owner: HttpClient;
let project: { id: string; key: string };
let hash: string;
let flows: object[];

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent: owner, project } = await server.setUp());
  hash = await hashPassword(OWNER.password);
  const { flowTemplates } = await owner.ask("{ flowTemplates { definition } }");
  flows = flowTemplates.map(({ definition }: { definition: object }) => definition);
});
afterAll(() => server.stop());

/** A member who was just made, with two sessions, without the price of two passwords. */
async function member(name: string, role: 0 | 1) {
  const { services } = server;
  const { manager } = services.database.source;
  const { id } = await services.agents.create(
    { name, email: `${name}@example.com`, password: { hash } },
    manager,
  );
  await manager.query("INSERT INTO membership (project_id, agent_id, role, created_at) VALUES (?, ?, ?, ?)", [
    project.id,
    id,
    role,
    Date.now(),
  ]);
  const facts = { ip: "127.0.0.1", userAgent: null };
  const [here, elsewhere] = [
    await services.sessions.begin(id, facts),
    await services.sessions.begin(id, facts),
  ];
  const client = Object.assign(server.http(), { cookie: `atalaya=${here.token}` });
  return { id, client, sessions: [here.id, elsewhere.id] };
}

async function token(): Promise<{ id: string; client: HttpClient }> {
  const { createApiToken } = await owner.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "ending", role: ADMIN) { id token } }',
    { id: project.id },
  );
  return { id: createApiToken.id, client: server.http({ authorization: `Bearer ${createApiToken.token}` }) };
}

/** An admin, a manager, a program and two visitors, who know of one another and of nobody else. */
async function scene(nth: number) {
  const [admin, manager, program] = [
    await member(`admin${nth}`, 0),
    await member(`manager${nth}`, 1),
    await token(),
  ];
  const visitors: WidgetClient[] = [server.widget(project.key), server.widget(project.key)];
  const params = { scene: String(nth) };
  for (const visitor of visitors) await visitor.open({ params });
  const filter = { params: [{ key: "scene", value: String(nth) }] };
  const { visitors: found } = await owner.ask(
    "query($id: ID!, $filter: VisitorFilter) { visitors(projectId: $id, filter: $filter) { nodes { id conversation { id } } } }",
    { id: project.id, filter },
  );
  const ids = found.nodes.map(({ id }: { id: string }) => id);
  const fitting: Fitting = {
    projectId: [project.id],
    visitorId: ids,
    "eraseVisitor.id": ids,
    "revokeSession.id": [...admin.sessions, ...manager.sessions],
    "revokeApiToken.id": [program.id],
    agentId: [admin.id, manager.id],
    conversationId: found.nodes.map(({ conversation }: Answer) => conversation.id),
    clientId: [randomUUID(), randomUUID()],
    text: ["Hello", "Good bye"],
    filter: [filter, {}],
    expectedCount: [0, 1, 2],
    currentPassword: [OWNER.password, OWNER.password, "not the password"],
    newPassword: ["another good password"],
    until: [TOMORROW],
    address: ["203.0.113.7", "203.0.113.0/24", "2001:db8::/48"],
    newToken: [randomBytes(32).toString("base64url"), visitors[0]?.token],
  };
  const values = new Values([project.id, ...ids, admin.id, manager.id, program.id], flows);
  /** Somebody who asks for this, and often for something else in the same document. */
  const draw = (dice: Dice, name: string) => {
    const isVisitors = name === "restart";
    const also = dice.pick(isVisitors ? VISITORS_ALL : ALL);
    const documents = new Documents(
      isVisitors ? WIDGET : API,
      values,
      (each) => each === name || each === also,
      fitting,
    );
    const client = dice.pick<HttpClient>(
      isVisitors ? visitors : [admin.client, admin.client, manager.client, program.client],
    );
    return { client, asked: documents.draw(dice, "mutation") };
  };
  return { program, draw };
}

test(`${SCENES * BATCH} documents that end something, by those who may: no 5xx, no stack, and sound rows`, async () => {
  const carriedOut = new Set<string>();
  let nth = 0;
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (draw) => {
      const dice = new Dice(draw);
      const { draw: drawn, program } = await scene(nth++);
      const batch = Array.from({ length: BATCH }, (_, index) =>
        drawn(dice, NAMES[(nth * BATCH + index) % NAMES.length] as string),
      );
      await Promise.all(
        batch.map(async ({ client, asked }) => {
          for (const key of await post(client, asked, client instanceof WidgetClient))
            carriedOut.add(asked.roots.get(key) ?? key);
        }),
      );
      // A project has fifty at most.
      await owner.code("mutation($id: ID!) { revokeApiToken(id: $id) }", { id: program.id });
    }),
    { numRuns: SCENES, seed: SEED, endOnFailure: true },
  );
  // Each of them came to its end by somebody's hand at least once.
  expect([...ENDINGS].filter((name) => !carriedOut.has(name))).toEqual([]);
  expect(await owner.ask("{ projects { id } }")).toEqual({ projects: [{ id: project.id }] });
  await server.services.presence.stop();
  await expectSound(server.services.database.source, project.id);
}, 300_000);
