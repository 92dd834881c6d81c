// Agents: signing in, and their own settings.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Unauthenticated } from "../graphql/errors.js";
import { requireEmail, requireText } from "../graphql/input.js";
import { isTimeZone } from "../graphql/scalars.js";
import { Agent, LOCALES, type Locale } from "./agent.entity.js";
import { checkPassword, hashPassword, passwordFits } from "./password.js";
import type { SessionService } from "./session.service.js";
import type { SignInThrottle } from "./sign-in.throttle.js";

export interface NewAgent {
  name: string;
  email: string;
  password: string;
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
    private readonly clock: () => Date,
  ) {}

  async me(context: ApiContext): Promise<Agent | null> {
    if (context.caller.kind !== "agent") return null;
    return this.database.source.manager.findOneBy(Agent, { id: context.caller.agentId });
  }

  /** Sets the session's cookie. The answer is the same, and takes as long, for a wrong password and for no account. */
  async signIn(context: ApiContext, email: string, password: string): Promise<Agent> {
    const address = email.trim().toLowerCase();
    const { ip } = context.connection;
    this.throttle.begin(address, ip);
    const agent =
      address.length <= 320 ? await this.database.source.manager.findOneBy(Agent, { email: address }) : null;
    if (!(await passwordFits(password, agent?.passwordHash ?? null)) || !agent)
      throw new Unauthenticated("The e-mail and the password do not fit together.");
    this.throttle.succeeded(address, ip);
    await this.startSession(context, agent.id);
    return agent;
  }

  async startSession(context: ApiContext, agentId: Id, manager?: EntityManager): Promise<void> {
    const { id, token } = await this.sessions.begin(agentId, context.connection, manager);
    // What the rest of the answer shows is for the one who has just signed in.
    context.caller = { kind: "agent", agentId, sessionId: id };
    context.connection.setSession(token);
  }

  async signOut(context: ApiContext): Promise<boolean> {
    if (context.caller.kind === "agent") await this.sessions.end(context.caller.sessionId);
    context.caller = { kind: "nobody" };
    context.connection.setSession(null);
    return true;
  }

  async create(input: NewAgent, manager: EntityManager): Promise<Agent> {
    const agent = manager.create(Agent, {
      name: requireText(input.name, "The name", 200),
      email: requireEmail(input.email),
      passwordHash: await hashPassword(checkPassword(input.password)),
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

  async updateMe(context: ApiContext, patch: AgentPatch): Promise<Agent> {
    const id = context.requireAgent();
    const { manager } = this.database.source;
    const agent = await manager.findOneByOrFail(Agent, { id });
    if (patch.name != null) agent.name = requireText(patch.name, "The name", 200);
    if (patch.timeZone != null) agent.timeZone = patch.timeZone;
    if (patch.locale != null) {
      const locale = knownLocale(patch.locale);
      if (!locale)
        throw new BadUserInput(`The language must be one of ${LOCALES.join(", ")}.`, { field: "locale" });
      agent.locale = locale;
    }
    const { name, timeZone, locale } = agent;
    await manager.update(Agent, { id }, { name, timeZone, locale });
    return agent;
  }
}

/** The language of ours that fits a tag like es-CO; null when none does. */
export function knownLocale(tag: string | null | undefined): Locale | null {
  const language = tag?.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? null;
}
