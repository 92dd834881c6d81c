// Which project is seeded: one that is there, or a new one with whoever may look at it.
import type { EntityManager } from "typeorm";
import {
  Agent,
  AgentService,
  SessionService,
  SignInThrottle,
  knownLocale,
  makeSecret,
} from "../agents/index.js";
import { AuditTrail } from "../audit/index.js";
import { type Config, ConfigError } from "../config.js";
import { type Database, transaction } from "../database/data-source.js";
import { Flow, FlowVersion, foundFlow } from "../flows/index.js";
import { MemoryBus } from "../live/bus.js";
import { ChangeLog } from "../live/change-log.js";
import { AccessService, Membership, Project, ProjectService } from "../projects/index.js";
import type { SeedOptions } from "./options.js";
import type { SeededFlow } from "./thread.js";

export interface Target {
  projectId: number;
  name: string;
  agents: number[];
  flow: SeededFlow | null;
  silenceHours: number;
  /** Whoever was made to look at it, with the password where we made that too. */
  owner: { email: string; password: string | null } | null;
}

const OWNER = "owner@example.com";

/** Finds the project that the options name, or makes it. */
export async function settleTarget(
  database: Database,
  config: Config,
  options: SeedOptions,
): Promise<Target> {
  const known = options.project === null ? null : await find(database.source.manager, options.project);
  // Who was connected before the seeding has a place in the log from which nothing would seem to be missing.
  if (known) await ChangeLog.renew(database);
  return known ? describe(database.source.manager, known, null) : make(database, config, options);
}

async function find(manager: EntityManager, wanted: string): Promise<Project | null> {
  const id = /^\d{1,18}$/.test(wanted) ? await manager.findOneBy(Project, { id: wanted }) : null;
  const named = id ? [id] : await manager.findBy(Project, { name: wanted });
  if (named.length > 1)
    throw new ConfigError(
      `Several projects are called "${wanted}": give one's id, which is one of ${named.map(({ id }) => id).join(", ")}.`,
    );
  if (named.length === 0 && /^\d+$/.test(wanted))
    throw new ConfigError(`There is no project with the id ${wanted}.`);
  return named[0] ?? null;
}

/** A new project is everybody's who could sign in already; where nobody can, an owner is made. */
function make(database: Database, config: Config, options: SeedOptions): Promise<Target> {
  const clock = () => new Date();
  const sessions = new SessionService(database, clock, new MemoryBus());
  const audit = new AuditTrail(database, clock, config.auditLogDays, () => undefined);
  const agents = new AgentService(
    database,
    sessions,
    new SignInThrottle(clock, new MemoryBus()),
    audit,
    clock,
  );
  const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const projects = new ProjectService(database, new AccessService(database), audit, clock, () => url, [
    foundFlow,
  ]);
  const locale = knownLocale(config.locale) ?? "en";
  return transaction(database, async (manager) => {
    const name = options.project ?? `${options.visitors.toLocaleString("en")} visitors`;
    const project = await projects.found({ name, locale }, manager);
    const admins = await manager.findBy(Membership, { role: "ADMIN" });
    const ids = new Set(admins.map(({ agentId }) => agentId));
    let owner: Target["owner"] = null;
    if (ids.size === 0) {
      const { email, password } = config.owner ?? { email: OWNER, password: makeSecret() };
      owner = { email, password: config.owner ? null : password };
      const known = await manager.findOneBy(Agent, { email: email.toLowerCase() });
      if (known) throw new ConfigError(`There is an agent ${email} already, who is nobody's admin.`);
      const nick = email.split("@")[0] ?? email;
      ids.add((await agents.create({ name: nick, email, password, locale }, manager)).id);
    }
    for (const id of ids) await projects.join(project.id, id, manager);
    return describe(manager, project, owner);
  });
}

async function describe(manager: EntityManager, project: Project, owner: Target["owner"]): Promise<Target> {
  const members = await manager.findBy(Membership, { projectId: project.id });
  const flow = await manager.findOneBy(Flow, { projectId: project.id });
  const version = flow?.publishedVersionId
    ? await manager.findOneBy(FlowVersion, { id: flow.publishedVersionId })
    : null;
  return {
    projectId: Number(project.id),
    name: project.name,
    agents: members.map(({ agentId }) => Number(agentId)).sort((a, b) => a - b),
    flow: version && { versionId: Number(version.id), definition: version.definition },
    silenceHours: project.silenceHours,
    owner,
  };
}
