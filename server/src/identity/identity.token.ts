// The token by which a site says who a visitor is: a compact JWS of HS256 with few claims and a short life.
import { decodeJwt, errors, jwtVerify } from "jose";
import { IdentityExpired, IdentityInvalid } from "../graphql/errors.js";
import { checkText } from "../graphql/input.js";

/** What a site vouches for. */
export interface Claims {
  externalId: string;
  name: string | null;
  email: string | null;
}

/** A token that was signed with this secret. Expired: it opens nothing any more, but tells whose it was. */
export interface SignedToken<Secret> {
  secret: Secret;
  claims: Claims;
  expired: IdentityExpired | null;
}

/** All claims at their longest, escaped in JSON and written in base64, and room for others that nobody reads. */
const LENGTH = 8_192;
const HOUR = 3_600;
const LONGEST = 24 * HOUR;
/** How far the site's clock may be from ours, in s. */
const LEEWAY = 60;
const EXTERNAL_ID = 200;
const NAME = 200;
const EMAIL = 320;

/** One answer for all that fails before the signature is known to be right: whoever has no secret learns nothing. */
const NOT_SIGNED =
  "The identity token is not good for this project. It must be a compact JWT of at most 8,192 characters, signed with HS256 by one of the project's secrets: see Settings, Identity.";

/** Throws IDENTITY_INVALID; an expired one that is otherwise good is answered as such. */
export async function readToken<Secret extends { secret: string }>(
  token: string,
  secrets: readonly Secret[],
  now: Date,
): Promise<SignedToken<Secret>> {
  if (token.length > LENGTH) throw new IdentityInvalid(NOT_SIGNED);
  for (const secret of secrets) {
    const found = await verify(token, secret.secret, now);
    if (found) return { secret, claims: claimsOf(found.payload), expired: found.expired };
  }
  throw new IdentityInvalid(NOT_SIGNED);
}

/** Whom a token means, whether it is signed or not; null when that cannot be read. Good for nothing but telling two apart. */
export function subjectOf(token: string): string | null {
  if (token.length > LENGTH) return null;
  try {
    const { sub } = decodeJwt(token);
    return typeof sub === "string" && sub ? sub : null;
  } catch {
    return null;
  }
}

interface Found {
  payload: Readonly<Record<string, unknown>>;
  expired: IdentityExpired | null;
}

/** Null: this secret has not signed it. */
async function verify(token: string, secret: string, now: Date): Promise<Found | null> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      clockTolerance: LEEWAY,
      currentDate: now,
    });
    checkLife(payload, now.getTime() / 1000);
    return { payload, expired: null };
  } catch (error) {
    // Only after the signature.
    if (error instanceof errors.JWTExpired) return { payload: error.payload, expired: new IdentityExpired() };
    if (error instanceof errors.JWTClaimValidationFailed)
      throw new IdentityInvalid(
        `The identity token's ${error.claim} must be a moment in seconds since 1970${error.claim === "nbf" ? " that has come" : ""}.`,
      );
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

/** The library has checked that they are numbers, and that the token is neither too old nor too new. */
function checkLife({ exp, iat }: { exp?: number; iat?: number }, now: number): void {
  if (exp === undefined)
    throw new IdentityInvalid(
      "The identity token needs an exp: the second at which it ends, at most 24 hours ahead.",
    );
  if (exp > now + LONGEST + LEEWAY)
    throw new IdentityInvalid("The identity token's exp must be at most 24 hours ahead.");
  if (iat !== undefined && iat > now + LEEWAY)
    throw new IdentityInvalid(
      "The identity token's iat is in the future: set the clock of the site's server right.",
    );
}

function claimsOf({ sub, name, email }: Found["payload"]): Claims {
  const externalId = textOf(sub, "sub", EXTERNAL_ID);
  if (externalId === null)
    throw new IdentityInvalid(
      `The identity token needs a sub: the site's own id of the user, a text of 1 to ${EXTERNAL_ID} characters.`,
    );
  return { externalId, name: textOf(name, "name", NAME), email: textOf(email, "email", EMAIL) };
}

function textOf(value: unknown, claim: string, max: number): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw new IdentityInvalid(`The identity token's ${claim} must be a text.`);
  try {
    return checkText(value, `The identity token's ${claim}`, max).trim() || null;
  } catch (error) {
    throw new IdentityInvalid((error as Error).message);
  }
}
