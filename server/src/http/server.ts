// The one HTTP server: both GraphQL endpoints, the static parts, health. It knows the rooms only by what app.ts hands in.
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import compress from "@fastify/compress";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { GraphQLError } from "graphql";
import { databaseFault } from "../database/fault.js";
import { DATABASE_AWAY } from "../graphql/errors.js";
import { Addresses } from "./addresses.js";
import { ApiRoutes } from "./api-routes.js";
import { serveStatic } from "./console.js";
import { Origins } from "./origins.js";
import { NOTHING, PERMISSIONS } from "./policy.js";
import { type HttpParts, graphqlError } from "./ports.js";
import { servePreview } from "./preview-page.js";
import { Sockets } from "./socket.js";
import { WidgetRoutes } from "./widget-routes.js";

const BODY = 100 * 1024;
const REQUESTS_MAY_TAKE = 6_000;
/** How long a request may take to arrive: a body that trickles in holds a connection, and there are not endless many. */
const ARRIVAL = 60_000;
/** Beside the endpoints and the rooms' own routes, what asks the database. */
const ASKING = new Set<string | undefined>(["/demo", "/preview", "/readyz"]);
const YEAR = 365 * 24 * 3600;

/** What a room's own route throws, in HTTP's words. */
const STATUS: Record<string, number> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

export class HttpServer {
  private readonly app: FastifyInstance;
  private readonly sockets: Sockets;
  private readonly addresses: Addresses;
  private readonly api: ApiRoutes;
  private readonly widget: WidgetRoutes;

  constructor(private readonly parts: HttpParts) {
    const { log, trustedProxies, arrival = ARRIVAL } = parts;
    this.app = Fastify({
      // Where it listens is told by the greeting, in words; a line of the framework's own before it helps nobody.
      loggerInstance: log.level === "info" ? log.child({}, { level: "warn" }) : log,
      logController: new LogController({ disableRequestLogging: true }),
      bodyLimit: BODY,
      requestTimeout: arrival,
      http: { headersTimeout: arrival, connectionsCheckingInterval: arrival / 2 },
      genReqId: () => randomUUID(),
      trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
      // A stop lets requests that are under way finish, and only then closes their connections.
      forceCloseConnections: "idle",
      // Nothing here copies what a body holds onto an object of ours, so such names are plain keys.
      onProtoPoisoning: "ignore",
      onConstructorPoisoning: "ignore",
    }) as unknown as FastifyInstance;
    const origins = new Origins(parts.publicUrl);
    this.sockets = new Sockets(parts.fanOut, log, parts.ping);
    this.addresses = new Addresses(trustedProxies);
    this.api = new ApiRoutes(parts, origins, this.addresses);
    this.widget = new WidgetRoutes(parts, origins, this.addresses);
  }

  async start(host: string, port: number): Promise<AddressInfo> {
    const { app, parts } = this;
    await this.api.endpoint.start();
    await this.widget.endpoint.start();
    await app.register(cookie);
    // The console's page has a policy of its own; the widget's files are for other sites' pages.
    await app.register(helmet, {
      contentSecurityPolicy: false,
      crossOriginEmbedderPolicy: false,
      crossOriginResourcePolicy: { policy: "same-origin" },
      // Of the names below ours we know nothing.
      hsts: parts.publicUrl().startsWith("https:") && { maxAge: YEAR, includeSubDomains: false },
      referrerPolicy: { policy: "strict-origin-when-cross-origin" },
    });
    app.addHook("onRequest", async ({ raw, routeOptions }) => {
      if (ASKING.has(routeOptions.url)) parts.limits.from(this.addresses.of(raw));
    });
    app.addHook("onSend", async (_request, reply) => {
      reply.header("permissions-policy", PERMISSIONS);
      const type = String(reply.getHeader("content-type") ?? "");
      if (!reply.hasHeader("content-security-policy") && !/javascript|css/.test(type))
        reply.header("content-security-policy", NOTHING);
    });
    await app.register(compress, { threshold: 1024, encodings: ["br", "gzip"] });
    app.setErrorHandler((error, request, reply) => this.fault(error, request, reply));
    this.health();
    this.api.register(app);
    this.widget.register(app);
    for (const room of parts.routes) room.register(app, (request) => this.api.contextOf(request));
    this.sockets.add(this.api.socket(app));
    this.sockets.add(this.widget.socket());
    servePreview(app, parts.paths.preview, parts.isPreview);
    await serveStatic(app, parts.paths, { publicUrl: parts.publicUrl, key: parts.demoKey });
    this.sockets.attach(app.server);
    await app.listen({ host, port });
    return app.server.address() as AddressInfo;
  }

  /**
   * Tells the sockets to come back, and lets the requests that are under way finish. A peer that is silent, or a body that
   * never ends, may not hold the stop for longer than a few seconds.
   */
  async stop(): Promise<void> {
    const { server } = this.app;
    const idle = setInterval(() => server.closeIdleConnections(), 100);
    const late = setTimeout(() => server.closeAllConnections(), REQUESTS_MAY_TAKE);
    try {
      await Promise.all([this.sockets.stop(), this.app.close()]);
    } finally {
      clearInterval(idle);
      clearTimeout(late);
    }
    await this.api.endpoint.stop();
    await this.widget.endpoint.stop();
  }

  /** Somebody may have been blocked: closes the sockets of those who are. */
  review(): void {
    this.sockets.review();
  }

  private health(): void {
    this.app.get("/healthz", async () => ({ status: "alive" }));
    this.app.get("/readyz", async (_request, reply) => {
      const ready = await this.parts.ready();
      return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "the database does not answer" });
    });
  }

  private fault(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const refusal = error instanceof GraphQLError ? STATUS[String(error.extensions.code)] : undefined;
    if (error instanceof GraphQLError && refusal) {
      const { code, retryAfter } = error.extensions;
      if (code === "RATE_LIMITED") reply.header("retry-after", String(retryAfter));
      return reply.code(refusal).send({ errors: [error.toJSON()] });
    }
    const { statusCode = 500, message } = error as { statusCode?: number; message?: string };
    if (statusCode < 500)
      return reply
        .code(statusCode)
        .send(graphqlError("BAD_USER_INPUT", message ?? "The request cannot be read."));
    if ((error as { code?: string }).code === "ERR_STREAM_PREMATURE_CLOSE") {
      this.parts.log.debug({ requestId: request.id }, "a browser left before its answer was whole");
      return reply;
    }
    if (databaseFault(error)) {
      this.parts.log.warn({ err: error, requestId: request.id }, "the database is away");
      return reply.code(503).send(graphqlError("UNAVAILABLE", DATABASE_AWAY));
    }
    this.parts.log.error({ err: error, requestId: request.id }, "a request failed");
    const said = `Something went wrong on our side. Give this number to whoever runs the server: ${request.id}`;
    return reply.code(500).send(graphqlError("INTERNAL_SERVER_ERROR", said));
  }
}
