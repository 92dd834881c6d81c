// What a document costs: its fields times the sizes of the lists that they stand in.
import {
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type ValidationContext,
  valueFromASTUntyped,
  visit,
  Kind,
} from "graphql";
import { fold, isIntrospection } from "./selection.js";

export type Variables = Readonly<Record<string, unknown>>;

/** Every field costs 1, and a list multiplies what stands inside it by its size. */
export function costOf(
  context: Pick<ValidationContext, "getFragment">,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const known = withDefaults(operation, variables);
  return fold(
    context,
    operation.selectionSet,
    (field, inside) => (isIntrospection(field) ? 1 : 1 + size(field, known) * inside),
    (values) => values.reduce((total, value) => total + value, 0),
  );
}

/** What the operation's variables are when it runs: those that are not given take their defaults. */
function withDefaults(operation: OperationDefinitionNode, given: Variables): Variables {
  const defaults = (operation.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
    variable.name.value,
    defaultValue && valueFromASTUntyped(defaultValue),
  ]);
  return { ...(Object.fromEntries(defaults) as Variables), ...given };
}

/** How many rows a list has that does not say: its default size, or for one without a size a guess that is not low. */
const SIZES: Readonly<Record<string, number>> = {
  visitors: 20,
  changes: 50,
  messages: 50,
  pages: 50,
  params: 10,
  projects: 10,
  members: 10,
  sessions: 10,
  apiTokens: 20,
  invitations: 20,
  auditLog: 50,
  submissions: 10,
  conversations: 10,
  statusHistory: 10,
  blocks: 100,
  retention: 5,
  versions: 20,
  cannedReplies: 100,
};
/** The arguments that say how many rows there will be. */
const SIZING = new Set(["first", "last", "visitorIds"]);
const LARGEST = 200;

function size(field: FieldNode, variables: Variables): number {
  for (const { name, value } of field.arguments ?? []) {
    if (!SIZING.has(name.value)) continue;
    const given = valueFromASTUntyped(value, variables as Record<string, unknown>);
    // As many rows come back as ids go in.
    if (Array.isArray(given)) return Math.min(given.length, LARGEST);
    if (typeof given === "number" && given > 0) return Math.min(given, LARGEST);
  }
  return SIZES[field.name.value] ?? 1;
}

/** Whether a variable may say how many rows there will be. */
export function isSized(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Argument({ name, value }) {
      found ||= SIZING.has(name.value) && value.kind !== Kind.INT;
    },
  });
  return found;
}
