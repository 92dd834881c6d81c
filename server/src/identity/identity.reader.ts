// Reads the tokens that visitors bring, by the secrets and the mode of the project whose door they stand at.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { IdentityExpired } from "../graphql/errors.js";
import { Project } from "../projects/index.js";
import { IdentitySecret } from "./identity-secret.entity.js";
import { type Claims, readToken, subjectOf } from "./identity.token.js";

/** Whom a visitor's token means. */
export interface Identity {
  /** Null: that could not be read, and nothing depends on it. */
  externalId: string | null;
  /** What the site vouches for; null: nothing, for the project looks at no tokens, or this one has expired. */
  claims: Claims | null;
  /** It would have been good. */
  expired: IdentityExpired | null;
}

/** How stale "last used" may get: a write at most this often. */
const TOUCH = 60_000;

export class IdentityReader {
  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
  ) {}

  /** Null without a token. Throws IDENTITY_INVALID. */
  async read(projectId: Id, token: string | null | undefined): Promise<Identity | null> {
    if (!token) return null;
    const { manager } = this.database.source;
    const project = await manager.findOneByOrFail(Project, { id: projectId });
    // Who is somebody else than before is told apart all the same: that nobody reads another's talk must not hang on a setting.
    if (project.identityMode === "OFF") return { externalId: subjectOf(token), claims: null, expired: null };
    const secrets = await manager.find(IdentitySecret, { where: { projectId }, order: { id: "DESC" } });
    const { secret, claims, expired } = await readToken(token, secrets, this.clock());
    if (expired) return { externalId: claims.externalId, claims: null, expired };
    await this.touch(secret);
    return { externalId: claims.externalId, claims, expired: null };
  }

  private async touch({ id, lastUsedAt }: IdentitySecret): Promise<void> {
    const now = this.clock();
    if (now.getTime() - (lastUsedAt?.getTime() ?? 0) <= TOUCH) return;
    await this.database.source.manager.update(IdentitySecret, { id }, { lastUsedAt: now });
  }
}
