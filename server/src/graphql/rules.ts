// The limits every document must keep, whichever transport it came by: HTTP and socket share this one rule set.
import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
  parse,
  specifiedRules,
  validate,
  valueFromASTUntyped,
  visit,
} from "graphql";

export const LIMITS = { tokens: 1000, depth: 8, aliases: 15, directives: 10, cost: 5000 } as const;
/** Introspection of a whole schema nests its type references deeper than any query of ours. */
const INTROSPECTION_DEPTH = 15;

const refuse = (message: string) =>
  new GraphQLError(message, { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } });

/**
 * Folds a selection bottom up, with its fragments laid in. Each fragment is folded once, however often it is spread
 * (a chain of doubled spreads would take for ever otherwise); one that spreads itself is left to the specified rules.
 */
function fold(
  context: Pick<ValidationContext, "getFragment">,
  set: SelectionSetNode | undefined,
  field: (node: FieldNode, inside: number) => number,
  combine: (values: number[]) => number,
): number {
  const fragments = new Map<string, number>();
  const fragment = (name: string): number => {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    fragments.set(name, 0);
    const value = selection(context.getFragment(name)?.selectionSet);
    fragments.set(name, value);
    return value;
  };
  const selection = (of: SelectionSetNode | undefined): number =>
    combine(
      (of?.selections ?? []).map((node) => {
        if (node.kind === Kind.FIELD)
          return field(node, node.selectionSet ? selection(node.selectionSet) : 0);
        return node.kind === Kind.INLINE_FRAGMENT ? selection(node.selectionSet) : fragment(node.name.value);
      }),
    );
  return selection(set);
}

const isIntrospection = (field: FieldNode) =>
  field.name.value === "__schema" || field.name.value === "__type";

const depthRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const depth = fold(
      context,
      operation.selectionSet,
      (_field, inside) => 1 + inside,
      (values) => Math.max(0, ...values),
    );
    const ofSchema = operation.selectionSet.selections.every(
      (node) => node.kind === Kind.FIELD && isIntrospection(node),
    );
    const limit = ofSchema ? INTROSPECTION_DEPTH : LIMITS.depth;
    if (depth > limit) {
      context.reportError(
        refuse(`The document nests ${depth} levels deep; ${limit} are allowed. Ask in several smaller ones.`),
      );
    }
  },
});

const countRule: ValidationRule = (context) => {
  let aliases = 0;
  let directives = 0;
  return {
    Field(field) {
      if (field.alias && ++aliases === LIMITS.aliases + 1) {
        context.reportError(refuse(`The document has more than ${LIMITS.aliases} aliases.`));
      }
    },
    Directive() {
      if (++directives === LIMITS.directives + 1) {
        context.reportError(refuse(`The document has more than ${LIMITS.directives} directives.`));
      }
    },
  } satisfies ASTVisitor;
};

/** One that is left out at run time would leave nothing to follow. */
const rootRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (operation.operation !== "subscription") return;
    const seen = new Set<string>();
    const conditional = (set: SelectionSetNode | undefined): boolean =>
      (set?.selections ?? []).some((node) => {
        if (node.directives?.some(({ name }) => name.value === "skip" || name.value === "include"))
          return true;
        if (node.kind === Kind.INLINE_FRAGMENT) return conditional(node.selectionSet);
        if (node.kind !== Kind.FRAGMENT_SPREAD || seen.has(node.name.value)) return false;
        seen.add(node.name.value);
        return conditional(context.getFragment(node.name.value)?.selectionSet);
      });
    if (conditional(operation.selectionSet))
      context.reportError(refuse("A subscription's root field takes neither @skip nor @include."));
  },
});

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

const costRule =
  (variables: Variables): ValidationRule =>
  (context) => ({
    OperationDefinition(operation) {
      const cost = costOf(context, operation, variables);
      if (cost > LIMITS.cost) {
        context.reportError(
          refuse(
            `The document costs more than ${LIMITS.cost} (fields times list sizes). Ask for fewer rows or fields.`,
          ),
        );
      }
    },
  });

type Variables = Readonly<Record<string, unknown>>;

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

const noIntrospectionRule: ValidationRule = (context) => ({
  Field(field) {
    if (!isIntrospection(field)) return;
    context.reportError(
      refuse(
        "The schema is shown to signed-in callers only; it also stands in the repository, in schema.graphql.",
      ),
    );
  },
});

export interface DocumentFacts {
  variables: Variables;
  mayIntrospect: boolean;
}

export const documentRules = (facts: DocumentFacts): ValidationRule[] => [
  depthRule,
  countRule,
  rootRule,
  costRule(facts.variables),
  ...(facts.mayIntrospect ? [] : [noIntrospectionRule]),
];

/** Documents that passed, and whether with introspection, when nothing that they ask for depends on their variables. */
const passed = new WeakMap<DocumentNode, Set<boolean>>();

/** What is beyond the limits. A document from a cache is looked at again only as far as its variables may change the verdict. */
export function checkLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  facts: DocumentFacts,
): readonly GraphQLError[] {
  if (passed.get(document)?.has(facts.mayIntrospect)) return [];
  const errors = validate(schema, document, documentRules(facts));
  if (errors.length === 0 && !isSized(document))
    passed.set(document, (passed.get(document) ?? new Set()).add(facts.mayIntrospect));
  return errors;
}

/** Whether a variable may say how many rows there will be. */
function isSized(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Argument({ name, value }) {
      found ||= SIZING.has(name.value) && value.kind !== Kind.INT;
    },
  });
  return found;
}

/** Parses and validates in one go, for transports without a framework of their own. Never throws. */
export function checkDocument(
  schema: GraphQLSchema,
  source: string,
  facts: DocumentFacts,
): { document: DocumentNode } | { errors: readonly GraphQLError[] } {
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: LIMITS.tokens });
  } catch (error) {
    const message = error instanceof Error ? error.message : "The document cannot be read.";
    return { errors: [new GraphQLError(message, { extensions: { code: "GRAPHQL_PARSE_FAILED" } })] };
  }
  // The limits go first: a document beyond them is not worth the price of the specified rules.
  const beyond = validate(schema, document, documentRules(facts));
  const errors = beyond.length > 0 ? beyond : validate(schema, document, specifiedRules);
  if (errors.length === 0) return { document };
  return {
    errors: errors.map(
      (error) =>
        new GraphQLError(error.message, {
          nodes: error.nodes,
          extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
        }),
    ),
  };
}

const roots = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** The fields that an operation asks for at its root, each as often as it is asked for: an alias is one more. */
export function rootFields(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const known = roots.get(operation);
  if (known) return known;
  const names: string[] = [];
  const entered = new Set<string>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) names.push(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) walk(node.selectionSet);
      else if (!entered.has(node.name.value)) {
        // What is spread twice is answered once.
        entered.add(node.name.value);
        const fragment = document.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
        );
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) walk(fragment.selectionSet);
      }
    }
  };
  walk(operation.selectionSet);
  roots.set(operation, names);
  return names;
}
