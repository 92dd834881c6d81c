// Somebody's site that carries the widget: pages of an origin of its own, and its agent, who answers without a console.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { Locator, Page } from "@playwright/test";
import { type Answer, HttpClient } from "../server/test/clients.js";
import { House, OWNER, test as base } from "./house.js";

interface Served {
  body: string;
  headers: Record<string, string>;
}

export class Site {
  key = "";
  private readonly served = new Map<string, Served>();
  project = "";

  private constructor(
    readonly house: House,
    readonly url: string,
    private readonly server: Server,
    private readonly agent: HttpClient,
  ) {}

  /** A project with this site on its list, in its owner's language. */
  static async open(locale: "es" | "en" = "es"): Promise<Site> {
    const house = await House.open({
      ATALAYA_OWNER_EMAIL: OWNER.email,
      ATALAYA_OWNER_PASSWORD: OWNER.password,
      LANG: locale === "es" ? "es_ES.UTF-8" : "en_US.UTF-8",
    });
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://site");
      const found = site.served.get(pathname);
      response.writeHead(found ? 200 : 404, {
        "content-type": pathname.endsWith(".js")
          ? "text/javascript"
          : pathname.endsWith(".css")
            ? "text/css"
            : "text/html; charset=utf-8",
        ...found?.headers,
      });
      response.end(found?.body);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const agent = new HttpClient(`${house.url}/graphql`);
    const site = new Site(house, `http://127.0.0.1:${port}`, server, agent);
    await agent.ask(
      "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
      {
        email: OWNER.email,
        password: OWNER.password,
      },
    );
    await site.ask('mutation { updateMe(name: "Ana Ruiz") { id } }');
    const { projects } = await site.ask("{ projects { id key } }");
    site.project = projects[0].id;
    site.key = projects[0].key;
    await site.settings({ allowedOrigins: [site.url] });
    site.page("/");
    return site;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.house.close();
  }

  serve(path: string, body: string, headers: Record<string, string> = {}): void {
    this.served.set(path, { body, headers });
  }

  /** What a site carries: settings beside the project's key, and whose name the product goes by. */
  snippet(settings: Record<string, unknown> = {}, name = "atalaya"): string {
    const all = JSON.stringify({ projectId: this.key, ...settings });
    return `window.${name} = window.${name} || { cmd: [], settings: ${all} };`;
  }

  get script(): string {
    return `<script src="${this.house.url}/widget.js" async></script>`;
  }

  /** A plain page of the site, with the snippet unless something else stands there. */
  page(
    path: string,
    {
      html = 'lang="es"',
      head = "",
      body = "<main><h1>Tienda Sur</h1><p>Todo para el jardín.</p></main>",
      snippet = `<script>${this.snippet()}</script>${this.script}`,
    } = {},
    headers: Record<string, string> = {},
  ): void {
    this.serve(
      path,
      `<!doctype html><html ${html}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
        `<title>Tienda Sur</title>${head}</head><body>${body}${snippet}</body></html>`,
      headers,
    );
  }

  /** Who the agent is, for a socket. */
  get headers(): Record<string, string> {
    return { cookie: this.agent.cookie ?? "", origin: this.house.url };
  }

  ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return this.agent.ask(query, variables);
  }

  async settings(settings: Record<string, unknown>): Promise<void> {
    await this.ask(
      "mutation($id: ID!, $allowedOrigins: [String!], $greeting: String, $color: String, $officeHours: OfficeHoursInput, $awayMessage: String) { updateProject(id: $id, allowedOrigins: $allowedOrigins, greeting: $greeting, color: $color, officeHours: $officeHours, awayMessage: $awayMessage) { id } }",
      { id: this.project, ...settings },
    );
  }

  /** The newest first. */
  async visitors(fields: string): Promise<Answer[]> {
    const { visitors } = await this.ask(
      `query($id: ID!) { visitors(projectId: $id) { nodes { id ${fields} } } }`,
      { id: this.project },
    );
    return visitors.nodes;
  }

  /** In the newest visitor's conversation. */
  async say(text: string): Promise<void> {
    await this.ask(
      "mutation($conversationId: ID!, $text: String!, $clientId: ID!) { reply(conversationId: $conversationId, text: $text, clientId: $clientId) { id } }",
      { conversationId: await this.conversation(), text, clientId: randomUUID() },
    );
  }

  /** closeConversation, handBack, joinConversation. */
  async turn(what: "closeConversation" | "handBack" | "joinConversation"): Promise<void> {
    await this.ask(`mutation($id: ID!) { ${what}(conversationId: $id) { id } }`, {
      id: await this.conversation(),
    });
  }

  async types(): Promise<void> {
    await this.ask("mutation($id: ID!) { setTyping(conversationId: $id, typing: true) }", {
      id: await this.conversation(),
    });
  }

  async sees(seq: number): Promise<void> {
    await this.ask("mutation($id: ID!, $seq: Int!) { markSeen(conversationId: $id, seq: $seq) { id } }", {
      id: await this.conversation(),
      seq,
    });
  }

  private async conversation(): Promise<string> {
    const [visitor] = await this.visitors("conversation { id }");
    return visitor.conversation.id;
  }

  /** Puts another flow in the place of the project's. */
  async publish(definition: object): Promise<void> {
    await this.ask(
      "mutation($id: ID!, $definition: JSONObject!) { saveFlow(projectId: $id, definition: $definition) { published { version } } }",
      { id: this.project, definition },
    );
  }
}

export const test = base.extend<{ site: Site }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the first parameter's pattern
  site: async ({}, use) => {
    const site = await Site.open();
    await use(site);
    await site.close();
  },
});
export { expect } from "./house.js";

export const launcher = (page: Page): Locator =>
  page.getByRole("button", { name: /Abrir el chat|Open the chat/ });

/** Opens the chat on a page where it is closed, and waits for the flow's first question. */
export async function openChat(page: Page): Promise<Locator> {
  await launcher(page).click();
  const chat = page.getByRole("dialog");
  await chat.getByRole("log").locator(".option, .bubble").first().waitFor();
  return chat;
}

export async function write(chat: Locator, text: string): Promise<void> {
  const box = chat.getByRole("textbox", { name: /^(Mensaje|Message)$/ });
  await box.fill(text);
  await box.press("Enter");
}

/** The server will have no message of this page's, until what comes back is called. */
export async function refuseMessages(page: Page): Promise<() => void> {
  let refuses = true;
  await page.route("**/widget/pk_*/graphql", (route) =>
    refuses && /mutation Send/.test(route.request().postData() ?? "")
      ? route.fulfill({ json: { errors: [{ message: "no", extensions: { code: "FORBIDDEN" } }] } })
      : route.fallback(),
  );
  return () => void (refuses = false);
}
