// A project's identity secrets and its mode: made, rotated and ended by its admins, every step in the audit log.
import type { EntityManager } from "typeorm";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, transaction } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Forbidden, NotFound } from "../graphql/errors.js";
import { idOrNull } from "../graphql/input.js";
import {
  type AccessService,
  type IdentityModeWord,
  NO_PROJECT,
  Project,
  lockMembers,
} from "../projects/index.js";
import { IdentitySecret, newSecret } from "./identity-secret.entity.js";
import type { CreatedIdentitySecret } from "./identity.type.js";
import type { SignedOnly } from "./signed-only.js";

/** The one in use, and the one that takes its place. */
const MOST = 2;

export class IdentityService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly audit: AuditTrail,
    private readonly signedOnly: SignedOnly,
    private readonly clock: () => Date,
  ) {}

  async secrets(context: ApiContext, projectId: Id): Promise<IdentitySecret[]> {
    await this.access.require(context, projectId, "ADMIN");
    return this.database.source.manager.find(IdentitySecret, { where: { projectId }, order: { id: "DESC" } });
  }

  async create(context: ApiContext, projectId: Id): Promise<CreatedIdentitySecret> {
    // A program could go on signing after its own revocation.
    const createdBy = context.requireAgent();
    await this.access.require(context, projectId, "ADMIN");
    const { secret, fingerprint } = newSecret();
    const id = await transaction(this.database, async (manager) => {
      // Locked: several at once do not go beyond the limit, and who is removed just now takes no secret along.
      const members = await lockMembers(manager, projectId);
      if (!members.some((each) => each.agentId === createdBy && each.role === "ADMIN"))
        throw new Forbidden("Only an admin of the project may do this.");
      if ((await manager.countBy(IdentitySecret, { projectId })) >= MOST)
        throw new BadUserInput(
          `A project may have ${MOST} identity secrets: the one in use and the next. End the one that no site uses any more.`,
          { field: "projectId", max: MOST },
        );
      const { identifiers } = await manager.insert(IdentitySecret, {
        projectId,
        secret,
        fingerprint,
        createdBy,
        createdAt: this.clock(),
      });
      const deed = { action: "IDENTITY_SECRET_CREATED", projectId, subject: fingerprint } as const;
      await this.audit.record(context, deed, manager);
      return String(identifiers[0]?.id);
    });
    return { id, secret };
  }

  /** Tokens that it signed are refused from now on. With the last one the project looks at no tokens any more. */
  async end(context: ApiContext, id: Id): Promise<Project> {
    context.requireAgent();
    const known = idOrNull(id)
      ? await this.database.source.manager.findOneBy(IdentitySecret, {
          id,
          projectId: this.access.within(context),
        })
      : null;
    await this.access.require(context, known?.projectId ?? NO_PROJECT, "ADMIN", "identity secret");
    if (!known) throw new NotFound("identity secret");
    const { projectId, fingerprint: subject } = known;
    const project = await transaction(this.database, async (manager) => {
      const left = await this.count(manager, projectId);
      const { affected } = await manager.delete(IdentitySecret, { id });
      if (affected !== 1) throw new NotFound("identity secret");
      await this.audit.record(context, { action: "IDENTITY_SECRET_ENDED", projectId, subject }, manager);
      return left === 1 ? this.write(context, manager, projectId, "OFF") : read(manager, projectId);
    });
    await this.signedOnly.changed();
    return project;
  }

  async setMode(context: ApiContext, projectId: Id, mode: IdentityModeWord): Promise<Project> {
    await this.access.require(context, projectId, "ADMIN");
    const project = await transaction(this.database, async (manager) => {
      if ((await this.count(manager, projectId)) === 0 && mode !== "OFF")
        throw new BadUserInput("Make an identity secret first: without one nobody could be verified.", {
          field: "mode",
        });
      return this.write(context, manager, projectId, mode);
    });
    await this.signedOnly.changed();
    return project;
  }

  /** Takes its turn: whoever ends or sets counts what is there when it writes. */
  private async count(manager: EntityManager, projectId: Id): Promise<number> {
    await lockMembers(manager, projectId);
    return manager.countBy(IdentitySecret, { projectId });
  }

  private async write(
    context: ApiContext,
    manager: EntityManager,
    projectId: Id,
    identityMode: IdentityModeWord,
  ): Promise<Project> {
    const project = await read(manager, projectId);
    if (project.identityMode === identityMode) return project;
    await manager.update(Project, { id: projectId }, { identityMode });
    const fields = ["identityMode"];
    await this.audit.record(context, { action: "SETTINGS_CHANGED", projectId, fields }, manager);
    return Object.assign(project, { identityMode });
  }
}

const read = (manager: EntityManager, projectId: Id): Promise<Project> =>
  manager.findOneByOrFail(Project, { id: projectId });
