// Agents: signing in, and their own settings.
import type { EntityManager } from "typeorm";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Unauthenticated } from "../graphql/errors.js";
import { accountEmail, requireEmail, requireText } from "../graphql/input.js";
import { isTimeZone } from "../graphql/scalars.js";
import { Agent, LOCALES, type Locale } from "./agent.entity.js";
import { checkPassword, hashPassword, passwordFits } from "./password.js";
import type { SessionService } from "./session.service.js";
import type { SignInThrottle } from "./sign-in.throttle.js";

export interface NewAgent {
  name: string;
  email: string;
  /** Or what `hashed` made of it, for who must not be kept waiting inside of a transaction. */
  password: string | { hash: string };
  timeZone?: string | null;
  locale?: string | null;
}

export interface AgentPatch {
  name?: string | null;
  timeZone?: string | null;
  locale?: string | null;
}

export class AgentService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionService,
    private readonly throttle: SignInThrottle,
    private readonly audit: AuditTrail,
    private readonly clock: () => Date,
  ) {}

  async me(context: ApiContext): Promise<Agent | null> {
    if (context.caller.kind !== "agent") return null;
    return this.database.source.manager.findOneBy(Agent, { id: context.caller.agentId });
  }

  /** Sets the session's cookie. The answer is the same, and takes as long, for a wrong password and for no account. */
  async signIn(context: ApiContext, email: string, password: string): Promise<Agent> {
    const address = accountEmail(email);
    const { ip } = context.connection;
    this.throttle.begin(address, ip);
    const agent =
      address.length <= 320 ? await this.database.source.manager.findOneBy(Agent, { email: address }) : null;
    if (!(await passwordFits(password, agent?.passwordHash ?? null)) || !agent) {
      if (agent) this.audit.later(context, { action: "SIGN_IN_FAILED", agentId: agent.id });
      throw wrong();
    }
    this.throttle.succeeded(address, ip);
    await this.startSession(context, agent.id, agent.passwordHash);
    return agent;
  }

  /** With `passwordHash` only while that is the agent's: it may have been changed while the password was looked at. */
  async startSession(context: ApiContext, agentId: Id, passwordHash?: string): Promise<void> {
    const { id, token } = await transaction(this.database, async (manager) => {
      const agent = await manager.findOne(Agent, { where: { id: agentId }, ...forUpdate(manager) });
      if (!agent || (passwordHash !== undefined && agent.passwordHash !== passwordHash)) throw wrong();
      await this.audit.record(context, { action: "SIGNED_IN", agentId }, manager);
      return this.sessions.begin(agentId, context.connection, manager);
    });
    // What the rest of the answer shows is for the one who has just signed in.
    context.caller = { kind: "agent", agentId, sessionId: id };
    context.connection.setSession(token);
  }

  async signOut(context: ApiContext): Promise<boolean> {
    const { caller } = context;
    if (caller.kind === "agent") {
      const { agentId, sessionId } = caller;
      await transaction(this.database, async (manager) => {
        // Not when it was ended from elsewhere meanwhile.
        if (await this.sessions.take(agentId, sessionId, manager))
          await this.audit.record(context, { action: "SIGNED_OUT" }, manager);
      });
      this.sessions.tell([sessionId]);
    }
    context.caller = { kind: "nobody" };
    context.connection.setSession(null);
    return true;
  }

  async create(input: NewAgent, manager: EntityManager): Promise<Agent> {
    const agent = manager.create(Agent, {
      name: requireText(input.name, "The name", 200),
      email: requireEmail(input.email),
      passwordHash:
        typeof input.password === "string" ? await this.hashed(input.password) : input.password.hash,
      timeZone: input.timeZone && isTimeZone(input.timeZone) ? input.timeZone : "UTC",
      locale: knownLocale(input.locale) ?? "en",
      createdAt: this.clock(),
    });
    if (await manager.existsBy(Agent, { email: agent.email })) {
      throw new BadUserInput("An agent with this e-mail exists already.", { field: "email" });
    }
    const { identifiers } = await manager.insert(Agent, agent);
    agent.id = String(identifiers[0]?.id);
    return agent;
  }

  /** Half a tenth of a second of work. */
  hashed(password: string): Promise<string> {
    return hashPassword(checkPassword(password));
  }

  async byId(id: Id): Promise<Agent | null> {
    return this.database.source.manager.findOneBy(Agent, { id });
  }

  async byEmail(email: string, manager = this.database.source.manager): Promise<Agent | null> {
    return manager.findOneBy(Agent, { email });
  }

  async updateMe(context: ApiContext, patch: AgentPatch): Promise<Agent> {
    const id = context.requireAgent();
    const { manager } = this.database.source;
    // Only what was asked for: of two that change different settings at once, neither undoes the other.
    const change: Partial<Pick<Agent, "name" | "timeZone" | "locale">> = {};
    if (patch.name != null) change.name = requireText(patch.name, "The name", 200);
    if (patch.timeZone != null) change.timeZone = patch.timeZone;
    if (patch.locale != null) {
      const locale = knownLocale(patch.locale);
      if (!locale)
        throw new BadUserInput(`The language must be one of ${LOCALES.join(", ")}.`, { field: "locale" });
      change.locale = locale;
    }
    if (Object.keys(change).length > 0) await manager.update(Agent, { id }, change);
    return manager.findOneByOrFail(Agent, { id });
  }
}

const wrong = () => new Unauthenticated("The e-mail and the password do not fit together.");

/** The language of ours that fits a tag like es-CO; null when none does. */
export function knownLocale(tag: string | null | undefined): Locale | null {
  const language = tag?.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? null;
}
