// An installation to measure: one project, visitors who left their details, and an API token for every few subscribers.
import { randomBytes, randomUUID } from "node:crypto";
import { hashSecret, makeSecret } from "../../src/agents/secret.ts";
import { HIGH_LIMITS } from "../limits.ts";
import { Process, ask, here } from "./contestant.ts";
import { SOCKETS_A_TOKEN } from "./orders.ts";
import { openSql } from "./sql.ts";

const MAIN = here("../../dist/main.js");
const AT_ONCE = 20;
const MANAGER = 1;

/** In the order of their codes in the database. */
export const STATUSES = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"];

/** What every visitor is called, before its number. */
export const NAME = "María Fernanda Gómez Restrepo";

export interface Installation {
  url: string;
  projectId: string;
  /** The status is kept up to date by whoever changes it. */
  visitors: { id: string; status: string }[];
  tokens: string[];
}

/** Starts the built server on it. Every caller is seen at the address that it says, as behind a proxy. */
export async function startServer(
  url: string,
  flags: string[] = [],
): Promise<{ process: Process; port: number; key: string }> {
  const process = Process.node([...flags, MAIN], {
    DATABASE_URL: url,
    RATE_LIMITS: HIGH_LIMITS,
    PORT: "0",
    LOG_LEVEL: "warn",
    TRUSTED_PROXIES: "127.0.0.1",
    ATALAYA_OWNER_EMAIL: "bench@example.com",
    ATALAYA_OWNER_PASSWORD: makeSecret(),
  });
  const port = Number(await process.says(/running at http:\/\/[\w.]+:(\d+)/));
  return { process, port, key: await process.says(/key (pk_\w+)/) };
}

/** Fills an empty database. */
export async function prepare(url: string, subscribers: number, visitors: number): Promise<Installation> {
  const server = await startServer(url);
  for (let number = 0; number < visitors; number += AT_ONCE) {
    const few = Array.from({ length: Math.min(AT_ONCE, visitors - number) }, (_, step) => number + step);
    await Promise.all(few.map((each) => prospect(server.port, server.key, each)));
  }
  await server.process.stop();

  const tokens = Array.from({ length: Math.ceil(subscribers / SOCKETS_A_TOKEN) + 1 }, () =>
    makeSecret("atl_"),
  );
  const sql = await openSql(url);
  const [project] = await sql.run("SELECT id FROM project");
  const projectId = String(project?.id);
  for (const [index, token] of tokens.entries()) {
    await sql.run(
      "INSERT INTO api_token (project_id, name, role, token_hash, created_at) VALUES (?, ?, ?, ?, ?)",
      [projectId, `bench ${index}`, MANAGER, hashSecret(token), Date.now()],
    );
  }
  // Nobody goes offline in mid-measurement: that would be an event that nobody has asked for.
  await sql.run("UPDATE visitor SET online = 0");
  const rows = await sql.run("SELECT id, status FROM visitor ORDER BY id");
  await sql.close();
  const visitorsNow = rows.map(({ id, status }) => ({
    id: String(id),
    status: STATUSES[Number(status)] ?? "",
  }));
  return { url, projectId, tokens, visitors: visitorsNow };
}

/** Opens the widget, wants to buy, and fills in the form, as a person does. */
async function prospect(port: number, key: string, number: number): Promise<void> {
  const token = randomBytes(32).toString("base64url");
  const headers = {
    authorization: `Bearer ${token}`,
    "x-forwarded-for": `10.1.${number >> 8}.${number & 255}`,
  };
  const call = async (query: string, variables: object) =>
    (await ask(port, `/widget/${key}/graphql`, query, variables, headers)).data as Record<
      string,
      { id: string; session: Session }
    >;
  const input = {
    token,
    page: { url: "https://shop.example.com/plants", title: "Plants" },
    timeZone: "America/Bogota",
  };
  const { open } = await call(
    "mutation($input: OpenInput!) { open(input: $input) { session { messages { id } } } }",
    { input },
  );
  const asked = open?.session.messages.at(-1)?.id;
  await call(
    "mutation($id: ID!, $own: ID!) { chooseOption(messageId: $id, index: 0, clientId: $own) { id } }",
    {
      id: asked,
      own: randomUUID(),
    },
  );
  const { session } = (await call("{ session { messages { id } } }", {})) as unknown as { session: Session };
  const fields = Object.entries({
    name: `${NAME} ${number}`,
    email: `maria.gomez.${number}@example.com`,
    phone: `+57 300 555 ${String(number).padStart(4, "0")}`,
  }).map(([name, value]) => ({ name, value }));
  await call(
    "mutation($id: ID!, $fields: [FieldInput!]!, $own: ID!) { submitForm(messageId: $id, fields: $fields, clientId: $own) { id } }",
    {
      id: session.messages.at(-1)?.id,
      fields,
      own: randomUUID(),
    },
  );
}

interface Session {
  messages: { id: string }[];
}
