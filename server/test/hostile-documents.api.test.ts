// The limits of a document to the last token, at every door: agents' and widgets' API, over HTTP and over the socket. What is just within
// is answered, what is one beyond is refused, and never with a 5xx.
import { once } from "node:events";
import { Lexer, Source, TokenKind } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import type { HttpClient, WidgetClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let visitor: WidgetClient;
let projectId: string;

beforeAll(async () => {
  server = await TestServer.start();
  const { agent: owner, project } = await server.setUp();
  agent = owner;
  projectId = project.id;
  visitor = server.widget(project.key);
  await visitor.open();
});
afterAll(() => server.stop());

const times = (count: number, text: string) => Array(count).fill(text).join(" ");
const numbered = (count: number, text: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => text(nth)).join(" ");

interface Door {
  /** A document with this much selected at its end. */
  document(selection: string): string;
  /** Fields that may be selected there. Several: graphql-js itself gives up comparing very many of one name. */
  plain: string[];
  /** The code of the refusal; null: it was answered. */
  ask(document: string): Promise<string | null>;
  /** Selections at the limit of 8 levels and of a cost of 5,000; what is added goes one beyond. Null: the schema has none such. */
  deep: [string, string] | null;
  dear: [string, string] | null;
}

async function follow(socket: ReturnType<WidgetClient["socket"]>, document: string) {
  const stream = socket.subscribe(document, document.includes("$id") ? { id: projectId } : {});
  // A stream begins with its stand, or is refused.
  const code = await stream.next().then(
    () => null,
    () => (stream.ended?.error as { extensions: { code: string } }[])[0]?.extensions.code ?? "none",
  );
  await socket.close();
  return code;
}
const chain = (levels: number) => {
  let inside = "id";
  for (let level = levels - 1; level > 0; level--)
    inside = `${level % 2 ? "conversation" : "visitor"} { ${inside} }`;
  return inside;
};

const dearVisitors = (more: number) =>
  `id } } b: visitors(projectId: $id, first: 100) { nodes { ${times(48, "id")} } } ${times(more, "__typename")} c: visitors(projectId: $id, first: 1) { nodes { id`;

const DOORS: Record<string, Door> = {
  "the API over HTTP": {
    document: (selection) =>
      `query($id: ID!) { visitors(projectId: $id, first: 1) { nodes { ${selection} } } }`,
    plain: ["id", "number", "status", "version", "name", "email", "phone", "engaged", "online"],
    ask: (document) => agent.code(document, { id: projectId }),
    deep: [chain(6), chain(7)],
    // 3 + 4,901 + 93 + 3.
    dear: [dearVisitors(93), dearVisitors(94)],
  },
  "the API over the socket": {
    document: (selection) =>
      `subscription($id: ID!) { visitorChanges(projectId: $id) { visitor { ${selection} } } }`,
    plain: ["id", "number", "status", "version", "name", "email", "phone", "engaged", "online"],
    ask: (document) => follow(server.socket(agent), document),
    deep: [chain(6), chain(7)],
    // 4 + 100 × 49, and 96 more.
    dear: [
      `${times(96, "id")} conversation { messages(last: 100) { ${times(49, "id")} } }`,
      `${times(97, "id")} conversation { messages(last: 100) { ${times(49, "id")} } }`,
    ],
  },
  "the widget's API over HTTP": {
    document: (selection) => `{ session { ${selection} } }`,
    plain: ["mode", "conversationId", "lastSeq", "agentName", "isOpen", "__typename"],
    ask: (document) => visitor.code(document),
    deep: null,
    // 2 + 50 × 99, and 48 more.
    dear: [
      `messages { ${times(99, "seq")} } ${times(48, "mode")}`,
      `messages { ${times(99, "seq")} } ${times(49, "mode")}`,
    ],
  },
  "the widget's API over the socket": {
    document: (selection) => `subscription { events { ${selection} } }`,
    plain: ["kind", "mode", "agentName", "seenByAgentSeq", "__typename"],
    ask: (document) => follow(visitor.socket(), document),
    deep: null,
    dear: null,
  },
};

function tokensOf(document: string): number {
  const lexer = new Lexer(new Source(document));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count++;
  return count;
}

interface Told {
  message: string;
  extensions: { code: string };
}
async function toldOver(socket: ReturnType<WidgetClient["socket"]>, document: string): Promise<Told[]> {
  const stream = socket.subscribe(document, {});
  await stream.next().catch(() => undefined);
  await socket.close();
  return stream.ended?.error as Told[];
}

test("of very many mistakes the first twenty are told, and that there are more", async () => {
  const unknown = numbered(200, (nth) => `nothing${nth}`);
  const answers = [
    (await agent.raw(`{ ${unknown} }`)).errors as Told[],
    (await visitor.raw(`{ ${unknown} }`)).errors as Told[],
    await toldOver(server.socket(agent), `subscription { ${unknown} }`),
    await toldOver(visitor.socket(), `subscription { ${unknown} }`),
  ];
  for (const told of answers) {
    expect(told).toHaveLength(21);
    expect(new Set(told.map(({ extensions }) => extensions.code))).toEqual(new Set([BEYOND]));
    expect(told.at(-1)?.message).toBe(
      "The document has more than 20 mistakes; these are the first. Mend them, and ask again.",
    );
  }
  const { errors } = await agent.raw(
    "mutation($id: ID!, $rules: [RetentionInput!]) { updatePrivacy(projectId: $id, retention: $rules) { id } }",
    { id: projectId, rules: Array(100).fill(1) },
  );
  expect(errors.at(-1)).toMatchObject({
    message: "The variables have too many mistakes; these are the first. Mend them, and ask again.",
    extensions: { code: "BAD_USER_INPUT" },
  });
});

const BEYOND = "GRAPHQL_VALIDATION_FAILED";

describe.each(Object.entries(DOORS))("%s", (_name, { document, plain, ask, deep, dear }) => {
  test("1,000 tokens", async () => {
    const frame = tokensOf(document(""));
    const fields = (count: number) => numbered(count, (nth) => plain[nth % plain.length] as string);
    const within = document(fields(1000 - frame));
    expect(tokensOf(within)).toBe(1000);
    expect(await ask(within)).toBeNull();
    expect(await ask(document(fields(1001 - frame)))).toBe("GRAPHQL_PARSE_FAILED");
  });

  const [field = ""] = plain;

  test("15 aliases, of __typename too", async () => {
    for (const each of [field, "__typename"]) {
      expect(await ask(document(numbered(15, (nth) => `a${nth}: ${each}`)))).toBeNull();
      expect(await ask(document(numbered(16, (nth) => `a${nth}: ${each}`)))).toBe(BEYOND);
    }
  });

  test("10 directives", async () => {
    expect(await ask(document(times(10, `${field} @include(if: true)`)))).toBeNull();
    expect(await ask(document(times(11, `${field} @include(if: true)`)))).toBe(BEYOND);
  });

  test.runIf(deep)("8 levels", async () => {
    const [within = "", beyond = ""] = deep ?? [];
    expect(await ask(document(within))).toBeNull();
    expect(await ask(document(beyond))).toBe(BEYOND);
  });

  test.runIf(dear)("a cost of 5,000", async () => {
    const [within = "", beyond = ""] = dear ?? [];
    expect(await ask(document(within))).toBeNull();
    expect(await ask(document(beyond))).toBe(BEYOND);
  });
});

describe.each<[string, () => HttpClient]>([
  ["the API", () => agent],
  ["the widget's API", () => visitor],
])("%s", (_name, client) => {
  const post = (body: string) =>
    fetch(client().url, {
      method: "POST",
      headers: { "content-type": "application/json", ...client().headers },
      body,
    });

  test("a body of 100 KB is read, one byte more is not", async () => {
    const padded = (bytes: number) => {
      const body = JSON.stringify({ query: "{ __typename }" });
      return body.replace('}"', `${" ".repeat(bytes - body.length)}}"`);
    };
    expect(padded(102_400)).toHaveLength(102_400);
    const within = await post(padded(102_400));
    expect([within.status, await within.json()]).toEqual([200, { data: { __typename: "Query" } }]);
    const beyond = await post(padded(102_401));
    expect([beyond.status, await beyond.json()]).toMatchObject([
      413,
      { errors: [{ extensions: { code: "BAD_USER_INPUT" } }] },
    ]);
  });

  test("a frame of 64 KB is read, one byte more closes the socket", async () => {
    const open = async () => {
      const origin = server.url;
      const socket = new WebSocket(client().url.replace("http", "ws"), "graphql-transport-ws", {
        headers: { origin },
      });
      socket.on("error", () => undefined);
      await once(socket, "open");
      return socket;
    };
    const ping = (bytes: number) => {
      const frame = JSON.stringify({ type: "ping", payload: { x: "" } });
      return frame.replace('""', `"${"x".repeat(bytes - frame.length)}"`);
    };
    expect(ping(65_536)).toHaveLength(65_536);
    const within = await open();
    within.send(ping(65_536));
    const [pong] = (await once(within, "message")) as [Buffer];
    expect(pong.toString("utf8")).toMatch(/"type":"pong"/);
    within.close();
    const beyond = await open();
    beyond.send(ping(65_537));
    expect((await once(beyond, "close"))[0]).toBe(1009);
  });

  test("several documents in one request are none", async () => {
    for (const batch of [
      [{ query: "{ __typename }" }],
      [{ query: "{ __typename }" }, { query: "{ __typename }" }],
    ]) {
      const answer = await post(JSON.stringify(batch));
      expect(answer.status).toBe(400);
      expect(await answer.json()).not.toHaveProperty("data");
    }
  });
});
