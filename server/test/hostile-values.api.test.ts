// What values may hold, at every door that keeps them: text without loss or not at all, names that every object has, lists that end,
// nothing set from outside, and no secret in an answer or a log.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, HttpClient, type WidgetClient } from "./clients.js";
import { freshDatabase } from "./database.js";
import { ServerProcess, freePort } from "./process.js";
import { OWNER, TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };
let visitor: WidgetClient;
let row: Answer;

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
  visitor = server.widget(project.key);
  await visitor.open();
  row = await newest("id conversation { id }");
});
afterAll(() => server.stop());

const newest = async (fields: string): Promise<Answer> =>
  (
    await agent.ask(`query($id: ID!) { visitors(projectId: $id, first: 1) { nodes { ${fields} } } }`, {
      id: project.id,
    })
  ).visitors.nodes[0];

const latestOf = async (author: string): Promise<string> =>
  (await visitor.session()).messages.findLast((message: Answer) => message.author === author).text;

/** Every place that keeps what people write: how it is written, and how it is read again. */
const PLACES: [string, (text: string) => Promise<string | null>, () => Promise<string>][] = [
  [
    "a visitor's message",
    (text) =>
      visitor.code("mutation($t: String!, $c: ID!) { send(text: $t, clientId: $c) { seq } }", {
        t: text,
        c: randomUUID(),
      }),
    () => latestOf("VISITOR"),
  ],
  [
    "an agent's reply",
    (text) =>
      agent.code(
        "mutation($id: ID!, $t: String!, $c: ID!) { reply(conversationId: $id, text: $t, clientId: $c) { seq } }",
        { id: row.conversation.id, t: text, c: randomUUID() },
      ),
    () => latestOf("AGENT"),
  ],
  [
    "a draft",
    (text) =>
      agent.code("mutation($id: ID!, $t: String!) { saveDraft(visitorId: $id, text: $t) { replaced } }", {
        id: row.id,
        t: text,
      }),
    async () =>
      (await agent.ask("query($id: ID!) { myDraft(visitorId: $id) { text } }", { id: row.id })).myDraft.text,
  ],
  [
    "a canned reply",
    async (text) => {
      const { cannedReplies } = await agent.ask(REPLIES, { id: project.id });
      const [kept] = cannedReplies as { id: string }[];
      const id =
        kept?.id ??
        (
          await agent.ask(
            'mutation($id: ID!) { createCannedReply(projectId: $id, shortcut: "hi", text: "x") { id } }',
            { id: project.id },
          )
        ).createCannedReply.id;
      return agent.code(
        'mutation($id: ID!, $t: String!) { updateCannedReply(id: $id, shortcut: "hi", text: $t) { id } }',
        { id, t: text },
      );
    },
    async () => (await agent.ask(REPLIES, { id: project.id })).cannedReplies[0].text,
  ],
  [
    "a parameter's value",
    (text) => visitor.code("mutation($p: JSONObject!) { setParams(params: $p) }", { p: { odd: text } }),
    async () => (await newest("params { key value }")).params.find(({ key }: Answer) => key === "odd").value,
  ],
  [
    "a page's title",
    (text) =>
      visitor.code("mutation($u: String!, $t: String!) { visitPage(url: $u, title: $t) }", {
        u: `https://shop.example.com/${randomUUID()}`,
        t: text,
      }),
    async () => (await newest("pages(last: 1) { title }")).pages[0].title,
  ],
  [
    "a member's name",
    (text) => agent.code("mutation($t: String!) { updateMe(name: $t) { id } }", { t: text }),
    async () => (await agent.ask("{ me { name } }")).me.name,
  ],
  [
    "a project's greeting",
    (text) =>
      agent.code("mutation($id: ID!, $t: String!) { updateProject(id: $id, greeting: $t) { id } }", {
        id: project.id,
        t: text,
      }),
    async () =>
      (await agent.ask("query($id: ID!) { project(id: $id) { greeting } }", { id: project.id })).project
        .greeting,
  ],
];
const REPLIES = "query($id: ID!) { cannedReplies(projectId: $id) { id text } }";

test.each(PLACES)(
  "%s is kept as it came or refused, never cut and never changed",
  async (_name, write, read) => {
    for (const odd of [
      "<script>alert(1)</script>",
      "‮txt.exe \u200f\u2066x\u2069 \u200b\ufeff.",
      "é e\u0301 ＝１ ﬁ",
      "😀👩🏽‍🚀\u{10ffff}",
      "' OR 1=1 -- \\ % _ ${7*7} {{x}} \u0001\u001f\u007f",
      "line\none\ttab",
    ]) {
      expect([odd, await write(odd)]).toEqual([odd, null]);
      expect(await read()).toBe(odd);
    }
    const before = await read();
    for (const lost of ["a\0b", "half \ud83d alone", "\udc00 first"])
      expect([lost, await write(lost)]).toEqual([lost, "BAD_USER_INPUT"]);
    expect(await read()).toBe(before);
  },
);

test("a name of 200 and an e-mail of 320 characters are kept whole; one more is said to be too many", async () => {
  const answer = async (fields: Record<string, string>) => {
    const one = server.widget(project.key);
    const { messages } = await one.open();
    await one.choose(messages.at(-1).id, 0);
    const form = (await one.session()).messages.at(-1);
    const { errors } = await one.raw(
      "mutation($m: ID!, $f: [FieldInput!]!, $c: ID!) { submitForm(messageId: $m, fields: $f, clientId: $c) { seq } }",
      { m: form.id, c: randomUUID(), f: Object.entries(fields).map(([name, value]) => ({ name, value })) },
    );
    return errors[0]?.extensions ?? null;
  };
  const email = (length: number) => `${"e".repeat(length - 12)}@example.com`;
  expect(await answer({ name: "n".repeat(200), email: email(320) })).toBeNull();
  expect(await newest("name email")).toEqual({ name: "n".repeat(200), email: email(320) });
  expect(await answer({ name: "n".repeat(201), email: email(320) })).toMatchObject({
    fields: [{ name: "name", reason: "TOO_LONG" }],
  });
  expect(await answer({ name: "Ana", email: email(321) })).toMatchObject({ fields: [{ name: "email" }] });
});

test("names that every object has are parameters like others; fifty of 64 and 1,024 characters fit", async () => {
  const one = server.widget(project.key);
  await one.open();
  const set = (params: object) =>
    one.code("mutation($p: JSONObject!) { setParams(params: $p) }", { p: params });
  const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"];
  expect(
    await set(JSON.parse(`{${names.map((name) => `"${name}": "plain"`).join(",")}}`) as object),
  ).toBeNull();
  const kept = async () => (await newest("params { key value }")).params as { key: string; value: string }[];
  expect((await kept()).map(({ key }) => key).sort()).toEqual([...names].sort());
  expect((await kept()).every(({ value }) => value === "plain")).toBe(true);
  expect(({} as Record<string, unknown>).plain).toBeUndefined();
  const { visitors } = await agent.ask(
    'query($id: ID!) { visitors(projectId: $id, filter: { params: [{ key: "__proto__", value: "plain" }] }) { totalCount } }',
    { id: project.id },
  );
  expect(visitors.totalCount).toBe(1);
  const longest = Object.fromEntries(
    Array.from({ length: 44 }, (_, nth) => [`${nth}`.padStart(64, "k"), "v".repeat(1024)]),
  );
  expect(await set(longest)).toBeNull();
  expect(await kept()).toHaveLength(50);
  expect((await kept()).filter(({ value }) => value.length === 1024)).toHaveLength(44);
  for (const deep of [{ a: { b: 1 } }, { a: [1] }, { a: null }])
    expect([deep, await set(deep)]).toEqual([deep, "BAD_USER_INPUT"]);
});

test("who wrote it, whose it is and how it stands cannot be set from outside", async () => {
  for (const document of [
    'mutation { send(text: "x", clientId: "b3f6c6de-6d0e-4b5c-9d5c-0d5d3a8f7c11", author: AGENT) { seq } }',
    'mutation { send(text: "x", clientId: "b3f6c6de-6d0e-4b5c-9d5c-0d5d3a8f7c11", conversationId: "1") { seq } }',
    "mutation { setVisitorStatus(visitorId: 1, status: CUSTOMER) { id } }",
    '{ session(projectId: "2") { mode } }',
    "{ visitors { nodes { id } } }",
  ])
    expect([document, await visitor.code(document)]).toEqual([document, "GRAPHQL_VALIDATION_FAILED"]);
  const input = { token: visitor.token, page: { url: "https://shop.example.com" } };
  for (const more of [{ status: "CUSTOMER" }, { projectId: "2" }, { ip: "203.0.113.7" }, { name: "Ana" }])
    expect(
      await visitor.code("mutation($input: OpenInput!) { open(input: $input) { session { mode } } }", {
        input: { ...input, ...more },
      }),
    ).toBe("BAD_USER_INPUT");
});

test("every list that takes a size refuses more than its maximum, and what is none", async () => {
  const lists: [string, number][] = [
    ["visitors(projectId: $id, first: $n) { totalCount }", 100],
    ["visitors(projectId: $id, last: $n) { totalCount }", 100],
    ["changes(projectId: $id, first: $n) { endCursor }", 100],
    ["auditLog(projectId: $id, first: $n) { endCursor }", 100],
    ["blocks(projectId: $id, first: $n) { id }", 500],
    ["flow(projectId: $id) { versions(first: $n) { __typename } }", 100],
    ["visitors(projectId: $id, first: 1) { nodes { pages(last: $n) { url } } }", 50],
    ["visitors(projectId: $id, first: 1) { nodes { conversation { messages(last: $n) { id } } } }", 200],
  ];
  for (const [list, most] of lists) {
    const raw = (n: number) => agent.raw(`query($id: ID!, $n: Int) { ${list} }`, { id: project.id, n });
    const ask = async (n: number) => (await raw(n)).errors[0]?.extensions.code ?? null;
    expect([list, (await raw(most)).errors]).toEqual([list, []]);
    for (const n of [most + 1, 0, -1, 2 ** 31 - 1])
      expect([list, n, await ask(n)]).toEqual([
        list,
        n,
        // What would be too dear is refused before it is asked for.
        expect.stringMatching(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/),
      ]);
  }
});

test("what belongs to a visitor is told fifty at a time, the latest, however much there is", async () => {
  const { manager } = server.services.database.source;
  const { id } = row;
  for (let nth = 0; nth < 60; nth++)
    await agent.ask(
      "mutation($id: ID!, $s: VisitorStatus!) { setVisitorStatus(visitorId: $id, status: $s) { id } }",
      {
        id,
        s: nth % 2 ? "NEW" : "PROSPECT",
      },
    );
  const [original] = await manager.query("SELECT * FROM conversation WHERE visitor_id = ?", [id]);
  const { id: _own, ...columns } = original;
  const names = Object.keys(columns);
  for (let nth = 0; nth < 60; nth++)
    await manager.query(
      `INSERT INTO conversation (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
      Object.values(columns),
    );
  const { visitor: found } = await agent.ask(
    "query($id: ID!) { visitor(id: $id) { conversations { id } statusHistory { to } } }",
    { id },
  );
  expect(found.statusHistory).toHaveLength(50);
  expect(found.statusHistory.at(-1)).toEqual({ to: "NEW" });
  const ids = found.conversations.map((each: Answer) => Number(each.id));
  expect(ids).toHaveLength(50);
  expect(ids).toEqual(ids.toSorted((a: number, b: number) => a - b));
  expect(ids).not.toContain(Number(row.conversation.id));
});

test("no secret stands in a log, though it tells all that it can, nor in an error or an answer", async () => {
  const database = await freshDatabase();
  const port = await freePort();
  const env = { DATABASE_URL: database.url, LOG_LEVEL: "trace" };
  const owner = { ATALAYA_OWNER_EMAIL: OWNER.email, ATALAYA_OWNER_PASSWORD: OWNER.password };
  const house = await ServerProcess.launch({ ...env, ...owner }, port).ready();
  try {
    const client = new HttpClient(`${house.url}/graphql`);
    const said: string[] = [];
    const ask = async (query: string, variables: object, headers: Record<string, string> = {}) => {
      const answer = await client.raw(query, variables as Record<string, unknown>, headers);
      said.push(JSON.stringify([answer.data, answer.errors]));
      return answer;
    };
    const SIGN_IN = "mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }";
    const wrong = "canary of a wrong password";
    await ask(SIGN_IN, { e: OWNER.email, p: wrong });
    await ask(SIGN_IN, { e: OWNER.email, p: OWNER.password });
    const cookie = (client.cookie ?? "").split("=")[1] ?? "";
    const CHANGE =
      "mutation($c: String!, $n: String!) { changePassword(currentPassword: $c, newPassword: $n) }";
    const next = "canary of the next password";
    await ask(CHANGE, { c: wrong, n: next });
    await ask(CHANGE, { c: OWNER.password, n: next });
    // Variables of the wrong type are told of in an error: what they hold is not.
    const { errors } = await ask(SIGN_IN, { e: OWNER.email, p: { secret: `a"; ${next}; "b` } });
    expect(errors[0]?.message).toBe(
      'Variable "$p" got an invalid value; String cannot represent a non string value.',
    );
    const { data } = await client.raw("{ projects { id } }");
    const { data: made } = await client.raw(
      'mutation($id: ID!) { createApiToken(projectId: $id, name: "x", role: ADMIN) { token } inviteMember(projectId: $id, email: "eva@example.com", role: MANAGER) { url } }',
      { id: data.projects[0].id },
    );
    const token = made.createApiToken.token as string;
    const [, invitation = ""] = (made.inviteMember.url as string).split("#");
    await ask("{ apiTokens { nothing } }", {}, { authorization: `Bearer ${token}` });
    await ask("query($t: String!) { invitation(token: $t) { email } }", { t: `${invitation}x` });
    await fetch(`${house.url}/graphql?token=${token}`, { headers: { authorization: `Bearer ${token}x` } });
    await house.end("SIGTERM");
    for (const secret of [OWNER.password, wrong, next, cookie, token, invitation]) {
      expect(secret.length).toBeGreaterThan(10);
      for (const text of [house.output, house.errors, ...said])
        expect(text.includes(secret) ? [secret, text.slice(0, 500)] : null).toBeNull();
    }
  } finally {
    await house.end("SIGKILL");
    await database.drop();
  }
});
