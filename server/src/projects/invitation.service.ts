// Invitations by link: made by an admin, bound to an e-mail, answered once.
import { type EntityManager, LessThanOrEqual, MoreThan } from "typeorm";
import { type Agent, type AgentService, hashSecret, makeSecret } from "../agents/index.js";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, transaction } from "../database/data-source.js";
import { isDuplicate } from "../database/fault.js";
import type { ApiContext, Role } from "../graphql/context.js";
import {
  BadUserInput,
  Conflict,
  Forbidden,
  InvitationOver,
  NotFound,
  Unauthenticated,
} from "../graphql/errors.js";
import { idOrNull, requireEmail } from "../graphql/input.js";
import { type Bus, membershipTopic } from "../live/bus.js";
import { type AccessService, NO_PROJECT } from "./access.service.js";
import { Invitation } from "./invitation.entity.js";
import type { CreatedInvitation, InvitationOffer, NewAccountInput } from "./invitation.type.js";
import { lockMembers } from "./membership.service.js";
import { Project } from "./project.entity.js";
import type { ProjectService } from "./project.service.js";

const GOOD_FOR = 7 * 24 * 3_600_000;
/** Waiting for their answers, a project. */
const MOST = 50;

export interface InvitationParts {
  database: Database;
  access: AccessService;
  agents: AgentService;
  projects: Pick<ProjectService, "join">;
  audit: AuditTrail;
  bus: Bus;
  clock: () => Date;
  publicUrl: () => string;
}

export class InvitationService {
  constructor(private readonly parts: InvitationParts) {}

  /** Of one project, the newest first. */
  async pending(context: ApiContext, projectId: Id): Promise<Invitation[]> {
    await this.parts.access.require(context, projectId, "ADMIN");
    return this.parts.database.source.manager.find(Invitation, {
      where: { projectId, expiresAt: MoreThan(this.parts.clock()) },
      order: { id: "DESC" },
    });
  }

  /** Whoever is invited already gets a new link, and the old one is no longer good. */
  async invite(context: ApiContext, projectId: Id, email: string, role: Role): Promise<CreatedInvitation> {
    const { access, agents, audit, clock, database, publicUrl } = this.parts;
    const invitedBy = context.requireAgent();
    await access.require(context, projectId, "ADMIN");
    const address = requireEmail(email);
    const secret = makeSecret();
    const invitation = await transaction(database, async (manager) => {
      // Locked: of several who invite at once none goes beyond the limit, and none invites who has just joined.
      const members = await lockMembers(manager, projectId);
      if (!members.some((each) => each.agentId === invitedBy && each.role === "ADMIN"))
        throw new Forbidden("Only an admin of the project may do this.");
      const account = await agents.byEmail(address, manager);
      if (account && members.some((each) => each.agentId === account.id))
        throw new Conflict(`${address} is a member of this project already.`, { member: true });
      const now = clock();
      await manager.delete(Invitation, { projectId, email: address });
      await manager.delete(Invitation, { projectId, expiresAt: LessThanOrEqual(now) });
      if ((await manager.countBy(Invitation, { projectId })) >= MOST)
        throw new BadUserInput(`${MOST} invitations may wait for their answers. Take some back first.`, {
          field: "projectId",
          max: MOST,
        });
      const fresh = manager.create(Invitation, {
        projectId,
        email: address,
        role,
        tokenHash: hashSecret(secret),
        invitedBy,
        createdAt: now,
        expiresAt: new Date(now.getTime() + GOOD_FOR),
      });
      const { identifiers } = await manager.insert(Invitation, fresh);
      await audit.record(context, { action: "MEMBER_INVITED", projectId, subject: address, role }, manager);
      return Object.assign(fresh, { id: String(identifiers[0]?.id) });
    });
    return { invitation, url: `${publicUrl()}/invite#${secret}` };
  }

  async cancel(context: ApiContext, id: Id): Promise<boolean> {
    const { access, audit, database } = this.parts;
    context.requireAgent();
    const invitation = idOrNull(id)
      ? await database.source.manager.findOneBy(Invitation, { id, projectId: access.within(context) })
      : null;
    const { projectId, email } = invitation ?? { projectId: NO_PROJECT, email: "" };
    await access.require(context, projectId, "ADMIN", "invitation");
    await transaction(database, async (manager) => {
      // Answered meanwhile: there is nothing to take back.
      if ((await manager.delete(Invitation, { id })).affected !== 1) throw new NotFound("invitation");
      await audit.record(context, { action: "INVITATION_CANCELLED", projectId, subject: email }, manager);
    });
    return true;
  }

  /** What the link offers; null when it is no longer good. */
  async offer(token: string): Promise<InvitationOffer | null> {
    const { agents, database } = this.parts;
    const { manager } = database.source;
    const invitation = await this.good(token, manager);
    if (!invitation) return null;
    const { email, role, expiresAt, projectId, invitedBy } = invitation;
    const [project, inviter, account] = await Promise.all([
      manager.findOneByOrFail(Project, { id: projectId }),
      agents.byId(invitedBy),
      agents.byEmail(email),
    ]);
    return {
      projectName: project.name,
      role,
      invitedBy: inviter?.name ?? "",
      email,
      expiresAt,
      hasAccount: account !== null,
    };
  }

  /** Somebody signed in as the invited address joins; who has no account gets one, and is signed in. */
  async accept(context: ApiContext, token: string, input: NewAccountInput | null): Promise<Project> {
    const { agents, bus, database } = this.parts;
    const invitation = await this.good(token, database.source.manager);
    if (!invitation) throw new InvitationOver();
    const known = await this.accountFor(context, invitation);
    // Before the transaction: it takes a while, and others wait for that.
    const hash = known ? "" : await agents.hashed(requireAccount(input).password);
    const { agent, project } = await transaction(database, async (manager) => {
      const members = await lockMembers(manager, invitation.projectId);
      // Of two who come with the one link at once, one gets in.
      if (!(await this.take(invitation, manager))) throw new InvitationOver();
      const agent = known ?? (await this.account(context, invitation, requireAccount(input), hash, manager));
      if (!members.some((each) => each.agentId === agent.id))
        await this.join(context, invitation, agent, manager);
      return { agent, project: await manager.findOneByOrFail(Project, { id: invitation.projectId }) };
    });
    bus.publish(membershipTopic(project.id, agent.id), null);
    if (!known) await agents.startSession(context, agent.id);
    return project;
  }

  async decline(context: ApiContext, token: string): Promise<boolean> {
    const { audit, database } = this.parts;
    const invitation = await this.good(token, database.source.manager);
    await transaction(database, async (manager) => {
      if (!invitation || !(await this.take(invitation, manager))) throw new InvitationOver();
      const { projectId, email } = invitation;
      await audit.record(
        context,
        { action: "INVITATION_DECLINED", projectId, subject: email, agentId: null },
        manager,
      );
    });
    return true;
  }

  async prune(): Promise<void> {
    const { clock, database } = this.parts;
    await database.source.manager.delete(Invitation, { expiresAt: LessThanOrEqual(clock()) });
  }

  private async account(
    { connection }: ApiContext,
    { email }: Invitation,
    input: NewAccountInput,
    hash: string,
    manager: EntityManager,
  ): Promise<Agent> {
    const locale = input.locale ?? connection.locale;
    try {
      return await this.parts.agents.create({ ...input, email, locale, password: { hash } }, manager);
    } catch (error) {
      // Another project's invitation for the same address was quicker.
      if (isDuplicate(error)) throw new Unauthenticated(`Sign in as ${email} first.`);
      throw error;
    }
  }

  private async join(
    context: ApiContext,
    { projectId, email, role }: Invitation,
    agent: Agent,
    manager: EntityManager,
  ): Promise<void> {
    const { audit, projects } = this.parts;
    await projects.join(projectId, agent.id, manager, role);
    const deed = { action: "MEMBER_JOINED", projectId, agentId: agent.id, subject: email, role } as const;
    await audit.record(context, deed, manager);
  }

  /** The signed-in account, if it is the invited one; null when there is none to sign in with. */
  private async accountFor(context: ApiContext, { email }: Invitation): Promise<Agent | null> {
    const { agents } = this.parts;
    const account = await agents.byEmail(email);
    if (context.caller.kind === "nobody") {
      if (account) throw new Unauthenticated(`Sign in as ${email} first.`);
      return null;
    }
    if (account?.id === context.requireAgent()) return account;
    const me = await agents.me(context);
    throw new Forbidden(`This invitation is for ${email}, and you are signed in as ${me?.email ?? ""}.`);
  }

  private good(token: string, manager: EntityManager): Promise<Invitation | null> {
    return manager.findOneBy(Invitation, {
      tokenHash: hashSecret(token),
      expiresAt: MoreThan(this.parts.clock()),
    });
  }

  private async take({ id, tokenHash }: Invitation, manager: EntityManager): Promise<boolean> {
    return (await manager.delete(Invitation, { id, tokenHash })).affected === 1;
  }
}

function requireAccount(input: NewAccountInput | null): NewAccountInput {
  if (!input)
    throw new BadUserInput("There is no account yet: give a name and a password.", { field: "account" });
  return input;
}
