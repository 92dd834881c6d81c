// May this caller touch this project? The one place that answers; every other room asks here.
import { type FindOperator, In, Raw } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { ApiContext, Role } from "../graphql/context.js";
import { Forbidden, NotFound, Unauthenticated } from "../graphql/errors.js";
import { idOrNull } from "../graphql/input.js";
import { type LoaderFactory, byKey, listsByKey } from "../graphql/loader.js";
import { Membership } from "./membership.entity.js";

/**
 * The project of what is not there. It is asked for like any other, so that a missing row takes as long as a foreign one.
 */
export const NO_PROJECT: Id = "0";

export class AccessService {
  private readonly memberships: LoaderFactory<string, Membership | null>;
  private readonly membershipsOfAgent: LoaderFactory<string, Membership[]>;

  constructor(database: Database) {
    const pair = (projectId: Id, agentId: Id) => `${projectId}:${agentId}`;
    this.memberships = byKey(
      (pairs) => {
        const [projects, agents] = [0, 1].map((part) => [
          ...new Set(pairs.map((text) => text.split(":")[part] ?? "")),
        ]);
        return database.source.manager.findBy(Membership, {
          projectId: In(projects ?? []),
          agentId: In(agents ?? []),
        });
      },
      (membership) => pair(membership.projectId, membership.agentId),
    );
    this.membershipsOfAgent = listsByKey(
      (agentIds) => database.source.manager.findBy(Membership, { agentId: In([...agentIds]) }),
      (membership) => membership.agentId,
    );
  }

  /**
   * For the project of a row that is looked up by its id: what is not the caller's is not even read, so that it takes as long as
   * what is not there.
   */
  within({ caller }: ApiContext): Id | FindOperator<Id> {
    if (caller.kind === "token") return caller.projectId;
    if (caller.kind === "nobody") return NO_PROJECT;
    const mine = "SELECT project_id FROM membership WHERE agent_id = :accessAgentId";
    return Raw((projectId) => `${projectId} IN (${mine})`, { accessAgentId: caller.agentId });
  }

  /** The caller's role in the project; null when the project is not the caller's, or does not exist. */
  async role(context: ApiContext, projectId: Id): Promise<Role | null> {
    const { caller } = context;
    if (caller.kind === "token") return caller.projectId === projectId ? caller.role : null;
    if (caller.kind === "nobody" || !(idOrNull(projectId) || projectId === NO_PROJECT)) return null;
    return (await context.loader(this.memberships).load(`${projectId}:${caller.agentId}`))?.role ?? null;
  }

  /** Whether the caller is this agent, or works, or is made for, where this agent works. */
  async sharesProject(context: ApiContext, agentId: Id): Promise<boolean> {
    const { caller } = context;
    if (caller.kind === "nobody") return false;
    if (caller.kind === "agent" && caller.agentId === agentId) return true;
    const loader = context.loader(this.membershipsOfAgent);
    const [theirs, mine] = await Promise.all([
      loader.load(agentId),
      caller.kind === "agent" ? loader.load(caller.agentId) : [{ projectId: caller.projectId }],
    ]);
    return theirs.some(({ projectId }) => mine.some((each) => each.projectId === projectId));
  }

  /** Throws NOT_FOUND for a foreign project exactly as for a missing one. */
  async require(
    context: ApiContext,
    projectId: Id,
    least: Role = "MANAGER",
    what = "project",
  ): Promise<Role> {
    if (context.caller.kind === "nobody") throw new Unauthenticated();
    const role = await this.role(context, projectId);
    if (!role) throw new NotFound(what);
    if (least === "ADMIN" && role !== "ADMIN")
      throw new Forbidden("Only an admin of the project may do this.");
    return role;
  }
}
