// A widget without a screen: the same calls over HTTP and the same socket, as a browser of the installation's own origin.
import { randomBytes } from "node:crypto";
import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import { EVENTS, type WidgetEvent } from "./documents.js";

export interface Endpoint {
  /** Where the server listens: http://127.0.0.1:4000. */
  address: string;
  /** The address people use: what the browser would send as Origin. */
  origin: string;
  key: string;
}

export class WidgetClient {
  readonly token = randomBytes(32).toString("base64url");
  private readonly url: string;
  private readonly headers: Record<string, string>;
  private socket: Client | null = null;

  constructor(
    { address, origin, key }: Endpoint,
    userAgent: string,
    private readonly signal: AbortSignal,
  ) {
    this.url = `${address}/widget/${key}/graphql`;
    this.headers = { origin, "user-agent": userAgent };
  }

  async ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const answer = await fetch(this.url, {
      method: "POST",
      headers: { ...this.headers, "content-type": "application/json", authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
      signal: this.signal,
    });
    const { data, errors } = (await answer.json()) as { data?: Data; errors?: { message: string }[] };
    if (errors?.[0] || !data)
      throw new Error(errors?.[0]?.message ?? `the widget's API answered ${answer.status}`);
    return data;
  }

  /** Listens from `after` on; while it does, the visitor is on the site. A stream that ends in order says so itself. */
  listen(after: number, heard: (event: WidgetEvent) => void, lost: (error: unknown) => void): void {
    this.socket ??= this.connect();
    this.socket.subscribe<{ events: WidgetEvent }>(
      { query: EVENTS, variables: { after } },
      { next: ({ data }) => data && heard(data.events), error: lost, complete: () => undefined },
    );
  }

  close(): void {
    void this.socket?.dispose();
    this.socket = null;
  }

  private connect(): Client {
    const { headers } = this;
    class Socket extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers });
      }
    }
    return createClient({
      url: this.url.replace(/^http/, "ws"),
      webSocketImpl: Socket,
      connectionParams: { token: this.token },
      retryAttempts: 0,
    });
  }
}
