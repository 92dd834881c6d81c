// What a flow's nodes do to a conversation: conditions, words filled in, closing, alerts, office hours.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FlowNode } from "../src/flows/flow.definition.js";
import type { Answer } from "./clients.js";
import { FlowHouse, ask, lastId, pause, say, talk } from "./flow.house.js";

let house: FlowHouse;

beforeAll(async () => {
  house = await FlowHouse.open();
});
afterAll(() => house.stop());

const field = (name: string, type: "text" | "email" = "text", required = false) => ({
  name,
  label: name,
  type,
  required,
});
const form = (next: string | null, ...fields: ReturnType<typeof field>[]): FlowNode => ({
  kind: "form",
  text: null,
  form: { name: "Form", fields },
  next,
});
const handoff = (text: string | null, away: string | null = null): FlowNode => ({
  kind: "handoff",
  text,
  away,
});
const alert = (next: string | null): FlowNode => ({ kind: "notification", status: null, alert: true, next });

const VISITORS = `query($id: ID!) { visitors(projectId: $id) { nodes {
  id status needsAttention conversation { id mode needsAttention lastSeq } } } }`;
const row = async (projectId: string): Promise<Answer> =>
  (await house.agent.ask(VISITORS, { id: projectId })).visitors.nodes[0];

test("a parameter, an option and an answer each decide which way the talk goes, the latest counting", async () => {
  const project = await house.project({
    gold: {
      kind: "condition",
      when: { on: "parameter", key: "plan", is: "EQUALS", value: "ORO" },
      then: "vip",
      otherwise: "hello",
    },
    vip: say("Dear {{param.plan}} customer", "topic"),
    hello: say("Hello", "topic"),
    topic: ask("Topic?", ["Price", "city"], ["Delivery", "city"]),
    city: form("far", field("city"), field("note")),
    far: {
      kind: "condition",
      when: { on: "form", field: "city", is: "CONTAINS", value: "bogota" },
      then: "near",
      otherwise: "priced",
    },
    near: say("You are near", "again"),
    priced: {
      kind: "condition",
      when: { on: "option", node: "topic", index: 0 },
      then: "price",
      otherwise: "again",
    },
    price: say("It costs 5", "again"),
    again: ask("Again?", ["Yes", "topic"]),
  });
  const visitor = project.visitor();
  await visitor.open({ params: { plan: "oro" } });
  await visitor.choose(await lastId(visitor), 0);
  await visitor.submit(await lastId(visitor), { city: "Lima" });
  await visitor.choose(await lastId(visitor), 0);
  // By the words of an option instead of its button.
  await visitor.send("delivery");
  await visitor.submit(await lastId(visitor), { city: "lima", note: "x" });
  await visitor.send("YES");
  await visitor.choose(await lastId(visitor), 0);
  await visitor.submit(await lastId(visitor), { city: "BOGOTÁ" });
  const { messages } = await visitor.session();
  const said = messages.filter(({ author, kind }: Answer) => author === "BOT" && kind === "TEXT");
  expect(said.map(({ text }: Answer) => text)).toEqual(["Dear oro customer", "It costs 5", "You are near"]);
  expect((await project.visitor().open()).messages[0].text).toBe("Hello");
});

test("what the flow remembers is in the database: another process goes on with it", async () => {
  const project = await house.project({
    topic: ask("Topic?", ["Price", "more"], ["Other", "more"]),
    more: form("which", field("name")),
    which: {
      kind: "condition",
      when: { on: "option", node: "topic", index: 0 },
      then: "price",
      otherwise: "other",
    },
    price: say("Price, {{name}}"),
    other: say("Other"),
  });
  const visitor = project.visitor();
  await visitor.open();
  await visitor.choose(await lastId(visitor), 0);
  await house.server.restart();
  await visitor.submit(await lastId(visitor), { name: "Ana" });
  expect((await talk(visitor)).at(-1)).toBe("Price, Ana");
});

test("words without anything left in them are not said", async () => {
  const project = await house.project({
    a: say("{{param.campaign}}", "b"),
    b: ask("{{name}}", ["Yes", "c"]),
    c: say("Good, {{name}}."),
  });
  const visitor = project.visitor();
  await visitor.open();
  await visitor.choose(await lastId(visitor), 0);
  expect(await talk(visitor)).toEqual(["null [OPTIONS]", "> Yes", "Good, ."]);
});

test("a flow that closes says so, asks for no attention, and the next word begins anew", async () => {
  const project = await house.project({
    more: ask("Anything else?", ["No", "bye"]),
    bye: { kind: "close", text: "Goodbye" },
  });
  const visitor = project.visitor();
  await visitor.open();
  await visitor.choose(await lastId(visitor), 0);
  expect(await talk(visitor)).toEqual(["Anything else? [OPTIONS]", "> No", "Goodbye", "CLOSED"]);
  expect(await row(project.id)).toMatchObject({
    needsAttention: false,
    conversation: { mode: "CLOSED", needsAttention: false },
  });
  await visitor.send("One more thing");
  expect(await talk(visitor)).toEqual(["> One more thing", "Anything else? [OPTIONS]"]);
});

test("whom the flow alerts to waits until a person has looked, however much the flow says and asks after it", async () => {
  const project = await house.project({
    a: ask("Ready?", ["Yes", "b"]),
    b: alert("c"),
    c: say("Noted", "d"),
    d: ask("Anything else?", ["No", "e"]),
    e: pause(60, "f"),
    f: { kind: "close", text: "Goodbye" },
  });
  const visitor = project.visitor();
  await visitor.open();
  expect(await row(project.id)).toMatchObject({ needsAttention: false });
  await visitor.choose(await lastId(visitor), 0);
  expect(await row(project.id)).toMatchObject({ needsAttention: true });
  await visitor.choose(await lastId(visitor), 0);
  await house.pass(60);
  const { conversation } = await row(project.id);
  expect(conversation).toMatchObject({ mode: "CLOSED", needsAttention: true });
  // Closed, and looked at: there is nothing left to answer.
  await house.agent.ask(
    "mutation($id: ID!, $seq: Int!) { markSeen(conversationId: $id, seq: $seq) { id } }",
    {
      id: conversation.id,
      seq: conversation.lastSeq,
    },
  );
  expect(await row(project.id)).toMatchObject({
    needsAttention: false,
    conversation: { needsAttention: false },
  });
});

test("once a person has answered and hands back, the alert is over", async () => {
  const project = await house.project({
    b: alert("d"),
    d: ask("Anything else?", ["No", "e"]),
    e: say("Good"),
  });
  const visitor = project.visitor();
  await visitor.open();
  const { id } = (await row(project.id)).conversation;
  await house.agent.ask(
    'mutation($id: ID!, $c: ID!) { reply(conversationId: $id, text: "Hi", clientId: $c) { id } }',
    {
      id,
      c: crypto.randomUUID(),
    },
  );
  await house.agent.ask("mutation($id: ID!) { handBack(conversationId: $id) { id } }", { id });
  await visitor.choose(await lastId(visitor), 0);
  expect((await talk(visitor)).at(-1)).toBe("Good");
  expect(await row(project.id)).toMatchObject({ needsAttention: false });
});

const OFFICE = { timeZone: "America/Bogota", days: [{ day: 1, from: "09:00", to: "18:00" }] };
/** Mondays until noon in Bogotá, which is seven in the morning when tests begin. */
const CLOSED_NOW = OFFICE;
const OPEN_NOW = { timeZone: "Europe/Madrid", days: [{ day: 1, from: "09:00", to: "18:00" }] };

test.each<[string, { officeHours: object | null; awayMessage: string | null }, FlowNode, string[]]>([
  ["always open", { officeHours: null, awayMessage: "Away" }, handoff("Here", "Closed"), ["Here", "HANDOFF"]],
  ["open", { officeHours: OPEN_NOW, awayMessage: "Away" }, handoff("Here", "Closed"), ["Here", "HANDOFF"]],
  [
    "closed",
    { officeHours: CLOSED_NOW, awayMessage: "Away" },
    handoff("Here", "Closed"),
    ["Closed", "HANDOFF"],
  ],
  [
    "closed, the node says nothing of it",
    { officeHours: CLOSED_NOW, awayMessage: "Away" },
    handoff("Here"),
    ["Away", "HANDOFF"],
  ],
  [
    "closed, and nobody says anything of it",
    { officeHours: CLOSED_NOW, awayMessage: null },
    handoff("Here", " "),
    ["Here", "HANDOFF"],
  ],
  [
    "closed for good",
    { officeHours: { timeZone: "UTC", days: [] }, awayMessage: "Away" },
    handoff(null),
    ["Away", "HANDOFF"],
  ],
])("a hand-off while the project is %s", async (_name, settings, node, expected) => {
  const project = await house.project({ a: node });
  await project.update(settings);
  const visitor = project.visitor();
  const { mode, messages } = await visitor.open();
  expect([mode, messages.length]).toEqual(["WAITING", expected.length]);
  expect(await talk(visitor)).toEqual(expected);
  expect(await row(project.id)).toMatchObject({ needsAttention: true });
});

test("who asks for a person is told when none is there, once, and waits all the same", async () => {
  const project = await house.project({ a: ask("How?", ["So", null]) });
  const visitor = project.visitor();
  await visitor.open();
  await project.update({ officeHours: CLOSED_NOW, awayMessage: "We are back at nine." });
  const closed = await visitor.ask("{ session { isOpen openChangesIn } }");
  // Until when is told too: a chat that stays open asks again then.
  expect(closed.session).toEqual({ isOpen: false, openChangesIn: expect.any(Number) });
  for (const _ of [1, 2]) await visitor.ask("mutation { requestHuman { mode } }");
  expect(await talk(visitor)).toEqual(["How? [OPTIONS]", "We are back at nine.", "HANDOFF"]);
  expect((await visitor.session()).mode).toBe("WAITING");

  await project.update({ officeHours: OPEN_NOW });
  const other = project.visitor();
  await other.open();
  expect((await other.ask("{ session { isOpen } }")).session.isOpen).toBe(true);
  await other.ask("mutation { requestHuman { mode } }");
  expect(await talk(other)).toEqual(["How? [OPTIONS]", "HANDOFF"]);
});

test("a condition asks for the hours of the moment it is come to", async () => {
  const project = await house.project({
    a: { kind: "condition", when: { on: "hours" }, then: "open", otherwise: "closed" },
    open: say("Open"),
    closed: say("Closed"),
  });
  const told = async () => (await project.visitor().open()).messages[0].text;
  expect(await told()).toBe("Open");
  await project.update({ officeHours: OFFICE });
  expect(await told()).toBe("Closed");
  await house.pass(2 * 3600);
  expect(await told()).toBe("Open");
  await project.update({ officeHours: null });
  expect(await told()).toBe("Open");
});
