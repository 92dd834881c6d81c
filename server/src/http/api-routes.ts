// The agents' and integrators' endpoint, /graphql: who may call it over HTTP, and who may open a socket.
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ApiContext, type Caller } from "../graphql/context.js";
import { Forbidden } from "../graphql/errors.js";
import type { Addresses } from "./addresses.js";
import { createEndpoint } from "./endpoint.js";
import type { Origins } from "./origins.js";
import { type HttpParts, graphqlError } from "./ports.js";
import { SessionCookie, bearer } from "./session-cookie.js";
import type { SocketEndpoint } from "./socket.js";

const PATH = "/graphql";
const NOT_OURS = "is not this installation's own address.";

export class ApiRoutes {
  readonly endpoint: ApolloServer<ApiContext>;
  private readonly cookie: SessionCookie;
  private readonly callers = new WeakMap<object, Caller>();

  constructor(
    private readonly parts: HttpParts,
    private readonly origins: Origins,
    private readonly addresses: Addresses,
  ) {
    this.cookie = new SessionCookie(parts.publicUrl);
    this.endpoint = createEndpoint<ApiContext>({
      schema: parts.schemas.api,
      log: parts.log,
      mayIntrospect: (context) => parts.development || context.caller.kind !== "nobody",
      tellsCost,
      charge: (context, fields) => this.charge(context, fields),
    });
  }

  /** The request itself has been counted; here what it asks for. */
  private charge({ caller, connection }: ApiContext, fields: readonly string[]): void {
    const { limits } = this.parts;
    if (fields.length > 1) limits.from(connection.ip, fields.length - 1);
    if (caller.kind === "agent") limits.account(`agent ${caller.agentId}`, fields);
    else if (caller.kind === "token") limits.account(`token ${caller.tokenId}`, fields);
  }

  register(app: FastifyInstance): void {
    app.route({
      method: ["GET", "POST"],
      url: PATH,
      onRequest: async ({ raw }) => this.parts.limits.from(this.addresses.of(raw)),
      preHandler: async (request, reply) => {
        const { origin } = request.headers;
        if (this.isForeign(request))
          return reply.code(403).send(graphqlError("FORBIDDEN", `${origin} ${NOT_OURS}`));
        // Here and not in the context: a database that is away is told by the server's own fault handler.
        this.callers.set(request.raw, await this.callerOf(request));
      },
      handler: fastifyApolloHandler(this.endpoint, {
        context: async (request, reply) => {
          const caller = this.callers.get(request.raw) ?? { kind: "nobody" };
          const setSession = (token: string | null) => this.cookie.write(reply, token);
          return this.context(
            caller,
            this.addresses.of(request.raw),
            request.headers,
            request.id,
            setSession,
          );
        },
      }),
    });
  }

  /** The context of a request for what a room serves beside GraphQL; throws FORBIDDEN when another site's page sent it. */
  async contextOf(request: FastifyRequest): Promise<ApiContext> {
    const site = request.headers["sec-fetch-site"];
    // Without an Origin (a link, an image) a browser still says from where: the cookie goes along from a sister site.
    const isLured = !bearer(request) && site !== undefined && site !== "same-origin" && site !== "none";
    if (this.isForeign(request) || isLured)
      throw new Forbidden(`${request.headers.origin ?? "The page that sent this"} ${NOT_OURS}`);
    this.parts.limits.from(this.addresses.of(request.raw));
    const caller = await this.callerOf(request);
    return this.context(caller, this.addresses.of(request.raw), request.headers, request.id, () => undefined);
  }

  /** A page of another site can make a browser send a request, but not without naming itself. */
  private isForeign(request: FastifyRequest): boolean {
    return Boolean(request.headers.origin && !bearer(request) && !this.origins.isOwn(request.headers));
  }

  private callerOf(request: FastifyRequest): Promise<Caller> {
    const credentials = { cookie: this.cookie.read(request.cookies), bearer: bearer(request) };
    return this.parts.authenticator.caller(credentials);
  }

  socket(app: FastifyInstance): SocketEndpoint<{ own: boolean }, ApiContext> {
    return {
      schema: this.parts.schemas.api,
      shared: (context, rights) => context.as(rights),
      charge: (context, fields) => this.charge(context, fields),
      addressOf: (request) => this.addresses.of(request),
      tellsCost,
      // Who may no longer listen is told so stream by stream (projects/grants.ts).
      mayStay: () => true,
      admit: async (request, path) => {
        if (path !== PATH) return null;
        this.parts.limits.from(this.addresses.of(request));
        if (this.origins.isOwn(request.headers)) return { own: true };
        return request.headers.origin === undefined ? { own: false } : 403;
      },
      connect: async ({ own }, request, payload) => {
        const cookies = own ? app.parseCookie(request.headers.cookie ?? "") : {};
        const credentials = { cookie: this.cookie.read(cookies), bearer: tokenOf(payload) };
        const caller = await this.parts.authenticator.caller(credentials);
        // Without an Origin it is no browser of ours: only an API token lets it in.
        if (caller.kind === "nobody" || (!own && caller.kind !== "token")) return null;
        return { mayIntrospect: true, context: this.socketContext(caller, request) };
      },
    };
  }

  private socketContext(caller: Caller, request: IncomingMessage): ApiContext {
    return this.context(caller, this.addresses.of(request), request.headers, randomUUID(), () => undefined);
  }

  private context(
    caller: Caller,
    ip: string,
    headers: IncomingHttpHeaders,
    requestId: string,
    setSession: (token: string | null) => void,
  ): ApiContext {
    const { container, knownLocale } = this.parts;
    const connection = {
      ip,
      userAgent: headers["user-agent"] ?? null,
      locale: knownLocale(headers["accept-language"] ?? null),
      setSession,
    };
    return new ApiContext(requestId, container, caller, connection);
  }
}

const tellsCost = ({ caller }: ApiContext) => caller.kind === "token";

/** An API token from connection_init: { token } or { authorization: "Bearer …" }. */
function tokenOf({ token, authorization }: Record<string, unknown>): string | null {
  if (typeof token === "string") return token;
  return typeof authorization === "string" ? authorization.replace(/^Bearer /i, "") : null;
}
