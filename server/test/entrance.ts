// Documents that ask for one entrance of a schema, with arguments made from it, so that a new field is tried without anybody
// thinking of it.
import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from "graphql";
import type { Rule, entrances } from "../src/policy.js";

export const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

export interface Entrance {
  name: string;
  field: ReturnType<typeof entrances>[number][1];
  rule: Rule | undefined;
}

function valueFor(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter(isRequiredInputField)
        .map((each) => [each.name, valueFor(each.type)]),
    );
  const words: Record<string, unknown> = {
    Int: 1,
    Float: 1,
    Boolean: true,
    ID: "b3f6c6de-6d0e-4b5c-9d5c-0d5d3a8f7c11",
    String: "person@example.com",
    JSONObject: {},
    DateTime: TOMORROW,
  };
  return words[getNamedType(type).name] ?? "x";
}

/** The document that asks for this field alone, and its variables with these ids. */
export function call({ name, field }: Entrance, id: (argument: GraphQLArgument) => string | undefined) {
  const kind = name.split(".")[0]?.toLowerCase();
  const args = field.args.filter((each) => isNonNullType(each.type));
  const head = args.map((each) => `$${each.name}: ${String(each.type)}`).join(", ");
  const inside = args.map((each) => `${each.name}: $${each.name}`).join(", ");
  const rest = isLeafType(getNamedType(field.type)) ? "" : "{ __typename }";
  const variables = Object.fromEntries(
    args.map((each) => {
      const row = id(each);
      const isList = isNonNullType(each.type) && isListType(each.type.ofType);
      return [each.name, row === undefined ? valueFor(each.type) : isList ? [row] : row];
    }),
  );
  const query = `${kind}${head && `(${head})`} { ${field.name}${inside && `(${inside})`} ${rest} }`;
  return { query, variables };
}
