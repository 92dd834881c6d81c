/**
 * Custom parameters that a page's address tells. Kept for the tab's life, so that a campaign's landing page
 * is not forgotten two clicks later. Part of the loader, hence terse.
 */
export const MAX_KEY = 64;
export const MAX_VALUE = 1024;

// Names that look like a secret are never read, however they are spelled: api_key, X-Auth-Token, resetCode.
const SECRET =
  /token|secret|passw|apikey|credential|signature|sess(ion|id)|[cx]srf|\b(key|pass|pwd|auth.*|bearer|sid|code|otp|pin|sig|hash|hmac|jwt|nonce|state|ticket)\b/;

export function looksSecret(name: string): boolean {
  return SECRET.test(name.replace(/(?<=[a-z])(?=[A-Z])|_|\d/g, "-").toLowerCase());
}

/** Less what is secret, empty-named or over a limit: 20 names at most. */
export function urlParams(search: string): Record<string, string> {
  const found: Record<string, string> = {};
  let room = 20;
  for (const [name, value] of new URLSearchParams(search))
    if (name && name.length <= MAX_KEY && value.length <= MAX_VALUE && !looksSecret(name) && room-- > 0)
      found[name] = value;
  return found;
}

/** Adds this page's to those of earlier pages of the visit. Throws where storage is blocked. */
export function rememberUrl(key: string): void {
  const before = JSON.parse(sessionStorage.getItem(key) ?? "{}") as object;
  sessionStorage.setItem(key, JSON.stringify({ ...before, ...urlParams(location.search) }));
}
