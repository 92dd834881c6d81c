import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { client } from "./client.ts";
import { problemOf, type Problem } from "./errors.ts";

export type Outcome<Data> = { ok: true; data: Data } | { ok: false; problem: Problem };

/** Runs a mutation and never throws: what went wrong is part of the answer. `keepalive` lets it outlive the page. */
export async function mutate<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
  { keepalive = false } = {},
): Promise<Outcome<Data>> {
  const result = await client.mutation(document, variables, { fetchOptions: { keepalive } }).toPromise();
  if (!result.data || result.error) return { ok: false, problem: problemOf(result.error ?? {}) };
  return { ok: true, data: result.data };
}

/** Asks once, past the cache. */
export async function ask<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<Outcome<Data>> {
  const result = await client.query(document, variables, { requestPolicy: "network-only" }).toPromise();
  if (result.error || !result.data) return { ok: false, problem: problemOf(result.error ?? {}) };
  return { ok: true, data: result.data };
}
