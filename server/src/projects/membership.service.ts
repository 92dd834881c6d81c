// Who works in a project, and as what: changing it, so that one admin is always left.
import type { EntityManager } from "typeorm";
import { Agent } from "../agents/index.js";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { ApiContext, Role } from "../graphql/context.js";
import { Conflict, Forbidden, NotFound } from "../graphql/errors.js";
import { type Bus, membershipTopic } from "../live/bus.js";
import type { AccessService } from "./access.service.js";
import { Invitation } from "./invitation.entity.js";
import { Membership } from "./membership.entity.js";

export class MembershipService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly audit: AuditTrail,
    private readonly bus: Bus,
  ) {}

  async setRole(context: ApiContext, projectId: Id, agentId: Id, role: Role): Promise<Membership> {
    return this.change(
      context,
      projectId,
      agentId,
      async (membership, manager) => {
        if (membership.role === role) return membership;
        await manager.update(Membership, { projectId, agentId }, { role });
        await takeInvitations(membership, manager);
        const subject = await emailOf(agentId, manager);
        await this.audit.record(context, { action: "ROLE_CHANGED", projectId, subject, role }, manager);
        return Object.assign(membership, { role });
      },
      role,
    );
  }

  /** What the agent has open in the project ends at once. What the agent said and did stays. */
  async remove(context: ApiContext, projectId: Id, agentId: Id): Promise<boolean> {
    await this.change(context, projectId, agentId, async (membership, manager) => {
      await manager.delete(Membership, { projectId, agentId });
      await takeInvitations(membership, manager);
      const action = context.requireAgent() === agentId ? "MEMBER_LEFT" : "MEMBER_REMOVED";
      const subject = await emailOf(agentId, manager);
      await this.audit.record(context, { action, projectId, subject }, manager);
    });
    return true;
  }

  /** The same for oneself, whatever one's role. */
  leave(context: ApiContext, projectId: Id): Promise<boolean> {
    return this.remove(context, projectId, context.requireAgent());
  }

  /** Runs `work` with all memberships of the project locked: of two admins who demote one another, one stays. */
  private async change<T>(
    context: ApiContext,
    projectId: Id,
    agentId: Id,
    work: (membership: Membership, manager: EntityManager) => Promise<T>,
    becomes: Role | null = null,
  ): Promise<T> {
    // A program that could make admins would outlive its own revocation.
    const callerId = context.requireAgent();
    // Everybody may go.
    const isLeaving = callerId === agentId && becomes === null;
    await this.access.require(context, projectId, isLeaving ? "MANAGER" : "ADMIN");
    const done = await transaction(this.database, async (manager) => {
      const all = await lockMembers(manager, projectId);
      const admins = all.filter(({ role }) => role === "ADMIN");
      // Asked above too, but somebody may have been quicker.
      if (!isLeaving && !admins.some((each) => each.agentId === callerId))
        throw new Forbidden("Only an admin of the project may do this.");
      const membership = all.find((each) => each.agentId === agentId);
      if (!membership) throw new NotFound("member");
      if (membership.role === "ADMIN" && admins.length === 1 && becomes !== "ADMIN") {
        throw new Conflict(
          "A project needs an admin, and this is the only one. Make somebody else an admin first.",
          {
            admins: 1,
          },
        );
      }
      return work(membership, manager);
    });
    this.bus.publish(membershipTopic(projectId, agentId), null);
    return done;
  }
}

/** All members of a project, locked until the transaction ends: whoever changes who works there takes its turn here. */
export function lockMembers(manager: EntityManager, projectId: Id): Promise<Membership[]> {
  return manager.find(Membership, {
    where: { projectId },
    order: { agentId: "ASC" },
    ...forUpdate(manager),
  });
}

/** Who is no admin any more may not come back, or bring others, by a link that was made before. */
async function takeInvitations({ projectId, agentId }: Membership, manager: EntityManager): Promise<void> {
  await manager.delete(Invitation, { projectId, invitedBy: agentId });
}

async function emailOf(agentId: Id, manager: EntityManager): Promise<string | null> {
  return (await manager.findOneBy(Agent, { id: agentId }))?.email ?? null;
}
