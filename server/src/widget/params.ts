// Custom parameters as they come from a page: flat, few and short, and never what looks like a secret.
import type { ParamInput } from "../visitors/index.js";
import { BadUserInput } from "../graphql/errors.js";
import { checkText } from "../graphql/input.js";

export const MAX_PARAMS = 50;
const MAX_KEY = 64;
const MAX_VALUE = 1024;

// Names in a page's address that must never be stored, whatever a widget sends.
const SECRET =
  /(^|[^a-z])(access|api|auth|bearer|code|credential|hash|jwt|key|nonce|otp|pass|passwd|password|pin|pwd|secret|session|sid|sig|signature|sso|state|ticket|token)([^a-z]|$)/i;

const looksSecret = (key: string) => SECRET.test(key.replace(/([a-z0-9])([A-Z])/g, "$1_$2"));

/**
 * Throws BAD_USER_INPUT naming the parameter at fault. Names lose the spaces at their ends: some databases take "a" and
 * "a " for one. An address may tell more than is kept: it is the visitor's, and no fault of the site.
 */
export function readParams(
  values: Record<string, unknown> | null | undefined,
  source: ParamInput["source"],
): ParamInput[] {
  const all = Object.entries(values ?? {}).map(([key, value]) => [key.trim(), value] as const);
  const entries = source === "SDK" ? all : all.filter(([key]) => !looksSecret(key)).slice(0, MAX_PARAMS);
  if (entries.length > MAX_PARAMS)
    throw new BadUserInput(`There may be ${MAX_PARAMS} parameters at most; these are ${entries.length}.`);
  return entries.map(([key, value]) => {
    if (!key || key.length > MAX_KEY)
      throw new BadUserInput(
        `A parameter's name has 1 to ${MAX_KEY} characters; "${key.slice(0, 80)}" does not.`,
      );
    if (
      typeof value !== "string" &&
      typeof value !== "boolean" &&
      !(typeof value === "number" && Number.isFinite(value))
    ) {
      throw new BadUserInput(`The parameter "${key}" must be a string, a number or a boolean.`, {
        field: key,
      });
    }
    checkText(key, "A parameter's name", MAX_KEY);
    return { key, value: checkText(String(value), `The parameter "${key}"`, MAX_VALUE), source };
  });
}
