// The WebSocket side of both endpoints: who may connect, what may be subscribed to, and how much of it.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
} from "graphql";
import { type Context as SocketContext, handleProtocols } from "graphql-ws";
import { type Extra, useServer } from "graphql-ws/use/ws";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { LoadingContext } from "../graphql/context.js";
import { presentError } from "../graphql/errors.js";
import { checkDocument } from "../graphql/rules.js";

const FRAME = 64 * 1024;
const PING = 12_000;
const INIT_WAIT = 3_000;
const SUBSCRIPTIONS_A_SOCKET = 20;
const CLOSING_MAY_TAKE = 1_500;
const TRY_AGAIN = { code: 1013, reason: "Try again later" };
const SHUT_DOWN = { code: 1012, reason: "The server restarts" };

/** One of the two endpoints: which paths it serves, who may upgrade, and what a connection becomes. */
export interface SocketEndpoint<Admitted> {
  schema: GraphQLSchema;
  /** Null: another endpoint's path. A number: refused with this status. */
  admit(request: IncomingMessage, path: string): Promise<Admitted | number | null>;
  /** Null: the connection's payload does not let it in. */
  connect(
    admitted: Admitted,
    request: IncomingMessage,
    payload: Record<string, unknown>,
  ): Promise<Connection | null>;
}

interface Connection {
  context(): LoadingContext;
  mayIntrospect: boolean;
}

type Ctx = SocketContext<Record<string, unknown> | undefined, Extra>;

export class Sockets {
  private readonly endpoints: {
    admit(
      request: IncomingMessage,
      path: string,
    ): Promise<((socket: Duplex, head: Buffer) => void) | number | null>;
  }[] = [];
  private readonly servers: WebSocketServer[] = [];
  private readonly disposers: (() => Promise<void> | void)[] = [];

  constructor(private readonly log: Logger) {}

  add<Admitted>(endpoint: SocketEndpoint<Admitted>): void {
    const wss = new WebSocketServer({
      noServer: true,
      maxPayload: FRAME,
      perMessageDeflate: false,
      handleProtocols,
    });
    const admissions = new WeakMap<IncomingMessage, Admitted>();
    const connections = new WeakMap<object, Connection>();
    const mask = (errors: readonly (GraphQLError | GraphQLFormattedError)[], requestId: string) =>
      errors.map((error) =>
        presentError(error instanceof GraphQLError ? error.toJSON() : error, error, this.log, requestId),
      );
    const disposable = useServer<Record<string, unknown> | undefined>(
      {
        schema: endpoint.schema,
        connectionInitWaitTimeout: INIT_WAIT,
        onConnect: async (ctx: Ctx) => {
          const admitted = admissions.get(ctx.extra.request);
          if (admitted === undefined) return false;
          const connection = await this.letIn(ctx, () =>
            endpoint.connect(admitted, ctx.extra.request, ctx.connectionParams ?? {}),
          );
          if (!connection) return false;
          connections.set(ctx.extra.socket, connection);
          return true;
        },
        onSubscribe: (ctx: Ctx, _id, payload): ExecutionArgs | readonly GraphQLError[] => {
          const connection = connections.get(ctx.extra.socket);
          if (!connection) return [refusal("UNAUTHENTICATED", "The connection was not let in.")];
          if (Object.keys(ctx.subscriptions).length > SUBSCRIPTIONS_A_SOCKET) {
            return [
              refusal("RATE_LIMITED", `A socket carries ${SUBSCRIPTIONS_A_SOCKET} subscriptions at most.`, {
                retryAfter: 1,
              }),
            ];
          }
          const variables = payload.variables ?? {};
          const checked = checkDocument(endpoint.schema, String(payload.query), {
            variables,
            mayIntrospect: connection.mayIntrospect,
          });
          if ("errors" in checked) return checked.errors;
          const operation = getOperationAST(checked.document, payload.operationName);
          if (!operation) return [refusal("BAD_USER_INPUT", "The document has no operation of that name.")];
          if (operation.operation !== "subscription") {
            return [
              refusal(
                "BAD_USER_INPUT",
                "Only subscriptions go over the socket; send queries and mutations over HTTP.",
              ),
            ];
          }
          return {
            schema: endpoint.schema,
            document: checked.document,
            operationName: payload.operationName,
            variableValues: variables,
            contextValue: connection.context(),
          };
        },
        onError: (_ctx: Ctx, _id, _payload, errors) => mask(errors, randomUUID()),
        onNext: (_ctx: Ctx, _id, _payload, args, result) =>
          result.errors
            ? { ...result, errors: mask(result.errors, (args.contextValue as LoadingContext).requestId) }
            : (result as { data?: Record<string, unknown> | null }),
      },
      wss,
      PING,
    );
    // graphql-ws prints what a broken client sends as an error of ours. It is the client's, and its socket is closed for it.
    wss.on("connection", (client) => {
      client.removeAllListeners("error");
      client.on("error", (error) => this.log.debug({ err: error }, "a socket broke"));
    });
    this.servers.push(wss);
    this.disposers.push(() => disposable.dispose());
    this.endpoints.push({
      admit: async (request, path) => {
        const admitted = await endpoint.admit(request, path);
        if (admitted === null || typeof admitted === "number") return admitted as number | null;
        return (socket, head) => {
          admissions.set(request, admitted);
          wss.handleUpgrade(request, socket, head, (client) => wss.emit("connection", client, request));
        };
      },
    });
  }

  attach(server: Server): void {
    server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      this.upgrade(request, socket, head).catch((error: unknown) => {
        this.log.error({ err: error }, "an upgrade failed");
        refuse(socket, 503);
      });
    });
  }

  /** Tells every client to come back, and waits until the sockets are closed; one that does not answer is cut. */
  async stop(): Promise<void> {
    const clients = this.servers.flatMap((wss) => [...wss.clients]);
    for (const client of clients) client.close(SHUT_DOWN.code, SHUT_DOWN.reason);
    const cut = setTimeout(() => clients.forEach((client) => client.terminate()), CLOSING_MAY_TAKE);
    for (const dispose of this.disposers) await dispose();
    clearTimeout(cut);
  }

  /** A fault on our side is no refusal: the client is told to try again, and learns nothing else. */
  private async letIn(ctx: Ctx, connect: () => Promise<Connection | null>): Promise<Connection | null> {
    try {
      return await connect();
    } catch (error) {
      this.log.warn({ err: error }, "a socket could not be let in");
      ctx.extra.socket.close(TRY_AGAIN.code, TRY_AGAIN.reason);
      return null;
    }
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = new URL(request.url ?? "/", "http://server").pathname;
    for (const endpoint of this.endpoints) {
      const admitted = await endpoint.admit(request, path);
      if (admitted === null) continue;
      return typeof admitted === "number" ? refuse(socket, admitted) : admitted(socket, head);
    }
    refuse(socket, 404);
  }
}

const WORDS: Record<number, string> = { 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable" };

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${WORDS[status] ?? "Refused"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

const refusal = (code: string, message: string, more: Record<string, unknown> = {}) =>
  new GraphQLError(message, { extensions: { code, ...more } });
