// The funnel of live events. Rows and messages in an event are written to the cache on the way in; what is
// left for a screen (refetch, counts, typing) is handed on here, in order, and never twice.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { client } from "./client.ts";
import { isNewer } from "./cursor.ts";
import {
  ConversationChangesDocument,
  ProjectFeedDocument,
  VisitorChangesDocument,
  type ConversationChangesSubscription,
  type ProjectFeedSubscription,
  type VisitorChangesSubscription,
  type VisitorFilter,
} from "./generated.ts";

export type VisitorChange = VisitorChangesSubscription["visitorChanges"];
export type ProjectChange = ProjectFeedSubscription["visitorChanges"];
export type ConversationChange = ConversationChangesSubscription["conversationChanges"];

/** Changes of the rows that match `filter`, from just after the snapshot at `after`. */
export function followVisitors(
  projectId: string,
  filter: VisitorFilter,
  after: string,
  apply: (change: VisitorChange) => void,
): () => void {
  let cursor: string | null = after;
  return follow(VisitorChangesDocument, { projectId, filter, after }, ({ visitorChanges: change }) => {
    // A heartbeat repeats the head, and a resync may come from another epoch: both pass; old news do not.
    const repeatable = change.kind === "HEARTBEAT" || change.kind === "RESYNC";
    if (!repeatable && !isNewer(change.cursor, cursor)) return;
    cursor = change.cursor;
    apply(change);
  });
}

/** Everything that happens to any visitor of the project. */
export function followProject(projectId: string, apply: (change: ProjectChange) => void): () => void {
  return follow(ProjectFeedDocument, { projectId }, ({ visitorChanges }) => apply(visitorChanges));
}

/** Messages after `after`, then the state of the conversation, then live. */
export function followConversation(
  conversationId: string,
  after: number,
  apply: (change: ConversationChange) => void,
): () => void {
  return follow(ConversationChangesDocument, { conversationId, after }, ({ conversationChanges }) =>
    apply(conversationChanges),
  );
}

function follow<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
  apply: (data: Data) => void,
): () => void {
  const subscription = client.subscription(document, variables).subscribe((result) => {
    if (result.data) apply(result.data);
  });
  return () => subscription.unsubscribe();
}
