// What every resolver gets as its context, on both transports.
import type { LoaderFactory } from "./loader.js";
import type DataLoader from "dataloader";
import type { Id } from "../database/columns.js";
import { sessionTopic, tokenTopic } from "../live/bus.js";
import { Forbidden, Unauthenticated } from "./errors.js";

export type Role = "ADMIN" | "MANAGER";

/** Who calls. A token acts for one project with one role; an agent's roles stand in the memberships. */
export type Caller =
  | { kind: "agent"; agentId: Id; sessionId: Id }
  | { kind: "token"; tokenId: Id; projectId: Id; role: Role }
  | { kind: "nobody" };

/** Resolver instances by their class. */
export type Container = ReadonlyMap<unknown, unknown>;

export abstract class LoadingContext {
  private loaders = new Map<LoaderFactory<never, unknown>, DataLoader<never, unknown>>();
  constructor(
    readonly requestId: string,
    private readonly container: Container,
  ) {}

  /** The resolver that serves this schema, for where TypeGraphQL hands in none (the start of a subscription). */
  resolver<T>(kind: new (...parts: never[]) => T): T {
    return this.container.get(kind) as T;
  }

  loader<K, V>(factory: LoaderFactory<K, V>): DataLoader<K, V> {
    const known = this.loaders.get(factory as never) as DataLoader<K, V> | undefined;
    if (known) return known;
    const fresh = factory();
    this.loaders.set(factory as never, fresh as never);
    return fresh;
  }

  /** A subscription's context outlives many events: each must see the database afresh. */
  forget(): void {
    this.loaders = new Map();
  }
}

/** The context of the agents' and integrators' API. */
export class ApiContext extends LoadingContext {
  constructor(
    requestId: string,
    container: Container,
    public caller: Caller,
    readonly connection: ConnectionFacts,
    /** Whether the session or token that opened a stream is still good. */
    readonly isAlive: () => Promise<boolean>,
  ) {
    super(requestId, container);
  }

  /** Where the bus says that this caller's session or token may have ended. */
  get endings(): readonly string[] {
    const { caller } = this;
    if (caller.kind === "agent") return [sessionTopic(caller.sessionId)];
    return caller.kind === "token" ? [tokenTopic(caller.tokenId)] : [];
  }

  /** The signed-in agent's id. An API token acts for a program, not for a person, so it is refused here. */
  requireAgent(): Id {
    if (this.caller.kind === "agent") return this.caller.agentId;
    if (this.caller.kind === "token")
      throw new Forbidden("An API token cannot do this: it needs a signed-in person.");
    throw new Unauthenticated();
  }
}

/** What the transport knows of the caller's connection, and what it can do to its answer. */
export interface ConnectionFacts {
  readonly ip: string;
  readonly userAgent: string | null;
  readonly locale: string | null;
  setSession(token: string | null): void;
}

/** The context of the widget's API. */
export class WidgetContext extends LoadingContext {
  constructor(
    requestId: string,
    container: Container,
    readonly projectId: Id,
    readonly token: string | null,
    readonly connection: Pick<ConnectionFacts, "ip" | "userAgent">,
  ) {
    super(requestId, container);
  }
}
