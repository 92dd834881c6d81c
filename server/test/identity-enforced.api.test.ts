// Enforced: nobody whom the site has not vouched for gets an answer, over HTTP, over the socket, or on what is open already.
import { afterEach, beforeEach, expect, test } from "vitest";
import { WIDGET_POLICY, entrances } from "../src/policy.js";
import { buildWidgetSchema } from "../src/schema.js";
import { type HttpClient, SocketClient, type WidgetClient } from "./clients.js";
import { call } from "./entrance.js";
import { IDENTIFY, IdentityHouse } from "./identity.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let house: IdentityHouse;
let secret: string;
let secretId: string;

beforeEach(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
  house = new IdentityHouse(agent, project.id);
  ({ id: secretId, secret } = await house.secret());
});
afterEach(() => server.stop());

const EVENTS = "subscription { events { kind message { text } } }";
const follow = (visitor: WidgetClient) => visitor.socket().subscribe(EVENTS);
const refused = [{ extensions: { code: "IDENTITY_REQUIRED" } }];

const ENTRANCES = entrances(buildWidgetSchema()).map(([name, field]) => ({
  name,
  field,
  rule: WIDGET_POLICY[name],
}));

test("every entrance of the widget's API refuses who was there before, and changes nothing", async () => {
  const visitor = server.widget(project.key);
  const { messages } = await visitor.open();
  await house.mode("ENFORCED");
  const before = await house.visitors();
  for (const entrance of ENTRANCES) {
    // The first two ask for a token; the last has a test of its own.
    if (/\.(open|identify|restart)$/.test(entrance.name)) continue;
    const { query, variables } = call(entrance, ({ name }) =>
      name === "messageId" ? messages.at(-1).id : undefined,
    );
    if (entrance.name.startsWith("Subscription."))
      expect(await follow(visitor).end_()).toMatchObject(refused);
    else
      expect([entrance.name, await visitor.code(query, variables)]).toEqual([
        entrance.name,
        "IDENTITY_REQUIRED",
      ]);
  }
  expect(await house.visitors()).toEqual(before);
});

test("an opening needs a good token; a bad one is told what is wrong with it", async () => {
  await house.mode("ENFORCED");
  const visitor = server.widget(project.key);
  await expect(visitor.open()).rejects.toThrow(/^IDENTITY_REQUIRED/);
  await expect(visitor.open({ identity: "x" })).rejects.toThrow(/^IDENTITY_INVALID/);
  await expect(visitor.open({ identity: house.token(secret, "u", { exp: 1 }) })).rejects.toThrow(
    /^IDENTITY_EXPIRED/,
  );
  expect(await house.visitors()).toEqual([]);
  await visitor.open({ identity: house.token(secret, "u") });
  expect((await visitor.send("hello")).text).toBe("hello");
  const stream = follow(visitor);
  expect((await stream.next()).kind).toBe("STATE");
  stream.stop();
});

test("who was there before comes back by signing in, with what was said", async () => {
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.open();
  await visitor.send("before");
  await house.mode("ENFORCED");
  expect(await visitor.code("{ session { conversationId } }")).toBe("IDENTITY_REQUIRED");
  expect(await visitor.code(IDENTIFY, { token: "x" })).toBe("IDENTITY_INVALID");
  const { identify } = await visitor.ask(IDENTIFY, { token: house.token(secret, "u-1") });
  expect(identify.session.conversationId).toBe(conversationId);
  expect((await visitor.session()).messages.map(({ text }: { text: string }) => text)).toContain("before");
});

test("what is open ends within two seconds, but not for who is verified; agents go on working", async () => {
  const [unsigned, signed, later] = [0, 1, 2].map(() => server.widget(project.key)) as [
    WidgetClient,
    WidgetClient,
    WidgetClient,
  ];
  await house.mode("OPTIONAL");
  const { conversationId } = await unsigned.open();
  await signed.open({ identity: house.token(secret, "u-1") });
  await later.open();
  const streams = [unsigned, signed, later].map(follow);
  for (const stream of streams) await stream.next();
  await later.ask(IDENTIFY, { token: house.token(secret, "u-2") });
  const began = performance.now();
  await house.mode("ENFORCED");
  expect(await streams[0]?.end_()).toMatchObject(refused);
  expect(performance.now() - began).toBeLessThan(2_000);
  const REPLY =
    "mutation($id: ID!, $text: String!, $clientId: ID!) { reply(conversationId: $id, text: $text, clientId: $clientId) { id } }";
  const say = (id: string, clientId: string) => agent.ask(REPLY, { id, text: "here we are", clientId });
  await say(conversationId, "b3f6c6de-6d0e-4b5c-9d5c-0d5d3a8f7c11");
  for (const [index, one] of [signed, later].entries()) {
    const session = await one.session();
    await say(session.conversationId, `b3f6c6de-6d0e-4b5c-9d5c-0d5d3a8f7c2${index}`);
    const stream = streams[index + 1];
    const heard = await stream?.next((item) => item.message?.text === "here we are");
    expect(heard?.kind).toBe("MESSAGE");
    stream?.stop();
  }
});

test("a restart ends the old token all the same, and nobody comes in by the new one", async () => {
  await house.mode("OPTIONAL");
  const visitor = server.widget(project.key);
  await visitor.open({ identity: house.token(secret, "u-1") });
  await house.mode("ENFORCED");
  const { token } = server.widget(project.key);
  expect(
    await visitor.code("mutation($t: String!) { restart(newToken: $t) { session { mode } } }", { t: token }),
  ).toBe("IDENTITY_REQUIRED");
  expect(await visitor.code("mutation { setTyping(typing: true) }")).toBe("UNAUTHENTICATED");
  expect(await house.visitors()).toHaveLength(1);
});

test("without its last secret the project takes in everybody again, and after a start it knows its mode", async () => {
  await house.mode("ENFORCED");
  await server.restart();
  house = new IdentityHouse(await server.signIn(), project.id);
  await expect(server.widget(project.key).open()).rejects.toThrow(/^IDENTITY_REQUIRED/);
  expect(await house.end(secretId)).toBe("OFF");
  expect((await server.widget(project.key).open()).mode).toBe("BOT");
});

test("a mode that another process has set counts within two seconds", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const stream = follow(visitor);
  await stream.next();
  const began = performance.now();
  await server.services.database.source.query("UPDATE project SET identity_mode = 2 WHERE id = ?", [
    project.id,
  ]);
  expect(await stream.end_()).toMatchObject(refused);
  expect(performance.now() - began).toBeLessThan(5_000);
  const again = new SocketClient(visitor.url, { payload: { token: visitor.token } });
  expect(await again.subscribe(EVENTS).end_()).toMatchObject(refused);
  await again.close();
});
