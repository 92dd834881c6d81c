// The same messages through the front door: the built server as a process of its own, posts of the widget's own document over
// connections that stay open.
import { randomBytes, randomUUID } from "node:crypto";
import { Agent, type IncomingMessage, request } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { startServer } from "../live/installation.ts";
import { type Pace, keepPace } from "./pace.ts";

const OPEN = "mutation($input: OpenInput!) { open(input: $input) { session { conversationId } } }";
const SEND = `mutation Send($text: String!, $clientId: ID!) { send(text: $text, clientId: $clientId) {
  id seq author agentName kind text options optionIndex replyTo clientId event createdAt
  fields { name value } form { name fields { name label type required options } } } }`;
const PERSON = "mutation { requestHuman { mode } }";

/** Opens so many visitors' chats, asks for a person, and sends. The CPU is the server's. */
export async function overHttp(
  url: string,
  visitors: number,
  atOnce: number,
  flags: string[] = [],
): Promise<{ opening: Pace; message: Pace }> {
  const server = await startServer(url, flags);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const ask = async (token: string, query: string, variables: object) => {
    const call = request({
      host: "127.0.0.1",
      port: server.port,
      path: `/widget/${server.key}/graphql`,
      method: "POST",
      agent,
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    });
    call.end(JSON.stringify({ query, variables }));
    const [response] = (await once(call, "response")) as [IncomingMessage];
    const body = await text(response);
    if (body.includes('"errors"')) throw new Error(`the server refused: ${body}`);
  };
  const measured = async (events: (() => Promise<void>)[]): Promise<Pace> => {
    const before = server.process.cpu();
    const pace = await keepPace(events, atOnce);
    return { ...pace, cpu: server.process.cpu() - before };
  };
  try {
    const tokens = Array.from({ length: visitors }, () => randomBytes(32).toString("base64url"));
    const page = { url: "https://shop.example.com/plants/monstera-deliciosa", title: "Monstera deliciosa" };
    const opening = await measured(
      tokens.map((token) => () => ask(token, OPEN, { input: { token, page, timeZone: "America/Bogota" } })),
    );
    await keepPace(
      tokens.map((token) => () => ask(token, PERSON, {})),
      atOnce,
    );
    const words = "Good morning, do you deliver to Cali as well, and how long does it take?";
    const message = await measured(
      [0, 1].flatMap((time) =>
        tokens.map((token) => () => ask(token, SEND, { text: `${words} (${time})`, clientId: randomUUID() })),
      ),
    );
    return { opening, message };
  } finally {
    agent.destroy();
    await server.process.stop();
  }
}
