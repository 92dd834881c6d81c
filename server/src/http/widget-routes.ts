// The widget's endpoint, /widget/PROJECT_KEY/graphql: the key in the path tells preflight and upgrade whose origins apply.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type VisitorConnection, WidgetContext } from "../graphql/context.js";
import { DATABASE_AWAY } from "../graphql/errors.js";
import { isVisitorToken } from "../graphql/input.js";
import type { Addresses } from "./addresses.js";
import { createEndpoint } from "./endpoint.js";
import type { Origins } from "./origins.js";
import { type HttpParts, graphqlError } from "./ports.js";
import { bearer } from "./session-cookie.js";
import type { SocketEndpoint } from "./socket.js";

type Keyed = { Params: { key: string } };

const PATH = "/widget/:key/graphql";
/** A new colour shows within minutes; an old one is better than a button that waits. */
const LOOK_KEPT = "public, max-age=300, stale-while-revalidate=86400";
const PREFLIGHT = {
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "content-type, authorization",
  "access-control-max-age": "600",
};

export class WidgetRoutes {
  readonly endpoint: ApolloServer<WidgetContext>;
  private readonly projects = new WeakMap<object, { id: string }>();

  constructor(
    private readonly parts: HttpParts,
    private readonly origins: Origins,
    private readonly addresses: Addresses,
  ) {
    this.endpoint = createEndpoint<WidgetContext>({
      schema: parts.schemas.widget,
      log: parts.log,
      mayIntrospect: () => parts.development,
      charge: (context, fields) => this.charge(context, fields),
    });
  }

  /** The request itself has been counted; here what it asks for. */
  private charge({ connection, projectId, token }: WidgetContext, fields: readonly string[]): void {
    const { limits } = this.parts;
    if (fields.length > 1) limits.from(connection.ip, fields.length - 1);
    limits.visitor(projectId, token, fields);
  }

  register(app: FastifyInstance): void {
    const { parts } = this;
    app.options<Keyed>(PATH, async (request, reply) => {
      if (await this.admit(request, reply)) return reply.headers(PREFLIGHT).code(204).send();
    });
    app.route<Keyed>({
      method: "POST",
      url: PATH,
      // Before the body is read, so that a page can read what is said about its body too.
      onRequest: async (request, reply) => {
        if (!(await this.admit(request, reply)) || this.isTurnedAway(request, reply)) return reply;
      },
      handler: fastifyApolloHandler(this.endpoint, {
        context: async (request) => {
          const project = this.projects.get(request.raw) as { id: string };
          const facts = this.facts(request.raw, project.id);
          return new WidgetContext(request.id, parts.container, project.id, bearer(request), facts);
        },
      }) as never,
    });
    // Readable from anywhere: it only tells a page whether that page may carry the widget, and where that is set.
    app.get<Keyed>("/widget/:key/status", async (request, reply) => {
      this.parts.limits.from(this.addresses.of(request.raw));
      const project = await parts.widgets.project(request.params.key);
      reply.headers({
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": "no-store",
      });
      if (!project) return reply.code(404).send({ allowed: false, settings: parts.publicUrl() });
      const allowed = this.origins.mayCarry(request.headers, project.allowedOrigins);
      return { allowed, settings: parts.settingsUrl(project.id) };
    });
    // The colour of the button, for who has never opened the chat; nothing: Atalaya's own. Every page view of theirs asks, so
    // browsers keep the answer.
    app.get<Keyed>("/widget/:key/look", async (request, reply) => {
      this.parts.limits.from(this.addresses.of(request.raw));
      const project = await parts.widgets.project(request.params.key);
      reply.headers({
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": project ? LOOK_KEPT : "no-store",
      });
      return reply
        .code(project ? 200 : 404)
        .type("text/plain; charset=utf-8")
        .send(project?.widgetColor ?? "");
    });
  }

  socket(): SocketEndpoint<{ projectId: string }, WidgetContext> {
    const { parts } = this;
    return {
      schema: parts.schemas.widget,
      // A visitor shares with nobody but its own other tabs.
      shared: (context) => context,
      admit: async (request, path) => {
        const key = /^\/widget\/([\w-]+)\/graphql$/.exec(path)?.[1];
        if (!key) return null;
        parts.limits.from(this.addresses.of(request));
        const project = await parts.widgets.project(key);
        if (!project) return 404;
        return this.origins.mayCarry(request.headers, project.allowedOrigins)
          ? { projectId: project.id }
          : 403;
      },
      connect: async ({ projectId }, request, payload) => {
        const { token } = payload;
        if (typeof token !== "string" || !isVisitorToken(token)) return null;
        const facts = this.facts(request, projectId);
        const context = new WidgetContext(randomUUID(), parts.container, projectId, token, facts);
        return { mayIntrospect: parts.development, context };
      },
      charge: (context, fields) => this.charge(context, fields),
      addressOf: (request) => this.addresses.of(request),
      mayStay: ({ projectId, token, connection }) =>
        !parts.widgets.isBlocked(projectId, token, connection.ip),
    };
  }

  private facts(request: IncomingMessage, projectId: string): VisitorConnection {
    const ip = this.addresses.of(request);
    return {
      ip,
      userAgent: request.headers["user-agent"] ?? null,
      isBlocked: (token) => this.parts.widgets.isBlocked(projectId, token, ip),
    };
  }

  /**
   * Who is blocked is told what everybody is told while the database is away: it learns nothing, is never told that a message
   * has arrived which nobody will read, and, if the block was a mistake, what it wrote is still on its disk.
   */
  private isTurnedAway(request: FastifyRequest<Keyed>, reply: FastifyReply): boolean {
    const project = this.projects.get(request.raw) as { id: string };
    if (!this.parts.widgets.isBlocked(project.id, bearer(request), this.addresses.of(request.raw)))
      return false;
    reply.code(503).send(graphqlError("UNAVAILABLE", DATABASE_AWAY));
    return true;
  }

  /** Lets a page in and tells its browser so; answers the refusal itself otherwise. */
  private async admit(request: FastifyRequest<Keyed>, reply: FastifyReply): Promise<boolean> {
    const { origin } = request.headers;
    try {
      this.parts.limits.from(this.addresses.of(request.raw));
    } catch (error) {
      // Whose page it is has not been looked up, nor will it be: any page may read that it must wait.
      if (origin) reply.headers(readableBy(origin));
      throw error;
    }
    const project = await this.parts.widgets.project(request.params.key);
    if (!project) {
      const said = "There is no project with this key. Copy the snippet anew from the project's settings.";
      reply.code(404).send(graphqlError("NOT_FOUND", said));
      return false;
    }
    if (!this.origins.mayCarry(request.headers, project.allowedOrigins)) {
      const said = `${origin} is not among the project's allowed origins. Add it in the project's settings.`;
      reply.code(403).send(graphqlError("FORBIDDEN", said));
      return false;
    }
    reply.headers(readableBy(origin));
    this.projects.set(request.raw, project);
    return true;
  }
}

const readableBy = (origin: string | undefined) => ({
  vary: "Origin",
  "cross-origin-resource-policy": "cross-origin",
  ...(origin ? { "access-control-allow-origin": origin } : {}),
});
