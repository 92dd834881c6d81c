// The flows that come along, driven end to end as a visitor does, along every way, in both languages.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FlowTemplate } from "../src/flows/flow.type.js";
import { edgesOf } from "../src/flows/flow.definition.js";
import { flowTemplates } from "../src/flows/templates/templates.js";
import type { Answer, WidgetClient } from "./clients.js";
import { FlowHouse, type FlowProject } from "./flow.house.js";

let house: FlowHouse;

beforeAll(async () => {
  house = await FlowHouse.open();
});
afterAll(() => house.stop());

const ANA = { name: "Ana Ruiz", email: "ana@example.com" };
const VISITORS = `query($id: ID!) { visitors(projectId: $id) { nodes {
  name email phone status needsAttention submissions { formName fields { name value } } } } }`;

/** What a visitor does: an option by its place, a form, or a pause that passes. */
type Act = number | Record<string, string> | "pause";

async function play(project: FlowProject, acts: readonly Act[]): Promise<WidgetClient> {
  const visitor = project.visitor();
  await visitor.open();
  for (const act of acts) {
    const last = (await visitor.session()).messages.at(-1);
    if (act === "pause") await house.pass(60);
    else if (typeof act === "number") await visitor.choose(last.id, act);
    else await visitor.submit(last.id, act);
  }
  return visitor;
}

interface End {
  mode: string;
  /** The last words of the flow. */
  says: string;
  status?: string;
  attention?: boolean;
}

async function expectEnd(project: FlowProject, visitor: WidgetClient, end: End): Promise<Answer> {
  const { mode, messages } = await visitor.session();
  const said = messages.findLast(({ author, text }: Answer) => author === "BOT" && text !== null);
  const row = (await house.agent.ask(VISITORS, { id: project.id })).visitors.nodes[0];
  expect({ mode, says: said.text, status: row.status, attention: row.needsAttention }).toEqual({
    status: "NEW",
    attention: false,
    ...end,
  });
  expect(messages.every(({ text }: Answer) => text === null || !/\{\{| {2}|undefined/.test(text))).toBe(true);
  return row;
}

/** What a text becomes when it is said to Ana. */
const toAna = (text: unknown) =>
  String(text).replaceAll("{{name}}", ANA.name).replaceAll("{{email}}", ANA.email);
const CLOSED = { timeZone: "UTC", days: [] };

describe.each(["en", "es"] as const)("in %s", (locale) => {
  const [sales, support, lead] = flowTemplates(locale) as [FlowTemplate, FlowTemplate, FlowTemplate];
  const textOf = ({ definition }: FlowTemplate, node: string, part = "text") =>
    toAna((definition.nodes[node] as unknown as Record<string, unknown>)[part]);
  const of = async ({ definition }: FlowTemplate) => {
    const project = await house.project(definition.nodes, definition.start);
    await project.update({ awayMessage: null });
    return project;
  };
  const quote = { ...ANA, need: "Forty chairs", phone: "+34 600 11 22 33" };

  test("sales: the largest budget goes to a person at once; the others choose", async () => {
    const project = await of(sales);
    const large = await play(project, [0, 2, quote]);
    const row = await expectEnd(project, large, {
      mode: "WAITING",
      says: textOf(sales, "adviser"),
      status: "PROSPECT",
      attention: true,
    });
    expect(row).toMatchObject({ ...ANA, phone: "+34 600 11 22 33" });
    expect(row.submissions[0].fields.map(({ name }: Answer) => name)).toEqual([
      "name",
      "email",
      "company",
      "phone",
      "need",
    ]);
    for (const budget of [0, 1, 3]) {
      const end = { status: "PROSPECT", attention: true };
      const here = await play(project, [0, budget, quote, 0]);
      await expectEnd(project, here, { mode: "WAITING", says: textOf(sales, "adviser"), ...end });
      const mail = await play(project, [0, budget, quote, 1]);
      await expectEnd(project, mail, { mode: "BOT", says: textOf(sales, "mail"), ...end });
    }
  });

  test("sales: questions go to a person, who looks around is asked once more, and a closed office says so", async () => {
    const project = await of(sales);
    const asks = { mode: "WAITING", says: textOf(sales, "question"), attention: true };
    await expectEnd(project, await play(project, [1]), asks);
    await expectEnd(project, await play(project, [2]), { mode: "BOT", says: textOf(sales, "looking") });
    await expectEnd(project, await play(project, [2, "pause"]), {
      mode: "BOT",
      says: textOf(sales, "anything"),
    });
    await expectEnd(project, await play(project, [2, "pause", 0]), asks);
    await expectEnd(project, await play(project, [2, "pause", 1]), {
      mode: "BOT",
      says: textOf(sales, "bye"),
    });
    await project.update({ officeHours: CLOSED });
    await expectEnd(project, await play(project, [1]), { ...asks, says: textOf(sales, "question", "away") });
    await expectEnd(project, await play(project, [0, 2, quote]), {
      mode: "WAITING",
      says: textOf(sales, "adviser", "away"),
      status: "PROSPECT",
      attention: true,
    });
  });

  test("support: what helps closes, what does not is taken down for a person, now or in the morning", async () => {
    const project = await of(support);
    const problem = { ...ANA, order: "4711", problem: "It came broken" };
    const person = { mode: "WAITING", says: textOf(support, "person"), attention: true };
    for (const [topic, help] of [
      [0, "order"],
      [1, "payment"],
      [2, "account"],
    ] as const) {
      await expectEnd(project, await play(project, [topic]), { mode: "BOT", says: textOf(support, help) });
      const glad = await play(project, [topic, "pause", 0]);
      await expectEnd(project, glad, { mode: "CLOSED", says: textOf(support, "glad") });
      await expectEnd(project, await play(project, [topic, "pause", 1, problem]), person);
    }
    const row = await expectEnd(project, await play(project, [3, problem]), person);
    expect(row.submissions[0].fields.at(-1)).toEqual({ name: "problem", value: "It came broken" });
    await project.update({ officeHours: CLOSED });
    const morning = { ...person, says: textOf(support, "morning") };
    await expectEnd(project, await play(project, [3, problem]), morning);
  });

  test("lead capture: no consent, no contact; who gives it becomes a prospect, and the team is alerted", async () => {
    const project = await of(lead);
    const contact = { ...ANA, consent: "true" };
    const { form } = lead.definition.nodes.more as { form: { fields: { options: string[] | null }[] } };
    const offer = { need: "Forty chairs", when: form.fields[1]?.options?.[1] ?? "" };
    const prospect = { mode: "BOT", status: "PROSPECT", attention: true };
    await expectEnd(project, await play(project, [0, contact]), { ...prospect, says: textOf(lead, "more") });
    const whole = await play(project, [0, contact, offer]);
    const row = await expectEnd(project, whole, { ...prospect, says: textOf(lead, "offerThanks") });
    expect(row.submissions).toHaveLength(2);
    const news = await play(project, [1, contact]);
    await expectEnd(project, news, { ...prospect, says: textOf(lead, "newsThanks") });
    await expectEnd(project, await play(project, [2]), { mode: "CLOSED", says: textOf(lead, "bye") });

    const unwilling = await play(project, [0]);
    const { messages } = await unwilling.session();
    await expect(unwilling.submit(messages.at(-1).id, ANA)).rejects.toThrow(/consent REQUIRED/);
    await expectEnd(project, unwilling, { mode: "BOT", says: textOf(lead, "contact") });
  });
});

test("no two nodes of a flow stand on one another, and the talk goes from left to right", () => {
  for (const { id, definition } of [...flowTemplates("en"), ...flowTemplates("es")]) {
    const places = Object.values(definition.nodes).map(({ at }) => JSON.stringify(at));
    expect([id, new Set(places).size]).toEqual([id, places.length]);
    for (const node of Object.values(definition.nodes))
      for (const { next } of edgesOf(node))
        if (next !== null) expect(definition.nodes[next]?.at?.x ?? 0).toBeGreaterThan(node.at?.x ?? 0);
  }
});
