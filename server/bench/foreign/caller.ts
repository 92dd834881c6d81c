// Somebody who asks over one connection that stays open: what is measured is the answer, and not how it gets here.
import { Agent, request } from "node:http";

// Answers as their documents say.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Data = any;

export class Caller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly url: string;
  private readonly path: string;
  private readonly headers: Record<string, string>;
  private cookie: string | undefined;

  constructor(url: string, path: string, headers: Record<string, string> = {}) {
    this.url = url;
    this.path = path;
    this.headers = headers;
  }

  /** Throws when there are errors. */
  async data(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const text = await this.ask(query, variables);
    const { data, errors } = JSON.parse(text) as { data: Data; errors?: { message: string }[] };
    if (errors) throw new Error(errors[0]?.message);
    return data;
  }

  ask(query: string, variables: Record<string, unknown>): Promise<string> {
    return this.send(JSON.stringify({ query, variables }));
  }

  private send(body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.url}${this.path}`,
        {
          method: "POST",
          agent: this.agent,
          headers: {
            ...this.headers,
            "content-type": "application/json",
            ...(this.cookie ? { cookie: this.cookie } : {}),
          },
        },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (chunk: string) => (text += chunk));
          answer.on("end", () => {
            const cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0];
            this.cookie = cookie ?? this.cookie;
            resolve(text);
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }
}
