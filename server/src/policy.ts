// Who may ask for what: every entrance of both APIs, over HTTP and over the socket alike. What stands below an entrance belongs
// to a row that the entrance has let through. A field without a line here stops the server from starting.
import { type GraphQLField, type GraphQLSchema, defaultFieldResolver } from "graphql";
import { ApiContext, type LoadingContext, type Role, WidgetContext } from "./graphql/context.js";
import { Unauthenticated } from "./graphql/errors.js";
import { LoaderScope } from "./graphql/loader.js";
import { AccessService } from "./projects/index.js";

export type Rule =
  /** Signed in or not: the answer holds what is the caller's own, or what everybody may know. */
  | { who: "ANYBODY" }
  /** A signed-in person; a program is refused. */
  | { who: "PERSON" }
  /** Whoever has this role in the project, or more. */
  | {
      who: Role;
      /** The argument that names the project; null: the project is that of the row which is asked for, and its room finds it. */
      project: string | null;
      /** A program is refused, whatever its role: what it did would outlive its own revocation. */
      personally?: true;
      /** Who may not gets null, as for what does not exist. */
      otherwise?: "NULL";
    }
  /** The widget's API: the visitor whose token it is, in that visitor's own conversations. */
  | { who: "VISITOR"; otherwise?: "NULL" };

const anybody: Rule = { who: "ANYBODY" };
const person: Rule = { who: "PERSON" };
const visitor: Rule = { who: "VISITOR" };
const manager = (project: string | null): Rule => ({ who: "MANAGER", project });
const admin = (project: string | null): Rule => ({ who: "ADMIN", project });
const adminInPerson = (project: string | null): Rule => ({ who: "ADMIN", project, personally: true });

export const API_POLICY: Readonly<Record<string, Rule>> = {
  "Query.apiTokens": admin("projectId"),
  "Query.auditLog": admin("projectId"),
  "Query.blocks": manager("projectId"),
  "Query.cannedReplies": manager("projectId"),
  "Query.changes": manager("projectId"),
  "Query.explainEmpty": manager("projectId"),
  "Query.flow": { who: "ADMIN", project: "projectId", otherwise: "NULL" },
  "Query.flowTemplates": anybody,
  "Query.identitySecrets": admin("projectId"),
  "Query.installation": anybody,
  "Query.invitation": anybody,
  "Query.invitations": admin("projectId"),
  "Query.me": anybody,
  "Query.myDraft": { who: "MANAGER", project: null, personally: true },
  "Query.previewErase": admin("projectId"),
  "Query.previewRetention": admin("projectId"),
  "Query.project": { who: "MANAGER", project: "id", otherwise: "NULL" },
  "Query.projects": anybody,
  "Query.sessions": person,
  "Query.visitor": { who: "MANAGER", project: null, otherwise: "NULL" },
  "Query.visitors": manager("projectId"),

  "Mutation.acceptInvitation": anybody,
  "Mutation.blockAddress": manager("projectId"),
  "Mutation.blockVisitor": manager(null),
  "Mutation.cancelInvitation": adminInPerson(null),
  "Mutation.changePassword": person,
  "Mutation.closeConversation": manager(null),
  "Mutation.createCannedReply": manager("projectId"),
  "Mutation.createApiToken": adminInPerson("projectId"),
  "Mutation.createIdentitySecret": adminInPerson("projectId"),
  "Mutation.createProject": person,
  "Mutation.declineInvitation": anybody,
  "Mutation.deleteCannedReply": manager(null),
  "Mutation.discardFlowDraft": admin("projectId"),
  "Mutation.endIdentitySecret": adminInPerson(null),
  "Mutation.eraseVisitor": admin(null),
  "Mutation.eraseVisitors": admin("projectId"),
  "Mutation.handBack": manager(null),
  "Mutation.inviteMember": adminInPerson("projectId"),
  "Mutation.joinConversation": manager(null),
  "Mutation.leaveProject": { who: "MANAGER", project: "projectId", personally: true },
  "Mutation.markSeen": manager(null),
  "Mutation.previewFlow": adminInPerson("projectId"),
  "Mutation.removeMember": adminInPerson("projectId"),
  "Mutation.reply": manager(null),
  "Mutation.revokeApiToken": adminInPerson(null),
  "Mutation.revokeOtherSessions": person,
  "Mutation.revokeSession": person,
  "Mutation.saveDraft": { who: "MANAGER", project: null, personally: true },
  "Mutation.saveFlow": admin("projectId"),
  "Mutation.saveFlowDraft": admin("projectId"),
  "Mutation.setIdentityMode": admin("projectId"),
  "Mutation.setMemberRole": adminInPerson("projectId"),
  "Mutation.setTyping": manager(null),
  "Mutation.setUp": anybody,
  "Mutation.setViewing": manager(null),
  "Mutation.setVisitorStatus": manager(null),
  "Mutation.setVisitorStatuses": manager(null),
  "Mutation.signIn": anybody,
  "Mutation.signOut": anybody,
  "Mutation.unblock": manager(null),
  "Mutation.updateCannedReply": manager(null),
  "Mutation.updateMe": person,
  "Mutation.updatePrivacy": admin("projectId"),
  "Mutation.updateProject": admin("id"),

  "Subscription.conversationChanges": manager(null),
  "Subscription.visitorChanges": manager("projectId"),
};

export const WIDGET_POLICY: Readonly<Record<string, Rule>> = {
  "Query.session": { who: "VISITOR", otherwise: "NULL" },
  "Mutation.chooseOption": visitor,
  "Mutation.identify": visitor,
  "Mutation.markDelivered": visitor,
  "Mutation.markSeen": visitor,
  "Mutation.open": anybody,
  "Mutation.requestHuman": visitor,
  "Mutation.restart": visitor,
  "Mutation.send": visitor,
  "Mutation.setParams": visitor,
  "Mutation.setTyping": visitor,
  "Mutation.submitForm": visitor,
  "Mutation.visitPage": visitor,
  "Subscription.events": visitor,
};

/**
 * Puts its rule in front of every entrance: of queries and mutations before they are resolved, of subscriptions before they are
 * opened (who may go on listening, the grants decide). Rooms ask for what depends on a row themselves.
 */
export function guard(schema: GraphQLSchema, policy: Readonly<Record<string, Rule>>): GraphQLSchema {
  for (const [name, field] of entrances(schema)) {
    const rule = policy[name];
    if (!rule) throw new Error(`Nobody has said who may ask for ${name}: add it to server/src/policy.ts.`);
    const isStream = name.startsWith("Subscription.");
    const step = isStream ? "subscribe" : "resolve";
    const go = field[step] ?? defaultFieldResolver;
    field[step] = async (source, args, context, info) => {
      // A socket's context has read its caller's roles long ago.
      const fresh = isStream ? context.within(new LoaderScope()) : context;
      return (await admits(rule, args, fresh)) ? (go(source, args, context, info) as unknown) : null;
    };
  }
  return schema;
}

type Entrance = GraphQLField<unknown, LoadingContext, Record<string, unknown>>;

/** The entrances of a schema by their names. */
export function entrances(schema: GraphQLSchema): [name: string, field: Entrance][] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((type) =>
    Object.values(type?.getFields() ?? {}).map((field): [string, Entrance] => [
      `${type?.name}.${field.name}`,
      field,
    ]),
  );
}

/** Throws what the caller is told; false: the answer is null. */
async function admits(rule: Rule, args: Record<string, unknown>, context: LoadingContext): Promise<boolean> {
  if (rule.who === "ANYBODY") return true;
  if (rule.who === "VISITOR") {
    if (!(context instanceof WidgetContext)) throw new Unauthenticated();
    if (context.token || rule.otherwise) return true;
    throw new Unauthenticated("This chat is not known here any more: open it again.");
  }
  if (!(context instanceof ApiContext)) throw new Unauthenticated();
  if (rule.who === "PERSON" || rule.personally) context.requireAgent();
  if (rule.who === "PERSON") return true;
  const access = context.resolver(AccessService);
  if (rule.otherwise)
    return rule.project === null || (await access.role(context, String(args[rule.project]))) !== null;
  if (context.caller.kind === "nobody") throw new Unauthenticated();
  if (rule.project !== null) await access.require(context, String(args[rule.project]), rule.who);
  return true;
}
