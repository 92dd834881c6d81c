// Two projects on the built server: what there is in one, and an admin of the other, who asks for it.
import { randomBytes, randomUUID } from "node:crypto";
import { HIGH_LIMITS } from "../limits.ts";
import { Process, here } from "../live/contestant.ts";
import { Caller } from "./caller.ts";

const VISITORS = 20;
const PASSWORD = "correct horse battery";

export interface Installation {
  url: string;
  stranger: Caller;
  /** Another visitor of the first project. */
  visitor: Caller;
  /** Ids of what the stranger may not see. */
  foreign: Record<"project" | "visitor" | "conversation" | "token" | "block" | "question", string[]>;
  stop(): Promise<void>;
}

export async function install(database: string): Promise<Installation> {
  const server = Process.node([here("../../dist/main.js")], {
    DATABASE_URL: database,
    RATE_LIMITS: HIGH_LIMITS,
    PORT: "0",
    LOG_LEVEL: "warn",
    ATALAYA_OWNER_EMAIL: "owner@example.com",
    ATALAYA_OWNER_PASSWORD: PASSWORD,
  });
  const port = await server.says(/running at http:\/\/[\w.]+:(\d+)/);
  const url = `http://127.0.0.1:${port}`;
  const owner = new Caller(url, "/graphql");
  await owner.data('mutation($p: String!) { signIn(email: "owner@example.com", password: $p) { id } }', {
    p: PASSWORD,
  });
  const { projects } = await owner.data("{ projects { id key } }");
  const { id, key } = projects[0];
  const other = (await owner.data('mutation { createProject(name: "Other") { id } }')).createProject;
  const { inviteMember } = await owner.data(
    'mutation($id: ID!) { inviteMember(projectId: $id, email: "stranger@example.com", role: ADMIN) { url } }',
    { id: other.id },
  );
  const stranger = new Caller(url, "/graphql");
  await stranger.data(
    "mutation($token: String!, $account: NewAccountInput!) { acceptInvitation(token: $token, account: $account) { id } }",
    {
      token: String(inviteMember.url).split("#")[1],
      account: { name: "Eva", password: PASSWORD, timeZone: "UTC", locale: "en" },
    },
  );

  const enter = async () => {
    const token = randomBytes(32).toString("base64url");
    const caller = new Caller(url, `/widget/${key}/graphql`, { authorization: `Bearer ${token}` });
    const { open } = await caller.data(
      "mutation($input: OpenInput!) { open(input: $input) { session { messages { id } } } }",
      { input: { token, page: { url: "https://shop.example.com" } } },
    );
    return { caller, question: String(open.session.messages.at(-1).id) };
  };
  const others = [];
  for (let nth = 0; nth < VISITORS; nth++) others.push(await enter());
  const { visitors } = await owner.data(
    "query($id: ID!, $n: Int!) { visitors(projectId: $id, first: $n) { nodes { id conversation { id } } } }",
    { id, n: VISITORS },
  );
  const tokens: string[] = [];
  const blocks: string[] = [];
  const until = new Date(Date.now() + 86_400_000).toISOString();
  for (let nth = 0; nth < VISITORS; nth++) {
    const made = await owner.data(
      "mutation($id: ID!, $name: String!, $address: String!, $until: DateTime!) { createApiToken(projectId: $id, name: $name, role: MANAGER) { id } blockAddress(projectId: $id, address: $address, until: $until) { id } }",
      { id, name: `token ${randomUUID()}`, address: `203.0.113.${nth}`, until },
    );
    tokens.push(made.createApiToken.id);
    blocks.push(made.blockAddress.id);
  }
  const nodes = visitors.nodes as { id: string; conversation: { id: string } }[];
  return {
    url,
    stranger,
    visitor: (await enter()).caller,
    foreign: {
      project: [id],
      visitor: nodes.map((node) => node.id),
      conversation: nodes.map((node) => node.conversation.id),
      token: tokens,
      block: blocks,
      question: others.map(({ question }) => question),
    },
    stop: () => server.stop(),
  };
}
