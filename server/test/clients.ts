// Clients for tests: GraphQL over HTTP as an agent or a program, the same as a widget, and a socket whose items queue up.
import { randomBytes, randomUUID } from "node:crypto";
import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";

export interface GraphqlAnswer<Data> {
  status: number;
  data: Data;
  errors: { message: string; path?: string[]; extensions: { code: string; [more: string]: unknown } }[];
  headers: Headers;
}

// Tests read deep into answers whose shape the document itself tells.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = any;

export class HttpClient {
  cookie: string | null = null;
  constructor(
    readonly url: string,
    readonly headers: Record<string, string> = {},
  ) {}

  async raw(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<GraphqlAnswer<Answer>> {
    const answer = await fetch(this.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...this.headers,
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const set = answer.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0] ?? null;
    const body = (await answer.json()) as { data?: Answer; errors?: GraphqlAnswer<Answer>["errors"] };
    return {
      status: answer.status,
      data: body.data ?? null,
      errors: body.errors ?? [],
      headers: answer.headers,
    };
  }

  /** The data; throws when there are errors. */
  async ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const { data, errors } = await this.raw(query, variables);
    if (errors.length > 0) throw new Error(`${errors[0]?.extensions.code}: ${errors[0]?.message}`);
    return data;
  }

  /** The code of the first error; null when there is none. */
  async code(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<string | null> {
    return (await this.raw(query, variables, headers)).errors[0]?.extensions.code ?? null;
  }
}

export class Queue<T> {
  readonly all: T[] = [];
  ended: { error: unknown } | null = null;
  private taken = 0;
  private wake: () => void = () => undefined;

  push(item: T): void {
    this.all.push(item);
    this.wake();
  }

  end(error: unknown): void {
    this.ended = { error };
    this.wake();
  }

  /** The next item that fits; those before it are passed over. Rejects when the stream ends first. */
  async next(fits: (item: T) => boolean = () => true): Promise<T> {
    for (;;) {
      while (this.taken < this.all.length) {
        const item = this.all[this.taken++] as T;
        if (fits(item)) return item;
      }
      if (this.ended) throw new Error(`the stream ended: ${JSON.stringify(this.ended.error)}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Resolves to the reason when the stream has ended. */
  async end_(): Promise<unknown> {
    while (!this.ended) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.ended.error;
  }
}

export class SocketClient {
  private readonly client: Client;

  constructor(
    url: string,
    options: { headers?: Record<string, string>; payload?: Record<string, unknown> } = {},
  ) {
    const headers = options.headers ?? {};
    class Socket extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers });
      }
    }
    this.client = createClient({
      url: url.replace(/^http/, "ws"),
      webSocketImpl: Socket,
      connectionParams: options.payload ?? {},
      retryAttempts: 0,
    });
  }

  subscribe(query: string, variables: Record<string, unknown> = {}): Queue<Answer> & { stop(): void } {
    const queue = new Queue<Answer>();
    const stop = this.client.subscribe<Answer>(
      { query, variables },
      {
        next: ({ data, errors }) => (errors ? queue.end(errors) : queue.push(Object.values(data ?? {})[0])),
        error: (error) =>
          queue.end(
            error instanceof Error
              ? { message: error.message }
              : "code" in Object(error)
                ? { code: (error as { code: unknown }).code }
                : error,
          ),
        complete: () => queue.end(null),
      },
    );
    return Object.assign(queue, { stop });
  }

  close(): Promise<void> {
    return Promise.resolve(this.client.dispose());
  }
}

/** A visitor's browser: its own token, and the calls that the widget makes. */
export class WidgetClient extends HttpClient {
  readonly token: string;

  constructor(url: string, key: string, options: { token?: string; origin?: string } = {}) {
    const token = options.token ?? randomBytes(32).toString("base64url");
    super(`${url}/widget/${key}/graphql`, {
      authorization: `Bearer ${token}`,
      "user-agent": "Mozilla/5.0 (X11; Linux x64; rv:151.0) Gecko/20100101 Firefox/151.0",
      ...(options.origin ? { origin: options.origin } : {}),
    });
    this.token = token;
  }

  async open(input: Record<string, unknown> = {}): Promise<Answer> {
    const { open } = await this.ask(
      `mutation($input: OpenInput!) { open(input: $input) { session { ${SESSION} } } }`,
      {
        input: {
          token: this.token,
          page: { url: "https://shop.example.com/plants", title: "Plants" },
          timeZone: "America/Bogota",
          viewport: "1440x900",
          ...input,
        },
      },
    );
    return open.session;
  }

  async session(): Promise<Answer> {
    return (await this.ask(`{ session { ${SESSION} } }`)).session;
  }

  async send(text: string, clientId: string = randomUUID()): Promise<Answer> {
    return (
      await this.ask(
        `mutation($text: String!, $clientId: ID!) { send(text: $text, clientId: $clientId) { ${MESSAGE} } }`,
        { text, clientId },
      )
    ).send;
  }

  async choose(messageId: string, index: number, clientId: string = randomUUID()): Promise<Answer> {
    const document = `mutation($messageId: ID!, $index: Int!, $clientId: ID!) { chooseOption(messageId: $messageId, index: $index, clientId: $clientId) { ${MESSAGE} } }`;
    return (await this.ask(document, { messageId, index, clientId })).chooseOption;
  }

  async submit(
    messageId: string,
    answers: Record<string, string>,
    clientId: string = randomUUID(),
  ): Promise<Answer> {
    const fields = Object.entries(answers).map(([name, value]) => ({ name, value }));
    return (await this.ask(SUBMIT_FORM, { messageId, fields, clientId })).submitForm;
  }

  socket(): SocketClient {
    return new SocketClient(this.url, {
      payload: { token: this.token },
      headers: this.headers.origin ? { origin: this.headers.origin } : {},
    });
  }

  /** Opens, wants to buy, and fills in the contact form: becomes a prospect who waits for a person. */
  async becomeProspect(contact: { name: string; email: string; phone?: string }): Promise<Answer> {
    const { messages } = await this.open();
    await this.choose(messages.at(-1).id, 0);
    const form = (await this.session()).messages.at(-1);
    await this.submit(form.id, contact);
    return this.session();
  }
}

const MESSAGE =
  "id seq author agentName kind text options optionIndex replyTo clientId event fields { name value } form { name fields { name label type required } }";
const SESSION = `conversationId mode lastSeq agentName config { title locale } messages { ${MESSAGE} }`;
const SUBMIT_FORM = `mutation($messageId: ID!, $fields: [FieldInput!]!, $clientId: ID!) { submitForm(messageId: $messageId, fields: $fields, clientId: $clientId) { ${MESSAGE} } }`;
