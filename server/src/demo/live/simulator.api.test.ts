import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { HttpClient } from "../../../test/clients.js";
import { TestServer } from "../../../test/server.js";
import { DemoProjects } from "../project.js";
import { ShopAccounts } from "../shop/accounts.js";
import { startSimulator } from "./simulator.js";

const CHANGES = `subscription($p: ID!) { visitorChanges(projectId: $p) { kind visitor {
  id status verified { externalId } online needsAttention conversation { id mode messages { author kind text } } } } }`;

interface Item {
  kind: string;
  visitor: {
    id: string;
    status: string;
    verified: { externalId: string } | null;
    online: boolean;
    needsAttention: boolean;
    conversation: {
      id: string;
      mode: string;
      messages: { author: string; kind: string; text: string | null }[];
    };
  } | null;
}

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let accounts: ShopAccounts;

beforeEach(async () => {
  server = await TestServer.start();
  const { database, agents, projects } = server.services;
  ({ agent } = await server.setUp());
  ({ project } = await new DemoProjects(database, agents, projects).make());
  accounts = new ShopAccounts(database, project.id, () => new Date());
});
afterEach(() => server.stop());

const start = () =>
  startSimulator({
    endpoint: { address: server.url, origin: server.url, key: project.key },
    identityOf: (person) => accounts.tokenOf(person),
    log: pino({ level: "silent" }),
    speed: 40,
  });

it("brings visitors who write through the public API, and answer whoever answers them", async () => {
  const socket = server.socket(agent);
  const changes = socket.subscribe(CHANGES, { p: project.id });
  await changes.next();
  const stop = start();
  try {
    const { visitor } = (await changes.next((item: Item) =>
      Boolean(
        item.visitor?.online &&
        item.visitor.conversation.messages.some(
          ({ kind, author }) => kind === "TEXT" && author === "VISITOR",
        ),
      ),
    )) as Item;
    const text = "Hola, soy Ana. ¿Me das tu correo?";
    await agent.ask(
      "mutation($id: ID!, $text: String!, $clientId: ID!) { reply(conversationId: $id, text: $text, clientId: $clientId) { seq } }",
      {
        id: visitor?.conversation.id,
        text,
        clientId: crypto.randomUUID(),
      },
    );
    const said = (item: Item) =>
      item.visitor?.conversation.messages.slice(
        item.visitor.conversation.messages.findIndex((message) => message.text === text) + 1,
      ) ?? [];
    const answered = (await changes.next(
      (item: Item) =>
        item.visitor?.id === visitor?.id && said(item).some(({ author }) => author === "VISITOR"),
    )) as Item;
    expect(said(answered).find(({ author }) => author === "VISITOR")?.text).toMatch(/@.*\.example/);
    expect(answered.visitor?.conversation.mode).toBe("LIVE");
  } finally {
    const before = Date.now();
    await stop();
    expect(Date.now() - before).toBeLessThan(1000);
    await socket.close();
  }
});

it("brings people who have signed in to the shop, and fills in the flow's forms, which makes prospects", async () => {
  // Now nobody else gets in.
  await agent.ask("mutation($p: ID!) { setIdentityMode(projectId: $p, mode: ENFORCED) { id } }", {
    p: project.id,
  });
  const socket = server.socket(agent);
  const changes = socket.subscribe(CHANGES, { p: project.id });
  await changes.next();
  const stop = start();
  try {
    const { visitor } = (await changes.next((item: Item) => item.visitor?.status === "PROSPECT")) as Item;
    expect(visitor?.verified?.externalId).toMatch(/^C-\d{4}$|@/);
  } finally {
    await stop();
    await socket.close();
  }
});

it("says once that the server is away, keeps trying, and stops all the same", async () => {
  const lines: string[] = [];
  const endpoint = { address: "http://127.0.0.1:1", origin: server.url, key: project.key };
  let stop = () => Promise.resolve();
  await new Promise<void>((resolve) => {
    const write = (line: string) => {
      lines.push(line);
      resolve();
    };
    const identityOf = () => Promise.resolve(null);
    stop = startSimulator({ endpoint, identityOf, log: pino({ level: "info" }, { write }), speed: 1000 });
  });
  await stop();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("interrupted");
});
