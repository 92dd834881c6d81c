// A question that is certainly sent: what is on screen may be older than what has happened since.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type AnyVariables, type Client, type OperationResult, createRequest } from "@urql/svelte";

/**
 * Asks the server once more what somebody already follows. The cache sometimes begins to ask by itself and lets it fall
 * (an answer to one question moves what another shows); urql goes on counting that one as on its way, and would drop ours
 * for its sake. To ask for what is thought to be on its way takes it off that list.
 */
export function askAgain<Data, Variables extends AnyVariables>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<OperationResult<Data, Variables>> {
  const request = createRequest(document, variables);
  client.reexecuteOperation(
    client.createRequestOperation("query", request, { requestPolicy: "cache-first" }),
  );
  return client.executeQuery<Data, Variables>(request, { requestPolicy: "network-only" }).toPromise();
}
