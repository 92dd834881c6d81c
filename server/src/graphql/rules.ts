// The limits every document must keep, whichever transport it came by: HTTP and socket share this one rule set.
import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { type Variables, costOf, isSized } from "./cost.js";
import { fold, isIntrospection } from "./selection.js";

export const LIMITS = {
  tokens: 1000,
  depth: 8,
  aliases: 15,
  directives: 10,
  cost: 5000,
  mistakes: 20,
} as const;
/** Introspection of a whole schema nests its type references deeper than any query of ours. */
const INTROSPECTION_DEPTH = 15;

const refuse = (message: string) =>
  new GraphQLError(message, { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } });

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

/** Twenty mistakes say enough; finding what each of hundreds may have meant is work that anybody could ask for. */
export const validation = { maxErrors: LIMITS.mistakes } as const;

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
  const errors = validate(schema, document, documentRules(facts), validation);
  if (errors.length === 0 && !isSized(document))
    passed.set(document, (passed.get(document) ?? new Set()).add(facts.mayIntrospect));
  return errors;
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
  const beyond = validate(schema, document, documentRules(facts), validation);
  const errors = beyond.length > 0 ? beyond : validate(schema, document, specifiedRules, validation);
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
