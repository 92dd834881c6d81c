// A GraphQL endpoint over HTTP: queries and mutations only, one rule set, errors in the contract's words.
import { randomUUID } from "node:crypto";
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled } from "@apollo/server/plugin/disabled";
import { type GraphQLSchema, Kind } from "graphql";
import type { Logger } from "pino";
import type { LoadingContext } from "../graphql/context.js";
import { BadUserInput, presentError } from "../graphql/errors.js";
import { LIMITS, checkLimits, costOf } from "../graphql/rules.js";

export function createEndpoint<Context extends LoadingContext>(
  schema: GraphQLSchema,
  log: Logger,
  mayIntrospect: (context: Context) => boolean,
  /** Who is told what each call has cost, and what it may: programs, which plan their calls. */
  tellsCost: (context: Context) => boolean = () => false,
): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    // Our own rules decide on introspection, caller by caller.
    introspection: true,
    parseOptions: { maxTokens: LIMITS.tokens },
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (text) => log.warn(text),
      error: (text) => log.error(text),
    },
    // Cache hints would be worked out at every field, and nobody could use them: answers are a caller's own.
    plugins: [limits(schema, mayIntrospect), costs(tellsCost), ApolloServerPluginCacheControlDisabled()],
    // Every way an answer can fail passes here, also those that no resolver has seen.
    formatError: (formatted, error) => presentError(formatted, error, log, randomUUID()),
  });
}

const BAD_REQUEST = { http: { status: 400 } };

/** The rules that depend on the caller and on the variables; a document from the cache passes them again. */
function limits<Context extends LoadingContext>(
  schema: GraphQLSchema,
  mayIntrospect: (context: Context) => boolean,
): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      async didResolveOperation({ document, operation, request, contextValue }) {
        if (operation?.operation === "subscription") {
          throw new BadUserInput(
            "Subscriptions go over the WebSocket at this same address (graphql-transport-ws).",
            BAD_REQUEST,
          );
        }
        const facts = { variables: request.variables ?? {}, mayIntrospect: mayIntrospect(contextValue) };
        const [first] = checkLimits(schema, document, facts);
        if (!first) return;
        Object.assign(first.extensions, { code: "GRAPHQL_VALIDATION_FAILED", ...BAD_REQUEST });
        throw first;
      },
    }),
  };
}

/** `extensions.cost` of an answer, with the same sum that the rules refuse by. */
function costs<Context extends LoadingContext>(
  tellsCost: (context: Context) => boolean,
): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue }) =>
      tellsCost(contextValue)
        ? {
            async willSendResponse({ document, operation, request, response }) {
              if (!document || !operation || response.body.kind !== "single") return;
              const fragments = new Map(
                document.definitions.flatMap((each) =>
                  each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
                ),
              );
              const known = { getFragment: (name: string) => fragments.get(name) };
              const used = costOf(known, operation, request.variables ?? {});
              const { singleResult } = response.body;
              singleResult.extensions = { ...singleResult.extensions, cost: { used, limit: LIMITS.cost } };
            },
          }
        : undefined,
  };
}
