// The demo shop's own server: it signs identity tokens for whoever has signed in there.
import { SignJWT } from "jose";
import type { Id } from "../../database/columns.js";
import type { Database } from "../../database/data-source.js";
import { IdentitySecret } from "../../identity/index.js";
import { Project } from "../../projects/index.js";
import type { Person } from "../people/person.js";

const LIFE = 3_600;

export class ShopAccounts {
  constructor(
    private readonly database: Database,
    private readonly projectId: Id,
    private readonly clock: () => Date,
  ) {}

  /**
   * The token that the page carries of who has signed in; null: nobody has, or an admin has ended the secrets. Where only verified
   * visitors may chat, whoever wants to has signed in.
   */
  async tokenOf({ account, name, email }: Person): Promise<string | null> {
    const { manager } = this.database.source;
    const project = await manager.findOneByOrFail(Project, { id: this.projectId });
    const externalId = account ?? (project.identityMode === "ENFORCED" ? email : null);
    if (externalId === null) return null;
    const newest = await manager.findOne(IdentitySecret, {
      where: { projectId: this.projectId },
      order: { id: "DESC" },
    });
    if (!newest) return null;
    return new SignJWT({ name, email })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(externalId)
      .setExpirationTime(Math.floor(this.clock().getTime() / 1000) + LIFE)
      .sign(new TextEncoder().encode(newest.secret));
  }
}
