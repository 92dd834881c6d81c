/** Queries and mutations: one POST each, the visitor's token in a header, never a cookie. */
import { Unreachable, toRefused } from "./errors";
import type { TypedDocumentString } from "./generated";

const PATIENCE_MS = 20_000;

export type Send = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  token?: string,
) => Promise<Result>;

export function httpClient(address: string): Send {
  return async (document, variables, token) => {
    let response: Response;
    let body: { data?: unknown; errors?: unknown } | null;
    try {
      response = await fetch(address, {
        method: "POST",
        credentials: "omit",
        referrerPolicy: "strict-origin-when-cross-origin",
        headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query: document.toString(), variables }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      body = (await response.json()) as typeof body;
    } catch (error) {
      throw new Unreachable(String(error));
    }
    if (body?.errors) throw toRefused(body.errors);
    if (!body?.data) throw new Unreachable(`HTTP ${response.status}`);
    return body.data as never;
  };
}

export type ProjectStatus = { known: false } | { known: true; allowed: boolean; settings: string };

/** Asked when a call failed without an answer: is this site's address missing from the project's list? */
export async function projectStatus(address: string): Promise<ProjectStatus | null> {
  try {
    const response = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.status === 404) return { known: false };
    const body = (await response.json()) as { allowed?: unknown; settings?: unknown } | null;
    if (typeof body?.allowed !== "boolean") return null;
    return { known: true, allowed: body.allowed, settings: String(body.settings ?? "") };
  } catch {
    return null;
  }
}
