// The table of policies is what happens: every entrance of the agents' API × everybody who may not come in, over HTTP and over the
// socket. Documents and arguments are made from the schema, so that a new field is tried without anybody thinking of it.
import { type GraphQLArgument } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { API_POLICY, entrances } from "../src/policy.js";
import { buildApiSchema } from "../src/schema.js";
import { type HttpClient, SocketClient } from "./clients.js";
import { type Entrance, TOMORROW, call } from "./entrance.js";
import { TestServer } from "./server.js";
import { type StatementCounter, countStatements } from "./statements.js";

let server: TestServer;
let admin: HttpClient;
let callers: Record<"nobody" | "manager" | "stranger" | "removed" | "program" | "foreignProgram", HttpClient>;
/** What there is in the admin's project, by the argument that names it, or by the field where that says only "id". */
let rows: Record<string, string>;
const MISSING = "999999999";
let statements: StatementCounter;

beforeAll(async () => {
  // Its clock stands still, so that nobody's last use is due to be written, and later nobody asks the database but who is asked.
  const now = new Date();
  server = await TestServer.start({ clock: () => now });
  const { agent, project } = await server.setUp();
  admin = agent;
  const { createProject: other } = await agent.ask('mutation { createProject(name: "Other") { id } }');
  const removed = await server.addAgent(project.id, "ADMIN", "removed@example.com");
  await removed.ask("mutation($id: ID!) { leaveProject(projectId: $id) }", { id: project.id });
  const token = async (id: string) =>
    (
      await agent.ask(
        'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: ADMIN) { id token } }',
        { id },
      )
    ).createApiToken as { id: string; token: string };
  const own = await token(project.id);
  const bearer = (secret: string) => server.http({ authorization: `Bearer ${secret}` });
  callers = {
    nobody: server.http(),
    manager: await server.addAgent(project.id, "MANAGER", "manager@example.com"),
    stranger: await server.addAgent(other.id, "ADMIN", "stranger@example.com"),
    removed,
    program: bearer(own.token),
    foreignProgram: bearer((await token(other.id)).token),
  };
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.open();
  const { visitors } = await agent.ask("query($id: ID!) { visitors(projectId: $id) { nodes { id } } }", {
    id: project.id,
  });
  const { inviteMember } = await agent.ask(
    'mutation($id: ID!) { inviteMember(projectId: $id, email: "eva@example.com", role: MANAGER) { invitation { id } } }',
    { id: project.id },
  );
  const { createCannedReply: reply } = await agent.ask(
    'mutation($id: ID!) { createCannedReply(projectId: $id, shortcut: "hi", text: "Hello") { id } }',
    { id: project.id },
  );
  const { blockAddress: block } = await agent.ask(
    'mutation($id: ID!, $until: DateTime!) { blockAddress(projectId: $id, address: "203.0.113.7", until: $until) { id } }',
    { id: project.id, until: TOMORROW },
  );
  const { createIdentitySecret: identitySecret } = await agent.ask(
    "mutation($id: ID!) { createIdentitySecret(projectId: $id) { id } }",
    { id: project.id },
  );
  const [{ id: visitorId }] = visitors.nodes;
  rows = {
    projectId: project.id,
    "Query.project": project.id,
    "Mutation.updateProject": project.id,
    visitorId,
    visitorIds: visitorId,
    "Query.visitor": visitorId,
    "Mutation.eraseVisitor": visitorId,
    conversationId,
    "Mutation.revokeApiToken": own.id,
    "Mutation.updateCannedReply": reply.id,
    "Mutation.deleteCannedReply": reply.id,
    "Mutation.unblock": block.id,
    "Mutation.endIdentitySecret": identitySecret.id,
    "Mutation.cancelInvitation": inviteMember.invitation.id,
  };
  // A program's first call is written down.
  for (const client of Object.values(callers)) await client.raw("{ __typename }");
  await server.still();
  statements = countStatements(server);
});
afterAll(() => server.stop());

const schema = buildApiSchema();
const FIELDS: Entrance[] = entrances(schema).map(([name, field]) => ({
  name,
  field,
  rule: API_POLICY[name],
}));

const real = (entrance: Entrance) => (argument: GraphQLArgument) =>
  rows[argument.name] ?? (argument.name === "id" ? rows[entrance.name] : undefined);
const missing = (entrance: Entrance) => (argument: GraphQLArgument) =>
  real(entrance)(argument) === undefined ? undefined : MISSING;

interface Answer {
  code: string | null;
  message: string | null;
  value: unknown;
}

async function answer(client: HttpClient, entrance: Entrance, ids = real): Promise<Answer> {
  const { query, variables } = call(entrance, ids(entrance));
  if (!entrance.name.startsWith("Subscription.")) {
    const { data, errors } = await client.raw(query, variables);
    const value = (data as Record<string, unknown> | null)?.[entrance.field.name] ?? null;
    return { code: errors[0]?.extensions.code ?? null, message: errors[0]?.message ?? null, value };
  }
  const token = client.headers.authorization?.replace("Bearer ", "");
  const socket = token
    ? new SocketClient(`${server.url}/graphql`, { payload: { token } })
    : server.socket(client);
  const said = (await socket.subscribe(query, variables).end_()) as
    { message: string; extensions: { code: string } }[] | { code: number };
  await socket.close();
  if (!Array.isArray(said))
    return { code: said.code === 4403 ? "UNAUTHENTICATED" : String(said.code), message: null, value: null };
  return { code: said[0]?.extensions.code ?? null, message: said[0]?.message ?? null, value: null };
}

/** The same, and how many statements it took: who measures time must learn nothing either. */
async function priced(client: HttpClient, entrance: Entrance, ids = real) {
  const before = statements.count;
  const answered = await answer(client, entrance, ids);
  return { ...answered, statements: statements.count - before };
}

const guarded = FIELDS.filter(({ rule }) => rule && rule.who !== "ANYBODY");
const named = guarded.map((entrance) => [entrance.name, entrance] as const);

test.each(named)("%s: signed out", async (_name, entrance) => {
  const { code, value } = await answer(callers.nobody, entrance);
  const isSilent = entrance.rule && "otherwise" in entrance.rule;
  expect([code, value]).toEqual([isSilent ? null : "UNAUTHENTICATED", null]);
});

test.each(named.filter(([, { rule }]) => rule && "project" in rule))(
  "%s: a stranger, who was removed, and a foreign program are told what they are told of what is not there, at the same price",
  async (_name, entrance) => {
    const { rule } = entrance;
    const isPersonal = rule && "personally" in rule && rule.personally;
    for (const caller of ["stranger", "removed", "foreignProgram"] as const) {
      const [theirs, none] = [
        await priced(callers[caller], entrance),
        await priced(callers[caller], entrance, missing),
      ];
      expect([caller, theirs]).toEqual([caller, none]);
      const isSilent = rule && "otherwise" in rule;
      const told = caller === "foreignProgram" && isPersonal ? "FORBIDDEN" : "NOT_FOUND";
      expect(theirs).toMatchObject({ code: isSilent ? null : told, value: null });
    }
  },
);

test.each(named.filter(([, { rule }]) => rule?.who === "ADMIN"))("%s: a manager", async (_name, entrance) => {
  expect(await answer(callers.manager, entrance)).toMatchObject({ code: "FORBIDDEN" });
});

test.each(named.filter(([, { rule }]) => rule?.who === "PERSON" || (rule && "personally" in rule)))(
  "%s: a program, though it is an admin's",
  async (_name, entrance) => {
    expect(await answer(callers.program, entrance)).toMatchObject({ code: "FORBIDDEN" });
  },
);

test("every row that an entrance is asked for is a real one: it is not only refused because nothing is there", async () => {
  for (const entrance of guarded) {
    const { rule } = entrance;
    if (rule && "project" in rule)
      expect(
        entrance.field.args.some((each) => real(entrance)(each) !== undefined),
        entrance.name,
      ).toBe(true);
  }
  expect(await admin.ask("{ projects { id } }")).toMatchObject({ projects: [{ id: rows.projectId }, {}] });
});
