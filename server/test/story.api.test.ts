// The whole way of one chat over the API: a visitor comes, is seen, qualifies, is answered.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const LIST = `query($projectId: ID!, $filter: VisitorFilter) { visitors(projectId: $projectId, filter: $filter, first: 5) {
  totalCount needingAttention cursor counts { status count }
  nodes { id number name email phone status version engaged needsAttention
    location { country countryCode timeZone ip } device { type browser os viewport referrer } params { key value source }
    submissions { formName fields { name label value } } statusHistory { from to actor agent { name } } pages { url title }
    conversation { id mode unread lastSeq assignee { name } messages { seq author kind text event { type agent { name } } } } }
} }`;

const list = async (filter = {}) => (await agent.ask(LIST, { projectId: project.id, filter })).visitors;

test("a visitor who opens the widget, buys in, fills the form and writes is all there for the agent, who answers", async () => {
  expect((await list()).totalCount).toBe(0);
  const visitor = server.widget(project.key);
  const session = await visitor.open({
    referrer: "https://search.example.com/",
    urlParams: { utm_source: "newsletter", access_token: "never" },
    params: { plan: "pro", seats: 3, trial: true },
  });
  expect(session.mode).toBe("BOT");
  expect(session.messages.map((message: { kind: string }) => message.kind)).toEqual(["TEXT", "OPTIONS"]);

  const opened = (await list()).nodes[0];
  expect(opened).toMatchObject({
    number: 1,
    name: null,
    status: "NEW",
    engaged: false,
    needsAttention: false,
  });
  expect(opened.location).toMatchObject({
    country: "Colombia",
    countryCode: "CO",
    timeZone: "America/Bogota",
    ip: "127.0.0.1",
  });
  expect(opened.device).toMatchObject({
    type: "desktop",
    browser: "Firefox 151",
    viewport: "1440x900",
    referrer: "https://search.example.com/",
  });
  expect(opened.params).toEqual([
    { key: "plan", value: "pro", source: "SDK" },
    { key: "seats", value: "3", source: "SDK" },
    { key: "trial", value: "true", source: "SDK" },
    { key: "utm_source", value: "newsletter", source: "URL" },
  ]);
  expect(opened.pages).toEqual([{ url: "https://shop.example.com/plants", title: "Plants" }]);

  await visitor.choose(session.messages[1].id, 0);
  const form = (await visitor.session()).messages.at(-1);
  expect(form.kind).toBe("FORM");
  await visitor.submit(form.id, {
    name: "María Gómez",
    email: "maria@correo.example",
    phone: "+57 310 555 0199",
  });
  await visitor.send("¿Tienen envío a Cali?");

  const page = await list({ status: "PROSPECT" });
  expect(page.needingAttention).toBe(1);
  const [prospect] = page.nodes;
  expect(prospect).toMatchObject({
    name: "María Gómez",
    email: "maria@correo.example",
    phone: "+57 310 555 0199",
    engaged: true,
    needsAttention: true,
  });
  expect(prospect.statusHistory).toEqual([{ from: "NEW", to: "PROSPECT", actor: "FLOW", agent: null }]);
  expect(prospect.submissions[0].fields[0]).toEqual({ name: "name", label: "Name", value: "María Gómez" });
  expect(prospect.conversation).toMatchObject({ mode: "WAITING", unread: 3 });

  const conversationId = prospect.conversation.id;
  const reply = `mutation($id: ID!, $text: String!, $clientId: ID!) { reply(conversationId: $id, text: $text, clientId: $clientId) { id seq agent { name } } }`;
  const variables = { id: conversationId, text: "Hola, María: sí.", clientId: randomUUID() };
  const answered = (await agent.ask(reply, variables)).reply;
  expect(answered.agent.name).toBe("Ana Ruiz");
  expect((await agent.ask(reply, variables)).reply.id).toBe(answered.id);

  const after = await visitor.session();
  expect(after).toMatchObject({ mode: "LIVE", agentName: "Ana Ruiz" });
  expect(after.messages.slice(-2)).toMatchObject([
    { kind: "EVENT", event: "JOINED", agentName: "Ana Ruiz" },
    { author: "AGENT", text: "Hola, María: sí.", agentName: "Ana Ruiz" },
  ]);
  const [now] = (await list()).nodes;
  expect(now.needsAttention).toBe(false);
  expect(now.conversation.unread).toBe(0);
  expect((await list()).needingAttention).toBe(0);
  expect(now.conversation.messages.map(({ seq }: { seq: number }) => seq)).toEqual(
    now.conversation.messages.map((_: unknown, index: number) => index + 1),
  );
});

test("once a person speaks the flow is silent, until it is handed back", async () => {
  const visitor = server.widget(project.key);
  const { messages, conversationId } = await visitor.open();
  await agent.ask("mutation($id: ID!) { joinConversation(conversationId: $id) { mode } }", {
    id: conversationId,
  });
  await visitor.choose(messages[1].id, 0);
  let session = await visitor.session();
  expect(session.mode).toBe("LIVE");
  expect(session.messages.at(-1).kind).toBe("OPTION_CHOSEN");
  await agent.ask("mutation($id: ID!) { handBack(conversationId: $id) { mode } }", { id: conversationId });
  session = await visitor.session();
  expect(session.mode).toBe("BOT");
  expect(session.messages.slice(-2)).toMatchObject([{ event: "HANDED_BACK" }, { kind: "OPTIONS" }]);
});

test("a closed conversation is followed by a new one, and the visitor comes to the top again", async () => {
  const visitor = server.widget(project.key);
  const first = await visitor.open();
  const newer = server.widget(project.key);
  await newer.open();
  await agent.ask("mutation($id: ID!) { closeConversation(conversationId: $id) { mode } }", {
    id: first.conversationId,
  });
  await visitor.send("Me again");
  const second = await visitor.session();
  expect(second.conversationId).not.toBe(first.conversationId);
  expect(second.messages.map((message: { kind: string }) => message.kind)).toEqual([
    "TEXT",
    "TEXT",
    "OPTIONS",
  ]);
  const [top] = (await list()).nodes;
  expect(top.conversation.id).toBe(second.conversationId);
  const { visitor: found } = await agent.ask(
    "query($id: ID!) { visitor(id: $id) { firstSeenAt startedAt conversations { id mode } } }",
    { id: top.id },
  );
  expect(found.conversations).toEqual([
    { id: first.conversationId, mode: "CLOSED" },
    { id: second.conversationId, mode: "BOT" },
  ]);
  expect(found.startedAt > found.firstSeenAt).toBe(true);
});

test("an agent's reply reopens a closed conversation", async () => {
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.open();
  await agent.ask("mutation($id: ID!) { closeConversation(conversationId: $id) { mode } }", {
    id: conversationId,
  });
  await agent.ask(
    'mutation($id: ID!, $c: ID!) { reply(conversationId: $id, text: "One more thing", clientId: $c) { seq } }',
    { id: conversationId, c: randomUUID() },
  );
  const session = await visitor.session();
  expect(session.mode).toBe("LIVE");
  expect(session.messages.slice(-3)).toMatchObject([
    { event: "REOPENED" },
    { event: "JOINED" },
    { text: "One more thing" },
  ]);
});

test("restart makes a fresh visitor and the old token dies", async () => {
  const visitor = server.widget(project.key);
  await visitor.open();
  const renewed = server.widget(project.key);
  await visitor.ask("mutation($t: String!) { restart(newToken: $t) { session { conversationId } } }", {
    t: renewed.token,
  });
  expect(await visitor.session()).toBeNull();
  expect(
    await visitor.code('mutation($c: ID!) { send(text: "hello", clientId: $c) { seq } }', {
      c: randomUUID(),
    }),
  ).toBe("UNAUTHENTICATED");
  expect((await renewed.session()).messages).toHaveLength(2);
});
