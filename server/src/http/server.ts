// The one HTTP server: both GraphQL endpoints, the static parts, health. It knows the rooms only by what app.ts hands in.
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import compress from "@fastify/compress";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import Fastify, {
  type FastifyInstance,
  LogController,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import { ApiContext, type Caller, type Container, WidgetContext } from "../graphql/context.js";
import { type StaticPaths, serveStatic } from "./console.js";
import { createEndpoint } from "./endpoint.js";
import { Origins } from "./origins.js";
import type { Authenticator, WidgetGate } from "./ports.js";
import { SessionCookie, bearer } from "./session-cookie.js";
import { Sockets } from "./socket.js";

export interface HttpParts {
  schemas: { api: GraphQLSchema; widget: GraphQLSchema };
  container: Container;
  authenticator: Authenticator;
  widgets: WidgetGate;
  paths: StaticPaths;
  demoKey: (wanted: string | undefined) => Promise<string | null>;
  publicUrl: () => string;
  ready: () => Promise<boolean>;
  settingsUrl: (projectId: string) => string;
  trustedProxies: readonly string[];
  development: boolean;
  knownLocale: (tag: string | null) => string | null;
  log: Logger;
}

const BODY = 100 * 1024;

export class HttpServer {
  private readonly app: FastifyInstance;
  private readonly sockets: Sockets;
  private readonly api: ApolloServer<ApiContext>;
  private readonly widget: ApolloServer<WidgetContext>;
  private readonly origins: Origins;
  private readonly cookie: SessionCookie;

  constructor(private readonly parts: HttpParts) {
    const { log, trustedProxies } = parts;
    this.app = Fastify({
      loggerInstance: log,
      logController: new LogController({ disableRequestLogging: true }),
      bodyLimit: BODY,
      genReqId: () => randomUUID(),
      trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
      forceCloseConnections: true,
      // Nothing here copies what a body holds onto an object of ours, so such names are plain keys.
      onProtoPoisoning: "ignore",
      onConstructorPoisoning: "ignore",
    }) as unknown as FastifyInstance;
    this.origins = new Origins(parts.publicUrl);
    this.cookie = new SessionCookie(parts.publicUrl);
    this.sockets = new Sockets(log);
    this.api = createEndpoint<ApiContext>(
      parts.schemas.api,
      log,
      (context) => parts.development || context.caller.kind !== "nobody",
    );
    this.widget = createEndpoint<WidgetContext>(parts.schemas.widget, log, () => parts.development);
  }

  async start(host: string, port: number): Promise<AddressInfo> {
    const { app, parts } = this;
    await this.api.start();
    await this.widget.start();
    await app.register(cookie);
    // The console's page has a policy of its own; the widget's files are for other sites' pages.
    await app.register(helmet, {
      contentSecurityPolicy: false,
      crossOriginEmbedderPolicy: false,
      crossOriginResourcePolicy: { policy: "same-origin" },
      hsts: parts.publicUrl().startsWith("https:"),
      referrerPolicy: { policy: "strict-origin-when-cross-origin" },
    });
    await app.register(compress, { threshold: 1024, encodings: ["br", "gzip"] });
    app.setErrorHandler((error, request, reply) => this.fault(error, request, reply));
    this.health();
    this.agents();
    this.visitors();
    this.upgrades();
    await serveStatic(app, parts.paths, { publicUrl: parts.publicUrl, key: parts.demoKey });
    this.sockets.attach(app.server);
    await app.listen({ host, port });
    return app.server.address() as AddressInfo;
  }

  /** Finishes what is under way, tells the sockets to come back, then closes. */
  async stop(): Promise<void> {
    await this.sockets.stop();
    await this.app.close();
    await this.api.stop();
    await this.widget.stop();
  }

  private health(): void {
    this.app.get("/healthz", async () => ({ status: "alive" }));
    this.app.get("/readyz", async (_request, reply) => {
      const ready = await this.parts.ready();
      return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "the database does not answer" });
    });
  }

  private agents(): void {
    const { parts } = this;
    this.app.route({
      method: ["GET", "POST"],
      url: "/graphql",
      preHandler: async (request, reply) => {
        // A page of another site can make a browser send a request, but not without naming itself.
        if (request.headers.origin && !bearer(request) && !this.origins.isOwn(request.headers)) {
          return reply
            .code(403)
            .send(
              graphqlError("FORBIDDEN", `${request.headers.origin} is not this installation's own address.`),
            );
        }
      },
      handler: fastifyApolloHandler(this.api, {
        context: async (request, reply) => {
          const caller = await parts.authenticator.caller({
            cookie: this.cookie.read(request.cookies),
            bearer: bearer(request),
          });
          return this.apiContext(caller, request.ip, request.headers, request.id, (token) =>
            this.cookie.write(reply, token),
          );
        },
      }),
    });
  }

  private visitors(): void {
    const { app, parts } = this;
    type Keyed = { Params: { key: string } };
    const projects = new WeakMap<FastifyRequest<Keyed>["raw"], { id: string }>();
    const cors = (reply: FastifyReply, origin: string | undefined) => {
      reply.header("vary", "Origin").header("cross-origin-resource-policy", "cross-origin");
      if (origin) reply.header("access-control-allow-origin", origin);
    };
    app.options<Keyed>("/widget/:key/graphql", async (request, reply) => {
      const project = await parts.widgets.project(request.params.key);
      if (!project) return reply.code(404).send();
      if (!this.origins.mayCarry(request.headers, project.allowedOrigins)) return reply.code(403).send();
      cors(reply, request.headers.origin);
      return reply
        .headers({
          "access-control-allow-methods": "POST",
          "access-control-allow-headers": "content-type, authorization",
          "access-control-max-age": "600",
        })
        .code(204)
        .send();
    });
    app.route<Keyed>({
      method: "POST",
      url: "/widget/:key/graphql",
      preHandler: async (request, reply) => {
        const project = await parts.widgets.project(request.params.key);
        if (!project)
          return reply
            .code(404)
            .send(
              graphqlError(
                "NOT_FOUND",
                "There is no project with this key. Copy the snippet anew from the project's settings.",
              ),
            );
        if (!this.origins.mayCarry(request.headers, project.allowedOrigins)) {
          return reply
            .code(403)
            .send(
              graphqlError(
                "FORBIDDEN",
                `${request.headers.origin} is not among the project's allowed origins. Add it in the project's settings.`,
              ),
            );
        }
        cors(reply, request.headers.origin);
        projects.set(request.raw, project);
      },
      handler: fastifyApolloHandler(this.widget, {
        context: async (request) => {
          const project = projects.get(request.raw) as { id: string };
          const facts = { ip: request.ip, userAgent: request.headers["user-agent"] ?? null };
          return new WidgetContext(request.id, parts.container, project.id, bearer(request), facts);
        },
      }) as never,
    });
    // Readable from anywhere: it only tells a page whether that page may carry the widget, and where that is set.
    app.get<Keyed>("/widget/:key/status", async (request, reply) => {
      const project = await parts.widgets.project(request.params.key);
      reply.headers({
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": "no-store",
      });
      if (!project) return reply.code(404).send({ allowed: false, settings: parts.publicUrl() });
      return {
        allowed: this.origins.mayCarry(request.headers, project.allowedOrigins),
        settings: parts.settingsUrl(project.id),
      };
    });
  }

  private upgrades(): void {
    const { parts, origins } = this;
    this.sockets.add<{ own: boolean }>({
      schema: parts.schemas.api,
      admit: async (request, path) => {
        if (path !== "/graphql") return null;
        if (origins.isOwn(request.headers)) return { own: true };
        return request.headers.origin === undefined ? { own: false } : 403;
      },
      connect: async ({ own }, request, payload) => {
        const cookies = own ? this.app.parseCookie(request.headers.cookie ?? "") : {};
        const token =
          typeof payload.token === "string"
            ? payload.token
            : typeof payload.authorization === "string"
              ? payload.authorization.replace(/^Bearer /i, "")
              : null;
        const caller = await parts.authenticator.caller({ cookie: this.cookie.read(cookies), bearer: token });
        // Without an Origin it is no browser of ours: only an API token lets it in.
        if (caller.kind === "nobody" || (!own && caller.kind !== "token")) return null;
        const ip = request.socket.remoteAddress ?? "";
        return {
          mayIntrospect: true,
          context: () => this.apiContext(caller, ip, request.headers, randomUUID(), () => undefined),
        };
      },
    });
    this.sockets.add<{ projectId: string }>({
      schema: parts.schemas.widget,
      admit: async (request, path) => {
        const key = /^\/widget\/([\w-]+)\/graphql$/.exec(path)?.[1];
        if (!key) return null;
        const project = await parts.widgets.project(key);
        if (!project) return 404;
        return origins.mayCarry(request.headers, project.allowedOrigins) ? { projectId: project.id } : 403;
      },
      connect: async ({ projectId }, request, payload) => {
        const token = typeof payload.token === "string" ? payload.token : null;
        const facts = {
          ip: request.socket.remoteAddress ?? "",
          userAgent: request.headers["user-agent"] ?? null,
        };
        return {
          mayIntrospect: parts.development,
          context: () => new WidgetContext(randomUUID(), parts.container, projectId, token, facts),
        };
      },
    });
  }

  private apiContext(
    caller: Caller,
    ip: string,
    headers: FastifyRequest["headers"],
    requestId: string,
    setSession: (token: string | null) => void,
  ): ApiContext {
    const { parts } = this;
    const connection = {
      ip,
      userAgent: headers["user-agent"] ?? null,
      locale: parts.knownLocale(headers["accept-language"] ?? null),
      setSession,
    };
    return new ApiContext(requestId, parts.container, caller, connection, () =>
      parts.authenticator.isAlive(caller),
    );
  }

  private fault(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const { statusCode = 500, message } = error as { statusCode?: number; message?: string };
    if (statusCode < 500)
      return reply
        .code(statusCode)
        .send(graphqlError("BAD_USER_INPUT", message ?? "The request cannot be read."));
    this.parts.log.error({ err: error, requestId: request.id }, "a request failed");
    return reply
      .code(500)
      .send(
        graphqlError(
          "INTERNAL_SERVER_ERROR",
          `Something went wrong on our side. Give this number to whoever runs the server: ${request.id}`,
        ),
      );
  }
}

const graphqlError = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }] });
