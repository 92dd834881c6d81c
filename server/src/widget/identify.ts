// What becomes of a visitor whose page brings an identity token.
import type { Identity } from "../identity/index.js";
import { IdentityChanged } from "../graphql/errors.js";
import type { VisitorChange } from "../visitors/index.js";

/**
 * Verifies the visitor, whatever it has said before: it goes on as the person who has signed in. One that is somebody else's
 * already is left alone: what that person has said is not for the next one. Whoever is verified stays so when the token ends.
 */
export function identify(unit: VisitorChange, identity: Identity | null): void {
  if (!identity) return;
  const { externalId } = unit.visitor;
  if (externalId !== null && identity.externalId !== null && externalId !== identity.externalId)
    throw new IdentityChanged();
  if (identity.claims) unit.verify(identity.claims);
  else if (identity.expired && externalId === null) throw identity.expired;
}
