// A visitor without a browser: what the widget would say to the server, said directly, for stories that need many of them.
import { randomBytes, randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import type { House } from "./house.js";

interface Said {
  id: string;
  kind: string;
}

/** What the agent of that browser asks the server, past the screen. */
export async function askAs<Data>(page: Page, house: House, query: string): Promise<Data> {
  const answer = await page.request.post(`${house.url}/graphql`, {
    headers: { origin: house.url },
    data: { query },
  });
  const { data, errors } = (await answer.json()) as { data: Data; errors?: { message: string }[] };
  if (errors?.[0]) throw new Error(errors[0].message);
  return data;
}

/** The way in for visitors of the agent's first project. */
export async function doorOf(page: Page, house: House): Promise<string> {
  const { projects } = await askAs<{ projects: { key: string }[] }>(page, house, "{ projects { key } }");
  return `${house.url}/widget/${projects[0]?.key ?? ""}/graphql`;
}

export class Visit {
  private readonly token = randomBytes(32).toString("base64url");

  private constructor(private readonly address: string) {}

  /** Opens the chat on a page. */
  static async begin(door: string, input: Record<string, unknown> = {}): Promise<Visit> {
    const visit = new Visit(door);
    await visit.ask("mutation($input: OpenInput!) { open(input: $input) { session { lastSeq } } }", {
      input: {
        token: visit.token,
        page: { url: "https://tienda.example/", title: "Tienda Sur" },
        timeZone: "America/Bogota",
        viewport: "1440x900",
        ...input,
      },
    });
    return visit;
  }

  /** What was said last, by whomever. */
  async last(): Promise<Said> {
    const { session } = await this.ask<{ session: { messages: Said[] } }>(
      "{ session { messages { id kind } } }",
    );
    const last = session.messages.at(-1);
    if (!last) throw new Error("nothing was said");
    return last;
  }

  async send(text: string): Promise<void> {
    await this.ask(
      "mutation($text: String!, $clientId: ID!) { send(text: $text, clientId: $clientId) { id } }",
      {
        text,
        clientId: randomUUID(),
      },
    );
  }

  async askForPerson(): Promise<void> {
    await this.ask("mutation { requestHuman { mode } }");
  }

  async choose(index: number): Promise<void> {
    await this.ask(
      "mutation($messageId: ID!, $index: Int!, $clientId: ID!) { chooseOption(messageId: $messageId, index: $index, clientId: $clientId) { id } }",
      { messageId: (await this.last()).id, index, clientId: randomUUID() },
    );
  }

  async submit(answers: Record<string, string>): Promise<void> {
    const fields = Object.entries(answers).map(([name, value]) => ({ name, value }));
    await this.ask(
      "mutation($messageId: ID!, $fields: [FieldInput!]!, $clientId: ID!) { submitForm(messageId: $messageId, fields: $fields, clientId: $clientId) { id } }",
      { messageId: (await this.last()).id, fields, clientId: randomUUID() },
    );
  }

  async goTo(url: string, title: string): Promise<void> {
    await this.ask("mutation($url: String!, $title: String) { visitPage(url: $url, title: $title) }", {
      url,
      title,
    });
  }

  private async ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const answer = await fetch(this.address, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as { data: Data; errors?: { message: string }[] };
    if (errors?.[0]) throw new Error(errors[0].message);
    return data;
  }
}
