// One WebSocket and what is said over it: the protocol graphql-transport-ws, subscriptions only. What subscribers are told
// comes from their groups, as bytes that many share.
import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import { GraphQLError, type GraphQLSchema, createSourceEventStream } from "graphql";
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import type { LoadingContext, Rights } from "../graphql/context.js";
import { presentError } from "../graphql/errors.js";
import { priceOf } from "../graphql/price.js";
import type { FanOut } from "../live/fan-out.js";
import { Feed } from "../live/feed.js";
import { type Batch, Member, type Wire } from "../live/member.js";
import { Frames } from "./frames.js";
import type { Operations } from "./operation.js";
import { CLOSE, Peer } from "./peer.js";
import { isId, isObject, isOperation, messageOf } from "./protocol.js";
import { renderer } from "./rendering.js";

const INIT_WAIT = 3_000;
const SUBSCRIPTIONS = 20;
/** What a connection has become once it was let in. */
export interface Admission {
  context: LoadingContext;
  mayIntrospect: boolean;
}

export interface ConnectionParts {
  schema: GraphQLSchema;
  operations: Operations;
  fanOut: FanOut;
  log: Logger;
  /** Null: the payload does not let it in. */
  connect(payload: Record<string, unknown>): Promise<Admission | null>;
  /** Whether one more socket of this caller may be open; counts it when so. */
  mayOpen(callerKey: string): boolean;
  closed(callerKey: string | null): void;
  /** The context of everybody with these rights. */
  shared(context: LoadingContext, rights: Rights): LoadingContext;
  /** Whether who was let in may still be here. */
  mayStay(context: LoadingContext): boolean;
  /** Throws RATE_LIMITED when the caller has asked for too much. */
  charge(context: LoadingContext, fields: readonly string[]): void;
  /** Who is told what each item costs. */
  tellsCost(context: LoadingContext): boolean;
}

export class Connection {
  readonly peer: Peer;
  private admission: Admission | null = null;
  private isConnecting = false;
  /** A mark of its own for what is being opened: its id may be used again before it is. */
  private readonly subscriptions = new Map<string, Member | symbol>();
  private readonly initTimer: NodeJS.Timeout;

  constructor(
    client: WebSocket,
    socket: Duplex,
    private readonly parts: ConnectionParts,
  ) {
    this.peer = new Peer(client, socket, () => {
      for (const member of this.members()) member.flushed();
    });
    this.initTimer = setTimeout(() => {
      if (!this.isConnecting) this.peer.close(CLOSE.initTimeout);
    }, INIT_WAIT);
    client.on("message", (data) => {
      try {
        this.receive(data);
      } catch (error) {
        // Thrown here it would end the process: nested deeply enough, what can be read can not be written again.
        parts.log.debug({ err: error }, "a message could not be answered");
        this.peer.close(CLOSE.badRequest);
      }
    });
    client.on("close", () => this.end());
    client.on("error", (error) => parts.log.debug({ err: error }, "a socket broke"));
  }

  /** What was let in may not be welcome any more. */
  review(): void {
    if (this.admission && !this.parts.mayStay(this.admission.context)) this.peer.close(CLOSE.tryLater);
  }

  sendError(id: string, errors: readonly GraphQLError[]): void {
    const requestId = randomUUID();
    const payload = errors.map((error) => presentError(error.toJSON(), error, this.parts.log, requestId));
    this.over(id, { id, type: "error", payload });
  }

  sendComplete(id: string): void {
    this.over(id, { id, type: "complete" });
  }

  private over(id: string, message: object): void {
    if (this.subscriptions.delete(id)) this.peer.say(message);
  }

  private members(): Member[] {
    return [...this.subscriptions.values()].filter((each) => each instanceof Member);
  }

  private end(): void {
    clearTimeout(this.initTimer);
    const members = this.members();
    this.subscriptions.clear();
    for (const member of members) member.stop();
    this.parts.closed(this.admission?.context.callerKey ?? null);
    this.admission = null;
  }

  private receive(data: RawData): void {
    if (!this.peer.isOpen) return;
    const message = messageOf(data);
    if (!message) return this.peer.close(CLOSE.badRequest);
    const { type, id, payload } = message;
    if (type === "connection_init") void this.init(isObject(payload) ? payload : {});
    else if (type === "ping") this.peer.say(isObject(payload) ? { type: "pong", payload } : { type: "pong" });
    else if (type === "subscribe" && isId(id) && isOperation(payload)) this.subscribe(id, payload);
    else if (type === "complete" && isId(id)) this.complete(id);
    else if (type !== "pong") this.peer.close(CLOSE.badRequest);
  }

  private async init(payload: Record<string, unknown>): Promise<void> {
    if (this.isConnecting) return this.peer.close(CLOSE.tooManyInits);
    this.isConnecting = true;
    clearTimeout(this.initTimer);
    let admission: Admission | null;
    try {
      admission = await this.parts.connect(payload);
    } catch (error) {
      // A fault on our side is no refusal: the client is told to try again, and learns nothing else.
      this.parts.log.warn({ err: error }, "a socket could not be let in");
      return this.peer.close(CLOSE.tryLater);
    }
    if (!admission) return this.peer.close(CLOSE.forbidden);
    if (!this.peer.isOpen) return;
    // As in a fault on our side: who is not wanted learns nothing.
    if (!this.parts.mayStay(admission.context)) return this.peer.close(CLOSE.tryLater);
    if (!this.parts.mayOpen(admission.context.callerKey)) return this.peer.close(CLOSE.tooManySockets);
    this.admission = admission;
    this.peer.say({ type: "connection_ack" });
  }

  private complete(id: string): void {
    const member = this.subscriptions.get(id);
    this.subscriptions.delete(id);
    if (member instanceof Member) member.stop();
  }

  private subscribe(id: string, payload: Record<string, unknown>): void {
    const { admission } = this;
    if (!admission) return this.peer.close(CLOSE.unauthorized);
    if (this.subscriptions.has(id)) return this.peer.close(CLOSE.idInUse);
    const isFull = this.subscriptions.size >= SUBSCRIPTIONS;
    const mark = Symbol(id);
    this.subscriptions.set(id, mark);
    if (isFull) {
      const extensions = { code: "RATE_LIMITED", retryAfter: 1 };
      const said = `A socket carries ${SUBSCRIPTIONS} subscriptions at most.`;
      return this.sendError(id, [new GraphQLError(said, { extensions })]);
    }
    this.open(id, mark, payload, admission).catch((error: unknown) => {
      if (this.subscriptions.get(id) === mark) this.sendError(id, [asGraphql(error)]);
    });
  }

  private async open(
    id: string,
    mark: symbol,
    payload: Record<string, unknown>,
    admission: Admission,
  ): Promise<void> {
    const { schema, operations, fanOut, log, shared, charge, tellsCost } = this.parts;
    charge(admission.context, ["subscribe"]);
    const operation = operations.read(payload, admission.mayIntrospect);
    if (!("document" in operation)) return this.sendError(id, operation);
    const { document, variables, isPersonal } = operation;
    const contextValue = admission.context;
    const operationName = operation.operation.name?.value;
    const args = { schema, document, operationName, variableValues: variables, contextValue };
    const feed = await createSourceEventStream(args);
    // Stopped while it was opened.
    if (this.subscriptions.get(id) !== mark) return feed instanceof Feed ? feed.permit?.release() : undefined;
    if (!(feed instanceof Feed)) {
      const { errors } = feed as { errors?: readonly GraphQLError[] };
      return this.sendError(id, errors ?? [new GraphQLError("There is nothing to follow.")]);
    }
    const { rights } = feed.permit ?? {};
    const isShared = rights !== undefined && !isPersonal;
    const who = isShared ? `${rights.projectId} ${rights.role}` : contextValue.callerKey;
    const context = isShared ? shared(contextValue, rights) : contextValue;
    const present = (error: GraphQLError) => presentError(error.toJSON(), error, log, context.requestId);
    // Every item is executed anew, and costs as much again: programs share their items, with the price on each.
    const cost = tellsCost(contextValue) ? priceOf(document, operation.operation, variables) : null;
    const render = () => renderer(schema, operation, context, who, { present, cost });
    const key = `${operation.key} ${who} ${cost ? "priced" : ""}`;
    const member = fanOut.join(key, feed, render, new Line(this, id));
    this.subscriptions.set(id, member);
  }
}

/** One subscription's end of the wire. */
class Line implements Wire {
  private readonly idJson: Buffer;
  constructor(
    private readonly connection: Connection,
    private readonly id: string,
  ) {
    this.idJson = Buffer.from(JSON.stringify(id));
  }

  get behind(): boolean {
    return this.connection.peer.isBehind;
  }

  next(batch: Batch): void {
    Frames.of(batch, this.idJson.length).send(this.idJson, this.connection.peer.sendFrames);
  }

  error(error: Error): void {
    this.connection.sendError(this.id, [asGraphql(error)]);
  }

  complete(): void {
    this.connection.sendComplete(this.id);
  }
}

const asGraphql = (error: unknown) =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError(String(error), { originalError: error instanceof Error ? error : undefined });
