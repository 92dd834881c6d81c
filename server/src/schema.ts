// Builds both schemas. They need no database: resolvers are looked up only when a document runs.
import "reflect-metadata";
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from "graphql";
import { type NonEmptyArray, buildSchemaSync } from "type-graphql";
import type { Container } from "./graphql/context.js";
import { DateTime } from "./graphql/scalars.js";
import { API_POLICY, WIDGET_POLICY, guard } from "./policy.js";
import { RESOLVERS, WIDGET_RESOLVERS } from "./rooms.js";

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what TypeGraphQL calls a resolver
type ResolverClass = Function;

/** Our subscriptions read the change log; TypeGraphQL only wants to be sure that somebody could serve topics. */
const noTopics = (): never => {
  throw new Error("subscriptions here have no topics: they read the change log");
};
const NO_TOPICS = { publish: noTopics, subscribe: noTopics };

function build(resolvers: readonly ResolverClass[], container: Container): GraphQLSchema {
  return buildSchemaSync({
    resolvers: resolvers as unknown as NonEmptyArray<ResolverClass>,
    container: { get: (kind) => container.get(kind) },
    scalarsMap: [{ type: Date, scalar: DateTime }],
    pubSub: NO_TOPICS,
    // Input is checked where it is used, by checks whose messages say what would be right.
    validate: false,
  });
}

export const buildApiSchema = (container: Container = new Map()) =>
  guard(build(RESOLVERS, container), API_POLICY);
export const buildWidgetSchema = (container: Container = new Map()) =>
  guard(build(WIDGET_RESOLVERS, container), WIDGET_POLICY);

const HEAD = (what: string) =>
  `# ${what}\n# Printed by the server (npm run schema); do not edit by hand.\n\n`;

export function printSchemas(): { api: string; widget: string } {
  const print = (schema: GraphQLSchema) => `${printSchema(lexicographicSortSchema(schema))}\n`;
  return {
    api: HEAD("The API of agents and integrators, at /graphql.") + print(buildApiSchema()),
    widget:
      HEAD("The API of the embedded widget, at /widget/PROJECT_KEY/graphql.") + print(buildWidgetSchema()),
  };
}
