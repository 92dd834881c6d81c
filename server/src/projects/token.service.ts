// API tokens: made by an admin, shown once, revoked at once.
import { In, IsNull } from "typeorm";
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { ApiContext, Role } from "../graphql/context.js";
import { NotFound } from "../graphql/errors.js";
import { idOrNull, requireText } from "../graphql/input.js";
import { type Bus, tokenTopic } from "../live/bus.js";
import { hashSecret, makeSecret } from "../agents/index.js";
import type { AccessService } from "./access.service.js";
import { ApiToken } from "./api-token.entity.js";
import type { CreatedToken } from "./project.input.js";

const TOUCH = 60_000;

export class TokenService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly clock: () => Date,
    private readonly bus: Bus,
  ) {}

  async create(context: ApiContext, projectId: Id, name: string, role: Role): Promise<CreatedToken> {
    // A program that could make programs would outlive its own revocation.
    const createdBy = context.requireAgent();
    await this.access.require(context, projectId, "ADMIN");
    const token = makeSecret("atl_");
    const { identifiers } = await this.database.source.manager.insert(ApiToken, {
      projectId,
      name: requireText(name, "The token's name", 200),
      role,
      tokenHash: hashSecret(token),
      createdBy,
      createdAt: this.clock(),
    });
    return { id: String(identifiers[0]?.id), token };
  }

  async revoke(context: ApiContext, id: Id): Promise<boolean> {
    context.requireAgent();
    const { manager } = this.database.source;
    const token = idOrNull(id) ? await manager.findOneBy(ApiToken, { id }) : null;
    if (!token) {
      await this.access.require(context, "0", "ADMIN", "API token");
      throw new NotFound("API token");
    }
    await this.access.require(context, token.projectId, "ADMIN", "API token");
    if (!token.revokedAt) await manager.update(ApiToken, { id }, { revokedAt: this.clock() });
    this.bus.publish(tokenTopic(id), null);
    return true;
  }

  /** The token's facts while it is good; null otherwise. */
  async find(secret: string): Promise<ApiToken | null> {
    const { manager } = this.database.source;
    const token = await manager.findOneBy(ApiToken, { tokenHash: hashSecret(secret) });
    if (!token || token.revokedAt) return null;
    const now = this.clock();
    if (now.getTime() - (token.lastUsedAt?.getTime() ?? 0) > TOUCH)
      await manager.update(ApiToken, { id: token.id }, { lastUsedAt: now });
    return token;
  }

  /** Those of these tokens that are not revoked. */
  async alive(ids: readonly Id[]): Promise<ReadonlySet<Id>> {
    if (ids.length === 0) return new Set();
    const found = await this.database.source.manager.findBy(ApiToken, {
      id: In([...new Set(ids)]),
      revokedAt: IsNull(),
    });
    return new Set(found.map(({ id }) => id));
  }
}
