// API tokens: made by an admin, shown once, revoked at once.
import { In, IsNull } from "typeorm";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, transaction } from "../database/data-source.js";
import type { ApiContext, Role } from "../graphql/context.js";
import { BadUserInput, Forbidden, NotFound } from "../graphql/errors.js";
import { idOrNull, requireText } from "../graphql/input.js";
import { type Bus, tokenTopic } from "../live/bus.js";
import { hashSecret, makeSecret } from "../agents/index.js";
import { type AccessService, NO_PROJECT } from "./access.service.js";
import { ApiToken } from "./api-token.entity.js";
import { lockMembers } from "./membership.service.js";
import type { CreatedToken } from "./project.input.js";

/** How stale "last used" may get: a write at most this often. */
const TOUCH = 60_000;
/** Tokens that are good, a project. */
const MOST = 50;

export class TokenService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly audit: AuditTrail,
    private readonly clock: () => Date,
    private readonly bus: Bus,
  ) {}

  async of(context: ApiContext, projectId: Id): Promise<ApiToken[]> {
    await this.access.require(context, projectId, "ADMIN");
    return this.database.source.manager.find(ApiToken, {
      where: { projectId, revokedAt: IsNull() },
      order: { id: "DESC" },
    });
  }

  async create(context: ApiContext, projectId: Id, name: string, role: Role): Promise<CreatedToken> {
    // A program that could make programs would outlive its own revocation.
    const createdBy = context.requireAgent();
    await this.access.require(context, projectId, "ADMIN");
    const subject = requireText(name, "The token's name", 200);
    const token = makeSecret("atl_");
    const id = await transaction(this.database, async (manager) => {
      // Locked: several at once do not go beyond the limit, and who is removed just now leaves no way back in.
      const members = await lockMembers(manager, projectId);
      if (!members.some((each) => each.agentId === createdBy && each.role === "ADMIN"))
        throw new Forbidden("Only an admin of the project may do this.");
      if ((await manager.countBy(ApiToken, { projectId, revokedAt: IsNull() })) >= MOST)
        throw new BadUserInput(`A project may have ${MOST} API tokens. Revoke those that nobody uses.`, {
          field: "projectId",
          max: MOST,
        });
      const { identifiers } = await manager.insert(ApiToken, {
        projectId,
        name: subject,
        role,
        tokenHash: hashSecret(token),
        createdBy,
        createdAt: this.clock(),
      });
      await this.audit.record(context, { action: "TOKEN_CREATED", projectId, subject, role }, manager);
      return String(identifiers[0]?.id);
    });
    return { id, token };
  }

  async revoke(context: ApiContext, id: Id): Promise<boolean> {
    context.requireAgent();
    const { manager } = this.database.source;
    const token = idOrNull(id)
      ? await manager.findOneBy(ApiToken, { id, projectId: this.access.within(context) })
      : null;
    await this.access.require(context, token?.projectId ?? NO_PROJECT, "ADMIN", "API token");
    if (!token) throw new NotFound("API token");
    await transaction(this.database, async (inside) => {
      const revoked = await inside.update(ApiToken, { id, revokedAt: IsNull() }, { revokedAt: this.clock() });
      const { projectId, name: subject } = token;
      if (revoked.affected === 1)
        await this.audit.record(context, { action: "TOKEN_REVOKED", projectId, subject }, inside);
    });
    this.bus.publish(tokenTopic(id), null);
    return true;
  }

  /** The token's facts while it is good; null otherwise. */
  async find(secret: string): Promise<ApiToken | null> {
    const { manager } = this.database.source;
    const token = await manager.findOneBy(ApiToken, { tokenHash: hashSecret(secret) });
    if (!token || token.revokedAt) return null;
    await this.touch([token]);
    return token;
  }

  /** Those of these tokens that are not revoked; an open stream counts as use. */
  async alive(ids: readonly Id[]): Promise<ReadonlySet<Id>> {
    if (ids.length === 0) return new Set();
    const found = await this.database.source.manager.findBy(ApiToken, {
      id: In([...new Set(ids)]),
      revokedAt: IsNull(),
    });
    await this.touch(found);
    return new Set(found.map(({ id }) => id));
  }

  private async touch(tokens: readonly ApiToken[]): Promise<void> {
    const now = this.clock();
    const stale = tokens.filter(({ lastUsedAt }) => now.getTime() - (lastUsedAt?.getTime() ?? 0) > TOUCH);
    if (stale.length === 0) return;
    const ids = stale.map(({ id }) => id);
    await this.database.source.manager.update(ApiToken, { id: In(ids) }, { lastUsedAt: now });
  }
}
