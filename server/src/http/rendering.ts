// Executes a subscription's operation on an item and serialises the result, once for all who share it. What does not depend
// on the subscription's own arguments (the visitor of a change, under whatever filter) is executed once for all of them.
import { createHash } from "node:crypto";
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  astFromValue,
  execute,
  getNamedType,
  isObjectType,
  isRequiredArgument,
  print,
  visit,
} from "graphql";
import { databaseFault } from "../database/fault.js";
import type { LoadingContext } from "../graphql/context.js";
import type { Price } from "../graphql/price.js";
import type { LoaderScope } from "../graphql/loader.js";
import type { Render } from "../live/fan-out.js";
import type { Operation } from "./operation.js";

type Variables = Record<string, unknown>;
type Item = Record<string, unknown>;

interface Plan {
  document: DocumentNode;
  variables: Variables;
}

/** The operation in two parts: what is each subscription's own, and the one field that all share. */
interface Split {
  root: string;
  /** Response keys, in order. */
  keys: string[];
  own: Plan;
  shared: Plan & { key: string; name: string; id: string };
}

interface Manner {
  present: (error: GraphQLError) => GraphQLFormattedError;
  /** Told with every item; null: to nobody. */
  cost: Price | null;
}

/** `who`: whose rights the answer depends on. */
export function renderer(
  schema: GraphQLSchema,
  operation: Operation,
  context: LoadingContext,
  who: string,
  { present, cost }: Manner,
): Render {
  const extensions = cost ? { extensions: { cost } } : {};
  const end = cost ? `,"extensions":${JSON.stringify(extensions.extensions)}}` : "}";
  const whole = withoutArguments(schema, operation);
  const split = splitOf(schema, whole, who);
  const run = ({ document, variables }: Plan, item: unknown, scope: LoaderScope) =>
    execute({
      schema,
      document,
      variableValues: variables,
      rootValue: item,
      contextValue: context.within(scope),
    });

  const inParts = async ({ root, keys, own, shared }: Split, item: Item, scope: LoaderScope) => {
    const value = item[shared.name];
    const [mine, theirs] = await Promise.all([
      run(own, item, scope),
      value
        ? scope.remember(value as object, shared.id, async () => {
            const { data, errors } = await run(shared, item, scope);
            return errors ? null : JSON.stringify((data?.[root] as Item | undefined)?.[shared.key] ?? null);
          })
        : "null",
    ]);
    const result = mine.data?.[root] as Item | undefined;
    if (mine.errors || !result || theirs === null) return null;
    const fields = keys.map(
      (key) => `${JSON.stringify(key)}:${key === shared.key ? theirs : JSON.stringify(result[key])}`,
    );
    return Buffer.from(`{"data":{${JSON.stringify(root)}:{${fields.join(",")}}}${end}`);
  };

  return async (item, scope) => {
    const parts = split && (await inParts(split, item as Item, scope));
    if (parts) return parts;
    // Also where a part of it failed: the whole says what and where.
    const result = await run(whole, item, scope);
    if (!result.errors) return Buffer.from(JSON.stringify({ ...result, ...extensions }));
    for (const { originalError } of result.errors)
      if (originalError && databaseFault(originalError)) throw originalError;
    // A visitor was erased while it was read: that it leaves is on the way.
    if (result.errors.some(({ extensions }) => extensions.code === "UNAVAILABLE")) return null;
    return Buffer.from(JSON.stringify({ ...result, errors: result.errors.map(present), ...extensions }));
  };
}

/**
 * The arguments of the subscription have done their work when an item comes: the resolver is handed the item alone. Without
 * them nothing has to be coerced for every item. Those that a valid document must have stay, as literals.
 */
function withoutArguments(schema: GraphQLSchema, { document, operation, variables }: Operation): Plan {
  const [field] = operation.selectionSet.selections;
  if (field?.kind !== Kind.FIELD) return { document: only(document, operation), variables };
  const definition = schema.getSubscriptionType()?.getFields()[field.name.value];
  const given = new Map(field.arguments?.map((argument) => [argument.name.value, argument]));
  const kept = (definition?.args ?? []).filter(isRequiredArgument).flatMap(({ name, type }) => {
    const argument = given.get(name);
    if (argument?.value.kind !== Kind.VARIABLE) return argument ?? [];
    const value: ValueNode | null | undefined = astFromValue(variables[argument.value.name.value], type);
    return value ? { ...argument, value } : argument;
  });
  return onlyUsed(document, withField(operation, { ...field, arguments: kept }), variables);
}

function splitOf(schema: GraphQLSchema, { document, variables }: Plan, who: string): Split | null {
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const [field] = (operation as OperationDefinitionNode).selectionSet.selections;
  if (field?.kind !== Kind.FIELD || field.directives?.length) return null;
  const type = getNamedType(schema.getSubscriptionType()?.getFields()[field.name.value]?.type);
  const selections = field.selectionSet?.selections ?? [];
  const fields = selections.flatMap((each) =>
    each.kind === Kind.FIELD && !each.directives?.length ? [each] : [],
  );
  const keys = fields.map(keyOf);
  // Fragments, conditions and merged fields are left to graphql-js.
  if (!isObjectType(type) || fields.length < selections.length || new Set(keys).size < keys.length)
    return null;
  const [shared, ...more] = fields.filter((each) => isShared(type, each));
  const own = fields.filter((each) => each !== shared);
  if (!shared || more.length > 0 || own.length === 0) return null;
  const part = (part: readonly FieldNode[]) =>
    onlyUsed(
      document,
      withField(operation as OperationDefinitionNode, {
        ...field,
        selectionSet: { kind: Kind.SELECTION_SET, selections: part },
      }),
      variables,
    );
  const theirs = part([shared]);
  const id = createHash("sha256")
    .update(JSON.stringify([print(theirs.document), theirs.variables, who]))
    .digest("base64");
  return {
    root: keyOf(field),
    keys,
    own: part(own),
    shared: { ...theirs, key: keyOf(shared), name: shared.name.value, id },
  };
}

const keyOf = ({ alias, name }: FieldNode) => (alias ?? name).value;
const isShared = (type: GraphQLObjectType, field: FieldNode) =>
  type.getFields()[field.name.value]?.extensions.shared === true;

const withField = (operation: OperationDefinitionNode, field: FieldNode): OperationDefinitionNode => ({
  ...operation,
  selectionSet: { ...operation.selectionSet, selections: [field] },
});

const only = (document: DocumentNode, operation: OperationDefinitionNode): DocumentNode => ({
  ...document,
  definitions: [operation, ...document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)],
});

/** The operation with the variables that it still uses. */
function onlyUsed(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Plan {
  const used = new Set<string>();
  const alone = only(document, operation);
  visit(alone, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return {
    document: only(document, { ...operation, variableDefinitions }),
    variables: Object.fromEntries(Object.entries(variables).filter(([name]) => used.has(name))),
  };
}
