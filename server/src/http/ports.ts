// What the transports need to know of the rooms, handed in by app.ts: the walls know no room.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { ApiContext, Caller, Container } from "../graphql/context.js";
import type { Limits } from "../guard/limits.js";
import type { FanOut } from "../live/fan-out.js";
import type { StaticPaths } from "./console.js";

interface Authenticator {
  /** Who carries this session cookie or API token; "nobody" for neither, or for one that is no longer good. */
  caller(credentials: { cookie: string | null; bearer: string | null }): Promise<Caller>;
}

interface WidgetProject {
  id: string;
  allowedOrigins: string[];
  widgetColor: string | null;
}

interface WidgetGate {
  /** The project of a public key; null when there is none. */
  project(key: string): Promise<WidgetProject | null>;
  /** Whether this visitor, or whoever calls from this address, is blocked there. Known in memory: every call asks. */
  isBlocked(projectId: string, token: string | null, address: string): boolean;
}

/** What a room serves beside GraphQL, to the callers of the API. */
interface RoomRoutes {
  register(app: FastifyInstance, contextOf: (request: FastifyRequest) => Promise<ApiContext>): void;
}

export interface HttpParts {
  schemas: { api: GraphQLSchema; widget: GraphQLSchema };
  container: Container;
  fanOut: FanOut;
  limits: Limits;
  /** How often sockets are pinged, in ms. */
  ping?: number;
  /** How long a request may take to arrive, in ms. */
  arrival?: number;
  authenticator: Authenticator;
  widgets: WidgetGate;
  routes: readonly RoomRoutes[];
  paths: StaticPaths;
  /** Whether this is the key of a preview. */
  isPreview: (key: string) => Promise<boolean>;
  demoKey: (wanted: string | undefined) => Promise<string | null>;
  publicUrl: () => string;
  ready: () => Promise<boolean>;
  settingsUrl: (projectId: string) => string;
  trustedProxies: readonly string[];
  development: boolean;
  knownLocale: (tag: string | null) => string | null;
  log: Logger;
}

/** A refusal before GraphQL had a say, in GraphQL's own shape. */
export const graphqlError = (code: string, message: string) => ({
  errors: [{ message, extensions: { code } }],
});
