// The normalised cache: the only home of server data in the console. Answers of mutations and events of
// subscriptions both pass through it, so a change is applied the same way wherever it came from.
import { cacheExchange, type Cache, type Entity } from "@urql/exchange-graphcache";

/** Parts without an identity of their own live inside their owner. */
const embedded = [
  "AuditPage",
  "Change",
  "ChangePage",
  "ConversationChange",
  "CreatedIdentitySecret",
  "CreatedInvitation",
  "Draft",
  "EmptyExplanation",
  "Erasure",
  "FilterHint",
  "FlowDraft",
  "FlowPreview",
  "FlowProblem",
  "FlowVersion",
  "Form",
  "FormField",
  "FormFieldSpec",
  "Installation",
  "InvitationOffer",
  "Location",
  "Membership",
  "MessageEvent",
  "OfficeDay",
  "OfficeHours",
  "Page",
  "PageInfo",
  "Param",
  "Privacy",
  "RetentionRule",
  "SavedDraft",
  "StatusChange",
  "StatusCount",
  "VerifiedIdentity",
  "VisitorChange",
  "VisitorConnection",
  "VisitorEdge",
] as const;

export function createCache() {
  return cacheExchange({
    keys: {
      ...Object.fromEntries(embedded.map((name) => [name, () => null])),
      Flow: ({ projectId }) => projectId as string,
    },
    updates: {
      Mutation: {
        reply: (result, args, cache) => {
          appendMessage(cache, `Conversation:${String(args["conversationId"])}`, result["reply"] as Entity);
        },
      },
      Subscription: {
        conversationChanges: (result, args, cache) => {
          const change = result["conversationChanges"] as { message?: Entity } | null;
          if (change?.message) {
            appendMessage(cache, `Conversation:${String(args["conversationId"])}`, change.message);
          }
        },
      },
    },
    optimistic: {
      setVisitorStatus: (args) => ({
        __typename: "Visitor",
        id: args["visitorId"] as string,
        status: args["status"] as string,
      }),
    },
  });
}

/** Adds a message to the newest page of its conversation, once, in the order of its seq. */
function appendMessage(cache: Cache, conversation: string, message: Entity): void {
  const key = cache.keyOfEntity(message);
  if (!key) return;
  for (const field of cache.inspectFields(conversation)) {
    if (field.fieldName !== "messages" || field.arguments?.["before"] != null) continue;
    const links = cache.resolve(conversation, field.fieldName, field.arguments) as unknown;
    if (!Array.isArray(links) || links.includes(key)) continue;
    const next: string[] = [...(links as string[]), key];
    next.sort((a, b) => Number(cache.resolve(a, "seq")) - Number(cache.resolve(b, "seq")));
    cache.link(conversation, "messages", field.arguments, next);
  }
}
