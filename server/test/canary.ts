// A visitor who leaves a word in every place that takes one, so that a test can look for where it is still known.
import { randomBytes, randomUUID } from "node:crypto";
import { expect } from "vitest";
import { HttpClient, WidgetClient } from "./clients.js";
import { ServerProcess, freePort } from "./process.js";
import { OWNER } from "./server.js";

/** Everything that a visitor can leave behind carries one of these. */
export const canary = () => `zq${randomBytes(6).toString("hex")}`;

/** The built server with its owner and first project, telling all that it can in its log. */
export interface House {
  server: ServerProcess;
  agent: HttpClient;
  project: { id: string; key: string };
}

export async function openHouse(url: string, more: Record<string, string> = {}): Promise<House> {
  const env: Record<string, string> = {
    DATABASE_URL: url,
    ATALAYA_OWNER_EMAIL: OWNER.email,
    ATALAYA_OWNER_PASSWORD: OWNER.password,
    LOG_LEVEL: "trace",
    ...more,
  };
  const server = await ServerProcess.launch(env, await freePort()).ready();
  const agent = new HttpClient(`${server.url}/graphql`);
  await agent.ask("mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }", {
    e: OWNER.email,
    p: OWNER.password,
  });
  const { projects } = await agent.ask("{ projects { id key } }");
  return { server, agent, project: projects[0] };
}

/** A visitor, the nth to do so, who leaves the word in every place that takes one. */
export async function leaves(word: string, { server, project, agent }: House, nth = 1): Promise<string> {
  const visitor = new WidgetClient(server.url, project.key);
  visitor.headers["user-agent"] = `Mozilla/5.0 ${word}`;
  const { messages, conversationId } = await visitor.open({
    page: { url: `https://shop.example.com/${word}`, title: `Title ${word}` },
    referrer: `https://search.example.com/?q=${word}`,
    params: { sdk: word },
    urlParams: { url: word },
  });
  await visitor.choose(messages.at(-1).id, 0);
  const form = (await visitor.session()).messages.at(-1);
  await visitor.submit(form.id, {
    name: `Ana ${word}`,
    email: `${word}@example.com`,
    phone: "+34 600 11 22 33",
  });
  await visitor.send(`I am ${word}`);
  // What was refused is told in the log, if anywhere.
  await visitor.code('mutation($c: ID!) { send(text: "", clientId: $c) { seq } }', { c: word });
  await visitor.code(`{ ${word} }`);
  await agent.ask(
    "mutation($id: ID!, $text: String!, $c: ID!) { reply(conversationId: $id, text: $text, clientId: $c) { seq } }",
    { id: conversationId, text: `Hello ${word}`, c: randomUUID() },
  );
  const { visitors } = await agent.ask(FIND, { id: project.id, search: word });
  expect(visitors.totalCount).toBe(nth);
  const { id } = visitors.nodes[0];
  await agent.ask(
    "mutation($id: ID!, $text: String!) { saveDraft(visitorId: $id, text: $text) { __typename } }",
    {
      id,
      text: `Dear ${word}`,
    },
  );
  return id;
}
export const FIND =
  "query($id: ID!, $search: String!) { visitors(projectId: $id, filter: { search: $search }) { totalCount nodes { id } } }";
