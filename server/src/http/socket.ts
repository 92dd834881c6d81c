// The WebSocket side of both endpoints: who may connect, and how many sockets one caller may have open.
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { LoadingContext, Rights } from "../graphql/context.js";
import { RateLimited } from "../graphql/errors.js";
import { householdOf, isNear } from "../guard/address.js";
import type { FanOut } from "../live/fan-out.js";
import { type Admission, Connection, type ConnectionParts } from "./connection.js";
import { CLOSE } from "./peer.js";
import { PROTOCOL } from "./protocol.js";
import { Operations } from "./operation.js";

const FRAME = 64 * 1024;
const PING = 12_000;
/** Sockets that may be open: a visitor's token is its own invention, so callers alone would bound nobody. */
const MOST = { caller: 10, address: 1_000 };
const CLOSING_MAY_TAKE = 1_500;

/** One of the two endpoints: which paths it serves, who may upgrade, and what a connection becomes. */
export interface SocketEndpoint<Admitted, Context extends LoadingContext> {
  schema: GraphQLSchema;
  /** Null: another endpoint's path. A number: refused with this status. */
  admit(request: IncomingMessage, path: string): Promise<Admitted | number | null>;
  /** Null: the connection's payload does not let it in. */
  connect(
    admitted: Admitted,
    request: IncomingMessage,
    payload: Record<string, unknown>,
  ): Promise<(Admission & { context: Context }) | null>;
  shared(context: Context, rights: Rights): Context;
  /** Whether who was let in may still be here. */
  mayStay(context: Context): boolean;
  /** Throws RATE_LIMITED when the caller has asked for too much. */
  charge(context: Context, fields: readonly string[]): void;
  addressOf(request: IncomingMessage): string;
  /** Who is told what each item costs. */
  tellsCost?(context: Context): boolean;
}

type Welcome = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export class Sockets {
  private readonly endpoints: ((
    request: IncomingMessage,
    path: string,
  ) => Promise<Welcome | number | null>)[] = [];
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME,
    perMessageDeflate: false,
    handleProtocols: (protocols) => protocols.has(PROTOCOL) && PROTOCOL,
  });
  private readonly connections = new Set<Connection>();
  /** How many are open, by caller and by address. */
  private readonly opened = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly fanOut: FanOut,
    private readonly log: Logger,
    /** How often peers are pinged, in ms; one that has not answered by the next time is cut. */
    ping = PING,
    private readonly most = MOST,
  ) {
    this.timer = setInterval(() => {
      for (const connection of this.connections) connection.peer.ping();
    }, ping);
    this.timer.unref();
  }

  add<Admitted, Context extends LoadingContext>(endpoint: SocketEndpoint<Admitted, Context>): void {
    const { schema } = endpoint;
    const operations = new Operations(schema);
    this.endpoints.push(async (request, path) => {
      const admitted = await endpoint.admit(request, path);
      if (admitted === null || typeof admitted === "number") return admitted as number | null;
      return (...upgrade) =>
        this.open(upgrade, endpoint.addressOf(request), {
          schema,
          operations,
          connect: (payload) => endpoint.connect(admitted, request, payload),
          shared: (context, rights) => endpoint.shared(context as Context, rights),
          mayStay: (context) => endpoint.mayStay(context as Context),
          charge: (context, fields) => endpoint.charge(context as Context, fields),
          tellsCost: (context) => endpoint.tellsCost?.(context as Context) ?? false,
        });
    });
  }

  attach(server: Server): void {
    server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      this.upgrade(request, socket, head).catch((error: unknown) => {
        if (error instanceof RateLimited) return refuse(socket, 429);
        this.log.error({ err: error }, "an upgrade failed");
        refuse(socket, 503);
      });
    });
  }

  /** Closes the sockets of those who may no longer be here. */
  review(): void {
    for (const connection of this.connections) connection.review();
  }

  /** Tells every client to come back, and waits until the sockets are closed; one that does not answer is cut. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    const { clients } = this.server;
    for (const connection of this.connections) connection.peer.close(CLOSE.restart);
    const cut = setTimeout(() => clients.forEach((client) => client.terminate()), CLOSING_MAY_TAKE);
    await new Promise((resolve) => this.server.close(resolve));
    clearTimeout(cut);
  }

  private open(
    upgrade: Parameters<Welcome>,
    address: string,
    parts: Omit<ConnectionParts, "fanOut" | "log" | "mayOpen" | "closed">,
  ): void {
    const [, socket] = upgrade;
    this.server.handleUpgrade(...upgrade, (client) => {
      if (client.protocol !== PROTOCOL) {
        client.on("error", () => client.terminate());
        return client.close(...CLOSE.wrongProtocol);
      }
      const connection: Connection = new Connection(client, socket, {
        ...parts,
        fanOut: this.fanOut,
        log: this.log,
        mayOpen: (caller) => this.count(this.keysOf(caller, address)),
        closed: (caller) => {
          this.connections.delete(connection);
          if (caller !== null) this.discount(this.keysOf(caller, address));
        },
      });
      this.connections.add(connection);
    });
  }

  /** What a socket counts for, and how many there may be of each. */
  private keysOf(caller: string, address: string): [key: string, most: number][] {
    const own: [string, number] = [caller, this.most.caller];
    // As with requests: behind a proxy that nobody has named is everybody.
    return isNear(address) ? [own] : [own, [`address ${householdOf(address)}`, this.most.address]];
  }

  private count(keys: readonly [key: string, most: number][]): boolean {
    if (keys.some(([key, most]) => (this.opened.get(key) ?? 0) >= most)) return false;
    for (const [key] of keys) this.opened.set(key, (this.opened.get(key) ?? 0) + 1);
    return true;
  }

  private discount(keys: readonly [key: string, most: number][]): void {
    for (const [key] of keys) {
      const open = (this.opened.get(key) ?? 1) - 1;
      if (open > 0) this.opened.set(key, open);
      else this.opened.delete(key);
    }
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { url = "/" } = request;
    // What is no address is nobody's, and no fault of ours.
    const path = URL.canParse(url, "http://server") ? new URL(url, "http://server").pathname : "";
    for (const admit of this.endpoints) {
      const welcome = await admit(request, path);
      if (welcome === null) continue;
      return typeof welcome === "number" ? refuse(socket, welcome) : welcome(request, socket, head);
    }
    refuse(socket, 404);
  }
}

const WORDS: Record<number, string> = {
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${WORDS[status] ?? "Refused"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
