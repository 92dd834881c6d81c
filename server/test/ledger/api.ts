// One call of the API over a wire that may break: answered, refused, or silent. Nothing is tried twice behind the caller's back.
import type { Random } from "../../src/demo/random.js";
import type { Answer } from "../clients.js";
import { lasting } from "./bell.js";

export type Outcome =
  | { kind: "answered"; data: Answer }
  | { kind: "refused"; code: string; extensions: Answer }
  /** No answer, or "not now": what was asked may have been done. */
  | { kind: "silent"; code: string };

const PASSING = new Set(["UNAVAILABLE", "RATE_LIMITED", "INTERNAL_SERVER_ERROR"]);

export class Api {
  constructor(
    private readonly url: () => string,
    private readonly headers: () => Record<string, string>,
    private readonly random: Random,
    /** Told of every answer that no client should ever get. */
    private readonly scandal: (what: string) => void,
  ) {}

  async call(query: string, variables: Record<string, unknown> = {}, patience = 4000): Promise<Outcome> {
    let said: string;
    let status: number;
    try {
      const answer = await fetch(this.url(), {
        method: "POST",
        headers: { "content-type": "application/json", ...this.headers() },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(patience),
      });
      status = answer.status;
      said = await answer.text();
    } catch (error) {
      return { kind: "silent", code: (error as Error).name === "TimeoutError" ? "TIMEOUT" : "NETWORK" };
    }
    const body = parse(said);
    if (!body) return this.broken(`status ${status} with ${JSON.stringify(said.slice(0, 200))}`);
    const [error] = body.errors ?? [];
    if (!error && body.data) return { kind: "answered", data: body.data };
    // A server that is going: it says so in HTTP's words.
    if (!error && status === 503) return { kind: "silent", code: "UNAVAILABLE" };
    if (!error) return this.broken(`status ${status} with ${said.slice(0, 200)}`);
    const code = String(error.extensions?.code);
    if (code === "INTERNAL_SERVER_ERROR") return this.broken(`${code} to ${query.slice(0, 60)} …`);
    if (PASSING.has(code)) return { kind: "silent", code };
    return { kind: "refused", code, extensions: error.extensions };
  }

  /** For what changes nothing, and for what may be asked twice: asks with full jitter until there is an answer. */
  async insist(query: string, variables: Record<string, unknown> = {}, within = 60_000): Promise<Answer> {
    const end = Date.now() + within;
    for (let tries = 0; ; tries++) {
      const outcome = await this.call(query, variables);
      if (outcome.kind === "answered") return outcome.data;
      if (outcome.kind === "refused") throw new Error(`${outcome.code} to ${query.slice(0, 80)} …`);
      if (Date.now() > end)
        throw new Error(`no answer within ${within} ms (${outcome.code}) to ${query.slice(0, 80)} …`);
      await lasting(jitter(this.random, tries));
    }
  }

  private broken(what: string): Outcome {
    this.scandal(`fault: the server answered ${what}`);
    return { kind: "silent", code: "INTERNAL_SERVER_ERROR" };
  }
}

/** Full jitter, as the console and the widget do it, but shorter: a round is short too. */
export const jitter = (random: Random, retry: number) => random.between(5, Math.min(1000, 50 * 2 ** retry));

function parse(text: string): { data?: Answer; errors?: { extensions?: Answer }[] } | null {
  try {
    return JSON.parse(text) as never;
  } catch {
    return null;
  }
}
