// What every resolver gets as its context, on both transports.
import type DataLoader from "dataloader";
import type { Id } from "../database/columns.js";
import { DATABASE_AWAY, Forbidden, Unauthenticated, Unavailable } from "./errors.js";
import { type LoaderFactory, LoaderScope } from "./loader.js";

export type Role = "ADMIN" | "MANAGER";

/** What a caller may do in one project. */
export interface Rights {
  readonly projectId: Id;
  readonly role: Role;
}

/** Who calls. A token acts for one project with one role; an agent's roles stand in the memberships. */
export type Caller =
  | { kind: "agent"; agentId: Id; sessionId: Id }
  | { kind: "token"; tokenId: Id; projectId: Id; role: Role }
  | { kind: "nobody" };

/** Resolver instances by their class. */
export type Container = ReadonlyMap<unknown, unknown>;

export abstract class LoadingContext {
  constructor(
    readonly requestId: string,
    protected readonly container: Container,
    private readonly scope: LoaderScope,
  ) {}

  /** Names the caller among all callers of this endpoint. */
  abstract readonly callerKey: string;

  /** The same caller with what `scope` has read: a subscription outlives many events, and each must see the database afresh. */
  abstract within(scope: LoaderScope): LoadingContext;

  /** The resolver that serves this schema, for where TypeGraphQL hands in none (the start of a subscription). */
  resolver<T>(kind: new (...parts: never[]) => T): T {
    return this.container.get(kind) as T;
  }

  loader<K, V>(factory: LoaderFactory<K, V>): DataLoader<K, V> {
    return this.scope.of(factory);
  }
}

/** The context of the agents' and integrators' API. */
export class ApiContext extends LoadingContext {
  constructor(
    requestId: string,
    container: Container,
    public caller: Caller,
    readonly connection: ConnectionFacts,
    scope = new LoaderScope(),
  ) {
    super(requestId, container, scope);
  }

  get callerKey(): string {
    const { caller } = this;
    if (caller.kind === "agent") return `session ${caller.sessionId}`;
    return caller.kind === "token" ? `token ${caller.tokenId}` : "nobody";
  }

  within(scope: LoaderScope): ApiContext {
    return new ApiContext(this.requestId, this.container, this.caller, this.connection, scope);
  }

  /** Nobody in particular with these rights: what all who have them may share. */
  as({ projectId, role }: Rights): ApiContext {
    const caller = { kind: "token", tokenId: "0", projectId, role } as const;
    return new ApiContext(this.requestId, this.container, caller, this.connection);
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

/** The same of a visitor's. */
export interface VisitorConnection extends Pick<ConnectionFacts, "ip" | "userAgent"> {
  /** Whether the visitor with this token is blocked; absent where the server itself plays a visitor. */
  isBlocked?(token: string): boolean;
}

/** The context of the widget's API. */
export class WidgetContext extends LoadingContext {
  constructor(
    requestId: string,
    container: Container,
    readonly projectId: Id,
    readonly token: string | null,
    readonly connection: VisitorConnection,
    scope = new LoaderScope(),
  ) {
    super(requestId, container, scope);
  }

  get callerKey(): string {
    return `visitor ${this.projectId} ${this.token ?? ""}`;
  }

  /** For a token that a document names: whose it is may be blocked, whoever brings it. Answered as at the entrance. */
  requireWelcome(token: string): void {
    if (!this.connection.isBlocked?.(token)) return;
    const error = new Unavailable(DATABASE_AWAY);
    Object.assign(error.extensions, { http: { status: 503 } });
    throw error;
  }

  within(scope: LoaderScope): WidgetContext {
    return new WidgetContext(
      this.requestId,
      this.container,
      this.projectId,
      this.token,
      this.connection,
      scope,
    );
  }
}
