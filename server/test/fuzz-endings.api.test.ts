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
const SCENES = ON_MARIADB ? 40 : 60;
/** Sent at once by the people of one scene. What is refused most often, because the others were quicker, is asked twice. */
const NAMES = [...ENDINGS, "setMemberRole", "blockVisitor", "eraseVisitors"];

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

/** A member who was just made, and sessions of theirs, without the price of a password each. */
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
  const begin = async () => {
    const session = await services.sessions.begin(id, facts);
    return { id: session.id, client: Object.assign(server.http(), { cookie: `atalaya=${session.token}` }) };
  };
  return { id, begin, session: await begin() };
}

async function token(admin: HttpClient): Promise<{ id: string; client: HttpClient }> {
  const { createApiToken } = await admin.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "ending", role: ADMIN) { id token } }',
    { id: project.id },
  );
  return { id: createApiToken.id, client: server.http({ authorization: `Bearer ${createApiToken.token}` }) };
}

/** An admin, a manager, a program and two visitors, who know of one another and of nobody else. */
async function scene(nth: number) {
  // A project has fifty tokens at most, and the last one's people have made some too.
  await server.services.database.source.query("DELETE FROM api_token");
  const [admin, manager] = [await member(`admin${nth}`, 0), await member(`manager${nth}`, 1)];
  const program = await token(admin.session.client);
  const visitors: WidgetClient[] = [server.widget(project.key), server.widget(project.key)];
  const params = { scene: String(nth) };
  for (const visitor of visitors) await visitor.open({ params });
  const filter = { params: [{ key: "scene", value: String(nth) }] };
  const { visitors: found } = await admin.session.client.ask(
    "query($id: ID!, $filter: VisitorFilter) { visitors(projectId: $id, filter: $filter) { nodes { id conversation { id } } } }",
    { id: project.id, filter },
  );
  const ids = found.nodes.map(({ id }: { id: string }) => id);
  const fitting: Fitting = {
    projectId: [project.id],
    visitorId: ids,
    "eraseVisitor.id": ids,
    "revokeSession.id": [admin.session.id, manager.session.id],
    "revokeApiToken.id": [program.id],
    agentId: [admin.id, manager.id],
    role: ["ADMIN", "MANAGER"],
    conversationId: found.nodes.map(({ conversation }: Answer) => conversation.id),
    clientId: [randomUUID(), randomUUID()],
    text: ["Hello", "Good bye"],
    filter: [filter],
    expectedCount: [2, 2, 2, 1, 0],
    currentPassword: [OWNER.password, OWNER.password, "not the password"],
    newPassword: ["another good password"],
    until: [TOMORROW],
    address: ["203.0.113.7", "203.0.113.0/24", "2001:db8::/48"],
    newToken: [1, 2, 3].map(() => randomBytes(32).toString("base64url")),
  };
  const values = new Values([project.id, ...ids, admin.id, manager.id, program.id], flows);
  /** Somebody who asks for this, and often for something else in the same document. */
  const draw = async (dice: Dice, name: string) => {
    const isVisitors = name === "restart";
    const also = dice.once(2) ? name : dice.pick(isVisitors ? VISITORS_ALL : ALL);
    const documents = new Documents(
      isVisitors ? WIDGET : API,
      values,
      (each) => each === name || each === also,
      fitting,
    );
    const asked = documents.draw(dice, "mutation", dice.pick([1, 1, 2]));
    const who = dice.pick([admin, admin, manager, program]);
    // Each from a session of its own: one that signs out takes nobody's word away.
    const client = isVisitors
      ? dice.pick(visitors)
      : "begin" in who
        ? (await who.begin()).client
        : who.client;
    return { client, asked };
  };
  return draw;
}

test(`${SCENES * NAMES.length} documents that end something, by those who may: no 5xx, no stack, and sound rows`, async () => {
  const carriedOut = new Set<string>();
  let nth = 0;
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (draw) => {
      const dice = new Dice(draw);
      const drawn = await scene(nth++);
      const batch: Awaited<ReturnType<typeof drawn>>[] = [];
      for (const name of NAMES) batch.push(await drawn(dice, name));
      await Promise.all(
        batch.map(async ({ client, asked }) => {
          for (const key of await post(client, asked, client instanceof WidgetClient))
            carriedOut.add(asked.roots.get(key) ?? key);
        }),
      );
    }),
    { numRuns: SCENES, seed: SEED, endOnFailure: true },
  );
  // Each of them came to its end by somebody's hand at least once.
  expect([...ENDINGS].filter((name) => !carriedOut.has(name))).toEqual([]);
  // Whoever removed whom: the project has an admin.
  const { source } = server.services.database;
  const [admins] = await source.query(
    "SELECT COUNT(*) AS many FROM membership WHERE project_id = ? AND role = 0",
    [project.id],
  );
  expect(Number(admins.many)).toBeGreaterThan(0);
  await server.services.presence.stop();
  await expectSound(source, project.id);
}, 300_000);
