// What a project keeps of its visitors: reading and changing the settings.
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import { type AccessService, Project } from "../projects/index.js";
import { STATUSES, VisitorStatus } from "../visitors/index.js";
import type { Masking } from "./masking.js";
import type { Privacy, RetentionInput } from "./privacy.type.js";
import { type Retention, type RetentionDays } from "./retention.js";

const MOST_DAYS = 3_650;

export class PrivacyService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly audit: AuditTrail,
    private readonly masking: Masking,
    private readonly retention: Retention,
  ) {}

  of({ maskAddresses, retention }: Project): Privacy {
    return {
      maskAddresses,
      retention: STATUSES.map((status) => ({
        status: VisitorStatus[status],
        days: retention?.[status] ?? null,
      })),
    };
  }

  /** What is absent stays. Masking begins with what is there already, and answers before it is done with that. */
  async update(
    context: ApiContext,
    projectId: Id,
    patch: { maskAddresses?: boolean | null; retention?: readonly RetentionInput[] | null },
  ): Promise<Project> {
    await this.access.require(context, projectId, "ADMIN");
    const changed = await transaction(this.database, async (manager) => {
      // Locked: of two who change different rules at once, neither undoes the other.
      const project = await manager.findOneOrFail(Project, {
        where: { id: projectId },
        ...forUpdate(manager),
      });
      const change: Partial<Project> = {};
      if (patch.maskAddresses != null) change.maskAddresses = patch.maskAddresses;
      if (patch.retention) change.retention = daysOf(patch.retention, project.retention);
      const fields = Object.keys(change);
      if (fields.length === 0) return project;
      await manager.update(Project, { id: projectId }, change);
      await this.audit.record(context, { action: "SETTINGS_CHANGED", projectId, fields }, manager);
      // In here: what is said to be masked is, or is certain to be.
      if (change.maskAddresses && !project.maskAddresses) await this.masking.begin(projectId, manager);
      return Object.assign(project, change);
    });
    this.masking.resume();
    return changed;
  }

  /** How many the next night would erase under these rules. */
  async due(context: ApiContext, projectId: Id, rules: readonly RetentionInput[]): Promise<number> {
    await this.access.require(context, projectId, "ADMIN");
    const { retention } = await this.database.source.manager.findOneByOrFail(Project, { id: projectId });
    return this.retention.due(projectId, daysOf(rules, retention));
  }
}

function daysOf(rules: readonly RetentionInput[], present: RetentionDays | null): RetentionDays {
  const days = new Map(Object.entries(present ?? {}));
  for (const { status, days: wanted } of rules) {
    if (wanted == null) days.delete(status);
    else if (wanted < 1 || wanted > MOST_DAYS)
      throw new BadUserInput(`Visitors may be kept for 1 to ${MOST_DAYS} days, not ${wanted}.`, {
        field: "retention",
        max: MOST_DAYS,
      });
    else days.set(status, wanted);
  }
  return Object.fromEntries(days);
}
