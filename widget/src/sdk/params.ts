/** Custom parameters set by the site. Kept for the tab's life until a visitor exists to carry them. */
import type { ParamValue, Params } from "./options";
import { type SafeStorage, readJson } from "./storage";
import { MAX_KEY, MAX_VALUE } from "./url";

const MAX_NAMES = 50;

/** What the site set, less what the server would refuse: one bad value must not lose the others. */
export function sdkParams(params: unknown): Params {
  if (typeof params !== "object" || params === null || Array.isArray(params)) return {};
  const kept = Object.entries(params).filter(
    (entry): entry is [string, ParamValue] =>
      entry[0] !== "" &&
      entry[0].length <= MAX_KEY &&
      isParamValue(entry[1]) &&
      String(entry[1]).length <= MAX_VALUE,
  );
  return Object.fromEntries(kept.slice(0, MAX_NAMES));
}

/** Later values win; a merge never holds more names than the server takes. */
export function mergeParams(before: Params, after: Params): Params {
  return Object.fromEntries(Object.entries({ ...before, ...after }).slice(-MAX_NAMES));
}

export function readParams(tab: SafeStorage, key: string): Params {
  return sdkParams(
    readJson(tab, key, (value): value is object => typeof value === "object" && value !== null),
  );
}

function isParamValue(value: unknown): value is ParamValue {
  return (
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  );
}
