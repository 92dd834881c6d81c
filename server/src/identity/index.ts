// Identity: the word of a project's site on who its visitors are.
export { IdentitySecret, newSecret } from "./identity-secret.entity.js";
export { type Identity, IdentityReader } from "./identity.reader.js";
export { IdentityResolver } from "./identity.resolver.js";
export { IdentityService } from "./identity.service.js";
export { SignedOnly } from "./signed-only.js";
