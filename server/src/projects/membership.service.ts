// Who works in a project, and as what: changing it, so that one admin is always left.
import type { EntityManager } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { ApiContext, Role } from "../graphql/context.js";
import { Conflict, Forbidden, NotFound } from "../graphql/errors.js";
import { type Bus, membershipTopic } from "../live/bus.js";
import type { AccessService } from "./access.service.js";
import { Membership } from "./membership.entity.js";

export class MembershipService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly bus: Bus,
  ) {}

  async setRole(context: ApiContext, projectId: Id, agentId: Id, role: Role): Promise<Membership> {
    return this.change(
      context,
      projectId,
      agentId,
      async (membership, manager) => {
        await manager.update(Membership, { projectId, agentId }, { role });
        return Object.assign(membership, { role });
      },
      role,
    );
  }

  /** What the agent has open in the project ends at once. What the agent said and did stays. */
  async remove(context: ApiContext, projectId: Id, agentId: Id): Promise<boolean> {
    await this.change(context, projectId, agentId, (_membership, manager) =>
      manager.delete(Membership, { projectId, agentId }),
    );
    return true;
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
    await this.access.require(context, projectId, "ADMIN");
    const done = await transaction(this.database, async (manager) => {
      const all = await manager.find(Membership, {
        where: { projectId },
        order: { agentId: "ASC" },
        ...forUpdate(manager),
      });
      const admins = all.filter(({ role }) => role === "ADMIN");
      // Asked above too, but somebody may have been quicker.
      if (!admins.some((each) => each.agentId === callerId))
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
