// Who may listen to a project's streams. What the streams of this process stand on (sessions, tokens, memberships) is known
// in memory, so that every delivery can ask at no cost; the bus says when one may have ended, and the database is asked for
// all of them again and again, so that an ending that no hint told of counts within two seconds all the same.
import DataLoader from "dataloader";
import { In } from "typeorm";
import type { SessionService } from "../agents/index.js";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { ApiContext, Caller, Rights, Role } from "../graphql/context.js";
import { NotFound, Unauthenticated, Unavailable } from "../graphql/errors.js";
import { type Bus, membershipTopic, sessionTopic, tokenTopic } from "../live/bus.js";
import type { Permit } from "../live/feed.js";
import { Membership } from "./membership.entity.js";
import type { TokenService } from "./token.service.js";

const EVERY = 1_000;
/** A round without an answer for so long holds back the next no longer: one of its connections may be dead. */
const ROUND = 5_000;
/** Callers a statement. */
const BATCH = 500;

type Known = Exclude<Caller, { kind: "nobody" }>;

type Verdict = { role: Role } | { error: Error };

/** One for all streams that a session or token has open in one project. */
class Holding {
  users = 0;
  lost: Error | null = null;
  role: Role | null = null;
  readonly listeners = new Set<() => void>();
  constructor(
    readonly key: string,
    readonly caller: Known,
    readonly projectId: Id,
  ) {}

  lose(error: Error): void {
    if (this.lost) return;
    this.lost = error;
    for (const listener of [...this.listeners]) listener();
  }
}

/** A caller's permit for one stream, with the rights it stands on. */
export class Grant implements Permit {
  private isReleased = false;
  constructor(
    private readonly holding: Holding,
    readonly rights: Rights,
    private readonly letGo: () => void,
  ) {}

  get lost(): Error | null {
    return this.holding.lost;
  }

  whenLost(listener: () => void): () => void {
    this.holding.listeners.add(listener);
    return () => this.holding.listeners.delete(listener);
  }

  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    this.letGo();
  }
}

export class Grants {
  private readonly held = new Map<string, Holding & { deaf: () => void }>();
  private timer: NodeJS.Timeout | null = null;
  /** When the round that is under way began, in ms; 0 when there is none. */
  private askingSince = 0;
  private round: Promise<void> = Promise.resolve();
  /** Asks for many in a few statements; what is asked for in the same moment goes along. */
  private readonly verdicts: DataLoader<Holding, Verdict>;

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionService,
    private readonly tokens: TokenService,
    private readonly bus: Bus,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.verdicts = new DataLoader((holdings) => this.judge(holdings), {
      cache: false,
      maxBatchSize: BATCH,
    });
    bus.whenMissed(() => void this.askAll());
  }

  start(): void {
    this.timer = setInterval(() => void this.askAll(), EVERY);
    this.timer.unref();
  }

  /** Resolves when the round that was under way is over. */
  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.round;
  }

  /** Throws UNAUTHENTICATED or NOT_FOUND when the caller may not listen. */
  async open(context: ApiContext, projectId: Id): Promise<Grant> {
    const { caller } = context;
    if (caller.kind === "nobody") throw new Unauthenticated();
    const holding = this.take(caller, projectId);
    const letGo = () => {
      if (--holding.users > 0) return;
      holding.deaf();
      if (this.held.get(holding.key) === holding) this.held.delete(holding.key);
    };
    try {
      await this.ask(holding);
      if (holding.lost) throw holding.lost;
      return new Grant(holding, { projectId, role: holding.role as Role }, letGo);
    } catch (error) {
      letGo();
      throw error;
    }
  }

  /** Held, and listened for, before the database is asked: nothing ends unheard between the two. */
  private take(caller: Known, projectId: Id) {
    const who = caller.kind === "agent" ? `session ${caller.sessionId}` : `token ${caller.tokenId}`;
    const key = `${projectId} ${who}`;
    let holding = this.held.get(key);
    if (!holding || holding.lost) {
      const fresh = new Holding(key, caller, projectId);
      const topics =
        caller.kind === "agent"
          ? [sessionTopic(caller.sessionId), membershipTopic(projectId, caller.agentId)]
          : [tokenTopic(caller.tokenId)];
      const again = () => void this.ask(fresh).catch(this.onFault);
      const listening = topics.map((topic) => this.bus.listen(topic, again));
      holding = Object.assign(fresh, { deaf: () => listening.forEach((end) => end()) });
      this.held.set(key, holding);
    }
    holding.users++;
    return holding;
  }

  private async askAll(): Promise<void> {
    const since = performance.now();
    if (this.askingSince > 0 && since - this.askingSince < ROUND) return;
    this.askingSince = since;
    this.round = this.goRound(since);
    await this.round;
  }

  private async goRound(since: number): Promise<void> {
    try {
      await Promise.all([...this.held.values()].map((holding) => this.ask(holding)));
    } catch (error) {
      // The database is away: nothing can be delivered either, and the next round asks again.
      this.onFault(error);
    } finally {
      if (this.askingSince === since) this.askingSince = 0;
    }
  }

  private async ask(holding: Holding): Promise<void> {
    if (holding.lost) return;
    const verdict = await this.verdicts.load(holding);
    if ("error" in verdict) holding.lose(verdict.error);
    else if (holding.role !== null && holding.role !== verdict.role)
      holding.lose(new Unavailable("The role in this project has changed. Ask again."));
    else holding.role = verdict.role;
  }

  private async judge(holdings: readonly Holding[]): Promise<Verdict[]> {
    const callers = holdings.map(({ caller }) => caller);
    const agents = callers.flatMap((caller) => (caller.kind === "agent" ? [caller] : []));
    const tokenIds = callers.flatMap((caller) => (caller.kind === "token" ? [caller.tokenId] : []));
    const [sessions, tokens, roles] = await Promise.all([
      this.sessions.alive(agents.map(({ sessionId }) => sessionId)),
      this.tokens.alive(tokenIds),
      this.roles(
        holdings.map(({ projectId }) => projectId),
        agents.map(({ agentId }) => agentId),
      ),
    ]);
    return holdings.map(({ caller, projectId }) => {
      const isGood = caller.kind === "agent" ? sessions.has(caller.sessionId) : tokens.has(caller.tokenId);
      if (!isGood) return { error: new Unauthenticated("The session or token is no longer good.") };
      const own = caller.kind === "token" && caller.projectId === projectId ? caller.role : undefined;
      const role = caller.kind === "agent" ? roles.get(`${projectId} ${caller.agentId}`) : own;
      return role ? { role } : { error: new NotFound("project") };
    });
  }

  private async roles(projectIds: readonly Id[], agentIds: readonly Id[]): Promise<Map<string, Role>> {
    if (agentIds.length === 0) return new Map();
    const found = await this.database.source.manager.findBy(Membership, {
      projectId: In([...new Set(projectIds)]),
      agentId: In([...new Set(agentIds)]),
    });
    return new Map(found.map(({ projectId, agentId, role }) => [`${projectId} ${agentId}`, role]));
  }
}
