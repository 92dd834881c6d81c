// The scalars of both contracts.
import { GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { GraphQLJSONObject } from "graphql-scalars";
import { BadUserInput } from "./errors.js";

function textual(name: string, description: string, check: (text: string) => string, serialize = check) {
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => serialize(value instanceof Date ? value.toISOString() : String(value)),
    parseValue: (value) => {
      if (typeof value !== "string") throw new BadUserInput(`A ${name} is a string.`);
      return check(value);
    },
    parseLiteral: (node: ValueNode) => {
      if (node.kind !== Kind.STRING) throw new BadUserInput(`A ${name} is a string.`);
      return check(node.value);
    },
  });
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const DateTime = textual("DateTime", "A moment: RFC 3339, UTC, with milliseconds.", (text) => {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()))
    throw new BadUserInput(`"${text.slice(0, 40)}" is not a moment like 2026-11-22T15:04:05.000Z.`);
  return moment.toISOString();
});

export const CalendarDate = textual("Date", "A calendar day: YYYY-MM-DD.", (text) => {
  const moment = DAY.test(text) ? new Date(`${text}T00:00:00.000Z`) : null;
  if (!moment || Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== text) {
    throw new BadUserInput(`"${text.slice(0, 40)}" is not a day like 2026-11-22.`);
  }
  return text;
});

export const TimeZone = textual(
  "TimeZone",
  'A time zone by its IANA name, e.g. "America/Bogota".',
  (text) => {
    if (!isTimeZone(text))
      throw new BadUserInput(`"${text.slice(0, 40)}" is not a time zone like America/Bogota.`);
    return text;
  },
  (text) => text,
);

export const Cursor = textual(
  "Cursor",
  "A place in a list or in the change feed. Opaque: keep it, pass it back.",
  (text) => text,
);

export const JSONObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  name: "JSONObject",
  description: "A JSON object.",
  specifiedByURL: null,
});

/** Zones that were asked for and exist: asking Intl is slow, and all subscriptions ask at once after a restart. */
const zones = new Set<string>();

export function isTimeZone(text: string): boolean {
  if (zones.has(text)) return true;
  if (!/^[A-Za-z]/.test(text) || text.length > 64) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    if (zones.size < 1000) zones.add(text);
    return true;
  } catch {
    return false;
  }
}
