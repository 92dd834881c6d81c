// What helps agents to answer: canned replies, drafts that follow them to another device, and how far a message has come.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, HttpClient, WidgetClient } from "./clients.js";
import { TestServer } from "./server.js";

let now = Date.parse("2026-11-25T15:00:00.000Z");
let server: TestServer;
let ana: HttpClient;
let beto: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start({ clock: () => new Date(now) });
  ({ agent: ana, project } = await server.setUp());
  beto = await server.addAgent(project.id, "MANAGER", "beto@example.com");
});
afterAll(() => server.stop());

const CREATE = `mutation($projectId: ID!, $shortcut: String!, $text: String!) {
  reply: createCannedReply(projectId: $projectId, shortcut: $shortcut, text: $text) { id shortcut text updatedAt }
}`;
const UPDATE = `mutation($id: ID!, $shortcut: String!, $text: String!) {
  reply: updateCannedReply(id: $id, shortcut: $shortcut, text: $text) { id shortcut text }
}`;
const DELETE = "mutation($id: ID!) { deleteCannedReply(id: $id) }";
const REPLIES = "query($projectId: ID!) { cannedReplies(projectId: $projectId) { id shortcut text } }";

const create = async (client: HttpClient, shortcut: string, text: string, projectId = project.id) =>
  (await client.ask(CREATE, { projectId, shortcut, text })).reply;
const shortcuts = async (client: HttpClient, projectId = project.id) =>
  (await client.ask(REPLIES, { projectId })).cannedReplies.map((each: Answer) => each.shortcut);

async function stranger(): Promise<{ client: HttpClient; projectId: string }> {
  const { createProject } = await ana.ask('mutation { createProject(name: "Other") { id } }');
  const email = `${randomUUID()}@example.com`;
  return {
    client: await server.addAgent(createProject.id, "ADMIN", email),
    projectId: createProject.id,
  };
}

async function token(): Promise<HttpClient> {
  const { createApiToken } = await ana.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "CRM", role: ADMIN) { token } }',
    { id: project.id },
  );
  return server.http({ authorization: `Bearer ${createApiToken.token}` });
}

test("everybody of a project writes and reads its canned replies, by shortcut, and nobody else does", async () => {
  const shipping = await create(ana, " /Envío ", "Hola {{visitor.firstName}}, llega en 2 días. ");
  expect(shipping).toMatchObject({
    shortcut: "Envío",
    text: "Hola {{visitor.firstName}}, llega en 2 días.",
    updatedAt: "2026-11-25T15:00:00.000Z",
  });
  await create(beto, "adiós", "Hasta luego.");
  expect(await shortcuts(ana)).toEqual(["adiós", "Envío"]);
  expect(await shortcuts(beto)).toEqual(["adiós", "Envío"]);
  expect(await shortcuts(await token())).toEqual(["adiós", "Envío"]);

  const changed = await beto.ask(UPDATE, { id: shipping.id, shortcut: "envio-gratis", text: "Gratis." });
  expect(changed.reply).toEqual({ id: shipping.id, shortcut: "envio-gratis", text: "Gratis." });
  // Its own name again, written otherwise, is no conflict.
  await beto.ask(UPDATE, { id: shipping.id, shortcut: "Envío-gratis", text: "Gratis." });

  const { client, projectId } = await stranger();
  expect(await shortcuts(client, projectId)).toEqual([]);
  expect(await client.code(REPLIES, { projectId: project.id })).toBe("NOT_FOUND");
  for (const id of [shipping.id, "999999", "x"]) {
    expect(await client.code(UPDATE, { id, shortcut: "mine", text: "Mine." })).toBe("NOT_FOUND");
    expect(await client.code(DELETE, { id })).toBe("NOT_FOUND");
  }
  expect(await server.http().code(REPLIES, { projectId: project.id })).toBe("UNAUTHENTICATED");

  await beto.ask(DELETE, { id: shipping.id });
  expect(await shortcuts(ana)).toEqual(["adiós"]);
});

test("a shortcut is short, plain, and once in a project, whatever its case and accents", async () => {
  const input = { projectId: project.id, shortcut: "hola", text: "Hola." };
  const refusal = async (change: Record<string, unknown>) =>
    (await ana.raw(CREATE, { ...input, ...change })).errors[0]?.extensions;
  for (const shortcut of ["", "dos palabras", "a/b", "x".repeat(33), "{{a}}"])
    expect(await refusal({ shortcut })).toMatchObject({ code: "BAD_USER_INPUT", field: "shortcut", max: 32 });
  expect(await refusal({ text: "  " })).toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await refusal({ text: "x".repeat(4001) })).toMatchObject({ code: "BAD_USER_INPUT", max: 4000 });
  await create(ana, "Número_1", "Uno.");
  expect(await refusal({ shortcut: "numero_1" })).toMatchObject({
    code: "CONFLICT",
    current: { shortcut: "Número_1", text: "Uno." },
  });
  const other = await stranger();
  await create(other.client, "numero_1", "Uno.", other.projectId);
  // Of several at once, one.
  const at = await Promise.all(
    ["a", "Á", "à"].map((shortcut) => ana.code(CREATE, { ...input, shortcut: `${shortcut}-vez` })),
  );
  expect(at.toSorted()).toEqual(["CONFLICT", "CONFLICT", null]);
});

test("a project has 500 canned replies at most", async () => {
  const { client, projectId } = await stranger();
  const { manager } = server.services.database.source;
  for (let n = 0; n < 499; n++)
    await manager.query(
      "INSERT INTO canned_reply (project_id, shortcut, folded, text, updated_at) VALUES (?, ?, ?, 'x', 0)",
      [projectId, `r${n}`, `r${n}`],
    );
  const input = { projectId, text: "Last." };
  const codes = await Promise.all([
    client.code(CREATE, { ...input, shortcut: "one" }),
    client.code(CREATE, { ...input, shortcut: "two" }),
  ]);
  expect(codes.toSorted()).toEqual(["BAD_USER_INPUT", null]);
  expect(await shortcuts(client, projectId)).toHaveLength(500);
});

const DRAFT = "query($visitorId: ID!) { myDraft(visitorId: $visitorId) { text version typedAt } }";
const SAVE = `mutation($visitorId: ID!, $text: String!, $base: ID, $typedAgo: Int) {
  saveDraft(visitorId: $visitorId, text: $text, base: $base, typedAgo: $typedAgo) { draft { text version typedAt } replaced }
}`;
const REPLY = `mutation($conversationId: ID!, $text: String!, $clientId: ID!, $expectedLastSeq: Int, $draftVersion: ID) {
  reply(conversationId: $conversationId, text: $text, clientId: $clientId, expectedLastSeq: $expectedLastSeq, draftVersion: $draftVersion) { id seq }
}`;

async function visit(): Promise<{ visitor: WidgetClient; visitorId: string; conversationId: string }> {
  const visitor = server.widget(project.key);
  await visitor.open();
  await visitor.send("¿Hay alguien?");
  const { visitors } = await ana.ask(
    "query($projectId: ID!) { visitors(projectId: $projectId, first: 1) { nodes { id conversation { id } } } }",
    { projectId: project.id },
  );
  const [row] = visitors.nodes;
  return { visitor, visitorId: row.id, conversationId: row.conversation.id };
}

const draftOf = async (client: HttpClient, visitorId: string) =>
  (await client.ask(DRAFT, { visitorId })).myDraft;
const save = async (
  visitorId: string,
  text: string,
  base: string | null = null,
  typedAgo = 0,
): Promise<Answer> => (await ana.ask(SAVE, { visitorId, text, base, typedAgo })).saveDraft;

test("a draft is its author's alone, at any device, and ends with the membership's rights", async () => {
  const { visitorId } = await visit();
  expect(await draftOf(ana, visitorId)).toBeNull();
  const { draft } = await save(visitorId, "Hola, un mom ");
  expect(draft).toMatchObject({ text: "Hola, un mom ", typedAt: new Date(now).toISOString() });
  expect(await draftOf(await server.signIn(), visitorId)).toEqual(draft);

  expect(await draftOf(beto, visitorId)).toBeNull();
  await beto.ask(SAVE, { visitorId, text: "Lo mío" });
  expect(await draftOf(ana, visitorId)).toEqual(draft);
  const program = await token();
  expect(await program.code(DRAFT, { visitorId })).toBe("FORBIDDEN");
  expect(await program.code(SAVE, { visitorId, text: "x" })).toBe("FORBIDDEN");
  expect(await server.http().code(DRAFT, { visitorId })).toBe("UNAUTHENTICATED");
  const { client } = await stranger();
  expect(await client.code(DRAFT, { visitorId })).toBe("NOT_FOUND");
  expect(await client.code(SAVE, { visitorId, text: "x" })).toBe("NOT_FOUND");
  expect(await ana.code(SAVE, { visitorId, text: "x".repeat(16_001) })).toBe("BAD_USER_INPUT");
  // A browser that has changed hands: what one wrote never becomes the other's.
  const handed =
    'mutation($v: ID!, $a: ID!) { saveDraft(visitorId: $v, text: "Suyo", agentId: $a) { replaced } }';
  const { id: anaId } = (await ana.ask("{ me { id } }")).me;
  expect(await beto.code(handed, { v: visitorId, a: anaId })).toBe("CONFLICT");
  expect(await draftOf(beto, visitorId)).toMatchObject({ text: "Lo mío" });

  const carla = await server.addAgent(project.id, "MANAGER", "carla@example.com");
  await carla.ask(SAVE, { visitorId, text: "Antes de irme" });
  const me = (await carla.ask("{ me { id } }")).me.id;
  await ana.ask("mutation($p: ID!, $a: ID!) { removeMember(projectId: $p, agentId: $a) }", {
    p: project.id,
    a: me,
  });
  expect(await carla.code(DRAFT, { visitorId })).toBe("NOT_FOUND");
  expect(await carla.code(SAVE, { visitorId, text: "x" })).toBe("NOT_FOUND");

  // Blank is none; and what belonged to a visitor goes with them.
  expect(await save(visitorId, " ", draft.version)).toEqual({ draft: null, replaced: null });
  expect(await draftOf(ana, visitorId)).toBeNull();
  await ana.ask("mutation($id: ID!) { eraseVisitor(id: $id) }", { id: visitorId });
  const rows: unknown[] = await server.services.database.source.query(
    "SELECT agent_id FROM reply_draft WHERE visitor_id = ?",
    [visitorId],
  );
  expect(rows).toEqual([]);
});

test("of two devices that wrote unseen by one another, what was typed last stays, and the other comes back", async () => {
  const { visitorId } = await visit();
  const first = (await save(visitorId, "Hola")).draft;
  now += 60_000;
  const phone = await save(visitorId, "Hola, desde el teléfono", first.version);
  expect(phone.replaced).toBeNull();
  now += 60_000;
  // The desk was offline: it wrote before the phone did.
  const early = await save(visitorId, "Hola, desde la mesa", first.version, 90_000);
  expect(early).toEqual({ draft: phone.draft, replaced: null });
  // After it.
  const late = await save(visitorId, "Hola, desde la mesa, después", first.version, 30_000);
  expect(late.draft).toMatchObject({
    text: "Hola, desde la mesa, después",
    typedAt: new Date(now - 30_000).toISOString(),
  });
  expect(late.replaced).toBe("Hola, desde el teléfono");
  // An emptied box takes nothing away that it has not seen, and the same words are no collision.
  expect((await save(visitorId, "", first.version)).draft).toEqual(late.draft);
  expect(await save(visitorId, late.draft.text, null)).toEqual({ draft: late.draft, replaced: null });
  // Sent elsewhere meanwhile: what is written on is a new draft.
  await save(visitorId, "", late.draft.version);
  expect((await save(visitorId, "Y otra cosa", late.draft.version)).draft.text).toBe("Y otra cosa");
});

test("a reply that is taken clears the draft that it was, in the same transaction; any other draft stays", async () => {
  const { visitorId, conversationId } = await visit();
  const reply = (text: string, more: Record<string, unknown> = {}, client = ana) =>
    client.code(REPLY, { conversationId, text, clientId: randomUUID(), ...more });
  const { version } = (await save(visitorId, "Ya voy")).draft;
  // Refused: nothing is cleared.
  expect(await reply("Yo respondo.", {}, beto)).toBeNull();
  expect(await reply("Ya voy", { draftVersion: version, expectedLastSeq: 1 })).toBe("CONFLICT");
  expect(await draftOf(ana, visitorId)).toMatchObject({ version });
  // Another's version clears nothing of mine.
  expect(await reply("De paso.", { draftVersion: version }, beto)).toBeNull();
  expect(await draftOf(ana, visitorId)).toMatchObject({ version });
  // The next words were saved before the reply went out.
  const next = (await save(visitorId, "Y además", version)).draft;
  expect(await reply("Ya voy", { draftVersion: version })).toBeNull();
  expect(await draftOf(ana, visitorId)).toEqual(next);
  expect(await reply("Y además", { draftVersion: next.version })).toBeNull();
  expect(await draftOf(ana, visitorId)).toBeNull();
});

test("a message is sent, then delivered, then seen: each is kept, and told to agents at once", async () => {
  const { visitor, conversationId } = await visit();
  const socket = server.socket(ana);
  const changes = socket.subscribe(
    "subscription($id: ID!) { conversationChanges(conversationId: $id) { kind conversation { lastSeq deliveredToVisitorSeq seenByVisitorSeq } } }",
    { id: conversationId },
  );
  await changes.next(({ kind }) => kind === "STATE");
  await ana.ask(REPLY, { conversationId, text: "Aquí estoy.", clientId: randomUUID() });
  const { lastSeq } = await visitor.session();
  const sent = await changes.next(({ conversation }) => conversation?.lastSeq === lastSeq);
  expect(sent.conversation.deliveredToVisitorSeq).toBeLessThan(lastSeq - 1);

  const mark = (name: "markDelivered" | "markSeen", seq: number) =>
    visitor.ask(`mutation($seq: Int!) { ${name}(seq: $seq) }`, { seq });
  await mark("markDelivered", lastSeq + 50);
  const delivered = await changes.next(({ conversation }) => conversation?.deliveredToVisitorSeq === lastSeq);
  expect(delivered.conversation.seenByVisitorSeq).toBeLessThan(lastSeq);
  // Neither goes back, and seen is delivered.
  await mark("markDelivered", 1);
  await ana.ask(REPLY, { conversationId, text: "¿En qué ayudo?", clientId: randomUUID() });
  await mark("markSeen", lastSeq + 1);
  const seen = await changes.next(({ conversation }) => conversation?.seenByVisitorSeq === lastSeq + 1);
  expect(seen.conversation.deliveredToVisitorSeq).toBe(lastSeq + 1);
  await visitor.send("Gracias.");
  const { visitors } = await ana.ask(
    "query($id: ID!) { visitors(projectId: $id, first: 1) { nodes { conversation { lastSeq deliveredToVisitorSeq seenByVisitorSeq } } } }",
    { id: project.id },
  );
  expect(visitors.nodes[0].conversation).toEqual({
    lastSeq: lastSeq + 2,
    deliveredToVisitorSeq: lastSeq + 2,
    seenByVisitorSeq: lastSeq + 2,
  });
  expect(await server.widget(project.key).code("mutation { markDelivered(seq: 1) }")).toBe("UNAUTHENTICATED");
  await socket.close();
});
