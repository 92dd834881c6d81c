// The same table for the widget's API: every entrance × a page without a token, a visitor of another project, and another visitor
// of this one, over HTTP and over the socket.
import type { GraphQLArgument } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WIDGET_POLICY, entrances } from "../src/policy.js";
import { buildWidgetSchema } from "../src/schema.js";
import { HttpClient, SocketClient, WidgetClient } from "./clients.js";
import { type Entrance, call } from "./entrance.js";
import { TestServer } from "./server.js";

const MISSING = "999999999";
let server: TestServer;
/** The messages of the visitor whose rows these are. */
let rows: Record<string, string>;
let callers: Record<"mine" | "other" | "nobody" | "foreign", HttpClient>;
let sum: () => Promise<unknown>;

beforeAll(async () => {
  server = await TestServer.start();
  const { agent, project } = await server.setUp();
  const { createProject: elsewhere } = await agent.ask(
    'mutation { createProject(name: "Other") { id key } }',
  );
  const mine = server.widget(project.key);
  await mine.open();
  const question = (await mine.session()).messages.at(-1);
  await mine.choose(question.id, 0);
  const form = (await mine.session()).messages.at(-1);
  const other = server.widget(project.key);
  await other.open();
  rows = { "Mutation.chooseOption": question.id, "Mutation.submitForm": form.id };
  callers = {
    mine,
    other,
    nobody: new HttpClient(mine.url),
    // This visitor's own token, at another project's door.
    foreign: server.widget(elsewhere.key, { token: mine.token }),
  };
  sum = async () => [
    await mine.session(),
    (await agent.ask("query($id: ID!) { visitors(projectId: $id) { totalCount } }", { id: elsewhere.id }))
      .visitors,
  ];
});
afterAll(() => server.stop());

const ENTRANCES: Entrance[] = entrances(buildWidgetSchema()).map(([name, field]) => ({
  name,
  field,
  rule: WIDGET_POLICY[name],
}));
const guarded = ENTRANCES.filter(({ rule }) => rule?.who !== "ANYBODY").map(
  (each) => [each.name, each] as const,
);

async function answer(client: HttpClient, entrance: Entrance, message = rows[entrance.name]) {
  const { query, variables } = call(entrance, (argument: GraphQLArgument) =>
    argument.name === "messageId" ? message : undefined,
  );
  if (!entrance.name.startsWith("Subscription.")) {
    const { data, errors } = await client.raw(query, variables);
    const value = (data as Record<string, unknown> | null)?.[entrance.field.name] ?? null;
    return { code: errors[0]?.extensions.code ?? null, message: errors[0]?.message ?? null, value };
  }
  const payload = client instanceof WidgetClient ? { token: client.token } : {};
  const socket = new SocketClient(client.url, { payload });
  const said = (await socket.subscribe(query, variables).end_()) as
    { message: string; extensions: { code: string } }[] | { code: number };
  await socket.close();
  if (!Array.isArray(said))
    return { code: said.code === 4403 ? "UNAUTHENTICATED" : String(said.code), message: null, value: null };
  return { code: said[0]?.extensions.code ?? null, message: said[0]?.message ?? null, value: null };
}

test.each(guarded)("%s: a page without a token, and a token of another project", async (_name, entrance) => {
  const before = await sum();
  const isSilent = entrance.rule && "otherwise" in entrance.rule;
  for (const caller of ["nobody", "foreign"] as const) {
    const { code, value } = await answer(callers[caller], entrance);
    expect([caller, code, value]).toEqual([caller, isSilent ? null : "UNAUTHENTICATED", null]);
  }
  expect(await sum()).toEqual(before);
});

test.each(guarded.filter(([, { field }]) => field.args.some(({ name }) => name === "messageId")))(
  "%s: what another visitor was asked answers like what is not there",
  async (_name, entrance) => {
    const before = await sum();
    const theirs = await answer(callers.other, entrance);
    expect(theirs).toEqual(await answer(callers.other, entrance, MISSING));
    expect(theirs).toMatchObject({ code: "NOT_FOUND", value: null });
    expect(await sum()).toEqual(before);
    // And it is there for whose it is: what the answer lacks is another thing.
    expect((await answer(callers.mine, entrance)).code).not.toBe("NOT_FOUND");
  },
);
