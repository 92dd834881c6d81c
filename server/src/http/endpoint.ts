// A GraphQL endpoint over HTTP: queries and mutations only, one rule set, errors in the contract's words.
import { randomUUID } from "node:crypto";
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled } from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { LoadingContext } from "../graphql/context.js";
import { BadUserInput, RateLimited, presentError } from "../graphql/errors.js";
import { priceOf } from "../graphql/price.js";
import { LIMITS, checkLimits, validation } from "../graphql/rules.js";
import { rootFields } from "../graphql/selection.js";

export interface EndpointParts<Context> {
  schema: GraphQLSchema;
  log: Logger;
  mayIntrospect: (context: Context) => boolean;
  /** Who is told what each call has cost, and what it may: programs, which plan their calls. */
  tellsCost?: (context: Context) => boolean;
  /** Throws RATE_LIMITED when the caller has asked for too much; `fields` are the root fields, aliases and all. */
  charge: (context: Context, fields: readonly string[]) => void;
}

export function createEndpoint<Context extends LoadingContext>(
  parts: EndpointParts<Context>,
): ApolloServer<Context> {
  const { schema, log } = parts;
  return new ApolloServer<Context>({
    schema,
    // Our own rules decide on introspection, caller by caller.
    introspection: true,
    parseOptions: { maxTokens: LIMITS.tokens },
    validationOptions: validation,
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
    plugins: [limits(parts), costs(parts), ApolloServerPluginCacheControlDisabled()],
    // Every way an answer can fail passes here, also those that no resolver has seen.
    formatError: (formatted, error) => presentError(formatted, error, log, randomUUID()),
  });
}

const BAD_REQUEST = { http: { status: 400 } };

/** The rules that depend on the caller and on the variables; a document from the cache passes them again. */
function limits<Context extends LoadingContext>({
  schema,
  mayIntrospect,
  charge,
}: EndpointParts<Context>): ApolloServerPlugin<Context> {
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
        if (first) {
          Object.assign(first.extensions, { code: "GRAPHQL_VALIDATION_FAILED", ...BAD_REQUEST });
          throw first;
        }
        try {
          charge(contextValue, operation ? rootFields(document, operation) : []);
        } catch (error) {
          if (error instanceof RateLimited) Object.assign(error.extensions, { http: tooMany(error) });
          throw error;
        }
      },
    }),
  };
}

const tooMany = ({ extensions }: RateLimited) => ({
  status: 429,
  headers: new HeaderMap([["retry-after", String(extensions.retryAfter)]]),
});
/** `extensions.cost` of an answer; of what the socket sends, see connection.ts. */
function costs<Context extends LoadingContext>({
  tellsCost = () => false,
}: EndpointParts<Context>): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue }) =>
      tellsCost(contextValue)
        ? {
            async willSendResponse({ document, operation, request, response }) {
              if (!document || !operation || response.body.kind !== "single") return;
              const cost = priceOf(document, operation, request.variables ?? {});
              const { singleResult } = response.body;
              singleResult.extensions = { ...singleResult.extensions, cost };
            },
          }
        : undefined,
  };
}
