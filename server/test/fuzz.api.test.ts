// Documents and values by the thousand, drawn from the schemas themselves, over HTTP and over the socket: whatever comes gets an
// answer with a code, nobody learns what is inside, the server stays up and grows no fatter.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import type { GraphQLSchema } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { buildApiSchema, buildWidgetSchema } from "../src/schema.js";
import type { HttpClient } from "./clients.js";
import { ON_MARIADB } from "./database.js";
import { ENDINGS, judge, post } from "./fuzz/answers.js";
import { type Asked, Documents } from "./fuzz/document.js";
import { Dice, Values } from "./fuzz/values.js";
import { TestServer } from "./server.js";

/** In CI every document counts once on the embedded database; on MariaDB a tenth does. */
const RUNS = Number(process.env.FUZZ_RUNS ?? (ON_MARIADB ? 1_000 : 10_000));
/** Sent at once. */
const BATCH = 20;
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
const MB = 2 ** 20;
/** Closes of the protocol's, and of a frame that is too large. */
const CLOSES = new Set([1000, 1005, 1009, 4400, 4401, 4403, 4408, 4409, 4429]);

let server: TestServer;
/** Documents that were carried out, in part at least: those that only meet refusals prove little. */
let carriedOut = 0;
let callers: { client: HttpClient; documents: Documents }[];

beforeAll(async () => {
  server = await TestServer.start();
  const { agent, project } = await server.setUp();
  const other = await agent.ask('mutation { createProject(name: "Other") { id key } }');
  const manager = await server.addAgent(project.id, "MANAGER", "luis@example.com");
  const { createApiToken } = await agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "fuzz", role: ADMIN) { id token } }',
    { id: project.id },
  );
  const visitor = server.widget(project.key);
  const stranger = server.widget(other.createProject.key);
  const sessions = [await visitor.open(), await stranger.open()];
  const ids = [
    project.id,
    other.createProject.id,
    ...sessions.flatMap(({ conversationId, messages }) => [
      conversationId,
      ...messages.map(({ id }: { id: string }) => id),
    ]),
    "11111111-1111-4111-8111-111111111111",
    "22222222-2222-4222-8222-222222222222",
  ];
  const { flowTemplates } = await agent.ask("{ flowTemplates { definition } }");
  const objects = flowTemplates.map(({ definition }: { definition: object }) => definition);
  const api = buildApiSchema();
  const caller = (
    client: HttpClient,
    schema: GraphQLSchema,
    asks = (name: string) => !ENDINGS.has(name),
  ) => ({
    client,
    documents: new Documents(schema, new Values(ids, objects), asks),
  });
  // Who has nothing to lose asks for everything.
  const all = () => true;
  callers = [
    caller(agent, api),
    caller(manager, api),
    caller(server.http({ authorization: `Bearer ${createApiToken.token}` }), api),
    caller(server.http(), api, all),
    caller(visitor, buildWidgetSchema()),
    caller(server.widget(project.key), buildWidgetSchema(), all),
  ];
});
afterAll(() => server.stop());

/** Bytes that are held after everything has been let go of. */
function held(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

const drawn = (play: (dice: Dice) => Promise<void>, runs: number) =>
  fc.assert(
    fc.asyncProperty(fc.gen(), (draw) => play(new Dice(draw))),
    { numRuns: runs, seed: SEED, endOnFailure: true },
  );

test(`${RUNS} documents over HTTP: no 5xx, no stack, no unknown code, no growth`, async () => {
  const round = async (dice: Dice) => {
    const batch = Array.from({ length: BATCH }, () => {
      const { client, documents } = dice.pick(callers);
      return { client, asked: documents.draw(dice, dice.once(3) ? "mutation" : "query") };
    });
    await Promise.all(
      batch.map(async ({ client, asked }) => {
        if ((await post(client, asked)).length > 0) carriedOut++;
      }),
    );
  };
  const half = Math.ceil(RUNS / BATCH / 2);
  await drawn(round, half);
  const before = held();
  await drawn(round, half);
  expect((held() - before) / MB).toBeLessThan(32);
  expect(carriedOut).toBeGreaterThan(RUNS / 10);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
}, 600_000);

/** Says it all over one socket, and waits until the server has dealt with it: a ping is answered after what came before. */
function converse(client: HttpClient, batch: readonly Asked[], junk: string | null): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(client.url.replace("http", "ws"), "graphql-transport-ws", {
      headers: { origin: server.url, ...(client.cookie ? { cookie: client.cookie } : {}) },
    });
    const say = (message: object) => socket.send(JSON.stringify(message));
    const token = client.headers.authorization?.slice("Bearer ".length);
    socket.on("open", () =>
      say({ type: "connection_init", payload: token ? { token, authorization: `Bearer ${token}` } : {} }),
    );
    const hear = (said: string) => {
      const { type, id, payload } = JSON.parse(said) as { type: string; id?: string; payload?: unknown };
      if (type === "connection_ack") {
        batch.forEach(({ query, variables }, index) =>
          say({ type: "subscribe", id: String(index), payload: { query, variables } }),
        );
        if (junk !== null) socket.send(junk);
        say({ type: "ping", payload: {} });
      }
      const asked = batch[Number(id ?? 0)] as Asked;
      if (type === "error") judge(said, payload as [], asked);
      if (type === "next") judge(said, (payload as { errors?: [] }).errors ?? [], asked);
      if (type === "pong") {
        batch.forEach((_, index) => say({ type: "complete", id: String(index) }));
        socket.close();
      }
    };
    socket.on("message", (data) => {
      // A socket whose listener throws is never closed.
      try {
        hear((data as Buffer).toString("utf8"));
      } catch (error) {
        socket.terminate();
        reject(error as Error);
      }
    });
    socket.on("close", (code) => resolve(code));
    socket.on("error", () => resolve(null));
  });
}

test(`${RUNS / 5} documents over the socket: nothing but the protocol's own answers and closes`, async () => {
  const junk = ["", "{", "[]", '"x"', '{"type":7}', '{"type":"subscribe"}', "x".repeat(70_000), "\u0000"];
  const before = held();
  await drawn(
    async (dice) => {
      const { client, documents } = dice.pick(callers);
      const kind = () => (dice.once(5) ? "query" : "subscription");
      const batch = Array.from({ length: BATCH + 2 }, () => documents.draw(dice, kind()));
      const close = await converse(client, batch, dice.once(4) ? dice.pick(junk) : null);
      if (close !== null && !CLOSES.has(close)) throw new Error(`closed with ${close}`);
    },
    Math.ceil(RUNS / 5 / BATCH),
  );
  expect((held() - before) / MB).toBeLessThan(32);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
}, 600_000);
