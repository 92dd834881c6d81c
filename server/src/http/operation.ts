// A subscription that came over the socket: checked once, and told apart from those that are equal to it.
import { createHash } from "node:crypto";
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  getOperationAST,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { checkDocument, documentRules, validation } from "../graphql/rules.js";

export interface Operation {
  document: DocumentNode;
  /** The one operation of the document that is meant. */
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
  /** Whether it asks for a field whose answer depends on who asks, beyond the caller's rights. */
  isPersonal: boolean;
  /** Equal for subscriptions that differ at most in the place they resume at. */
  key: string;
}

interface Known {
  document: DocumentNode;
  isPersonal: boolean;
}

const KEPT = 200;
const KEPT_LENGTH = 10_000;

export class Operations {
  /** Documents that passed; the newest last. */
  private readonly known = new Map<string, Known>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** The operation, or what is wrong with its document. */
  read(
    payload: Readonly<Record<string, unknown>>,
    mayIntrospect: boolean,
  ): Operation | readonly GraphQLError[] {
    const query = String(payload.query);
    const variables = (payload.variables ?? {}) as Record<string, unknown>;
    const facts = { variables, mayIntrospect };
    let known = this.known.get(query);
    if (known) {
      // What depends on the caller and on the variables is asked again.
      const errors = validate(this.schema, known.document, documentRules(facts), validation);
      if (errors.length > 0) return errors;
    } else {
      const checked = checkDocument(this.schema, query, facts);
      if ("errors" in checked) return checked.errors;
      known = { document: checked.document, isPersonal: isPersonal(this.schema, checked.document) };
    }
    this.keep(query, known);
    const operationName = typeof payload.operationName === "string" ? payload.operationName : undefined;
    const operation = getOperationAST(known.document, operationName);
    if (!operation) return [refusal("The document has no operation of that name.")];
    if (operation.operation !== "subscription") {
      const said = "Only subscriptions go over the socket; send queries and mutations over HTTP.";
      return [refusal(said)];
    }
    const place = placeVariable(known.document, operation);
    const shared = Object.entries(variables)
      .filter(([name]) => name !== place)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const written = writable([query, operationName ?? null, shared]);
    if (written === null) return [refusal("The variables nest too deeply.")];
    const key = createHash("sha256").update(written).digest("base64");
    return { ...known, operation, variables, key };
  }

  private keep(query: string, known: Known): void {
    if (query.length > KEPT_LENGTH) return;
    this.known.delete(query);
    this.known.set(query, known);
    const [oldest] = this.known.keys();
    if (this.known.size > KEPT && oldest !== undefined) this.known.delete(oldest);
  }
}

/** As JSON; null when it nests deeper than can be written, though it could be read. */
function writable(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const refusal = (message: string) => new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT" } });

/** Fields say in their extensions that they are personal. */
function isPersonal(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let found = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: () => {
        found ||= types.getFieldDef()?.extensions.personal === true;
      },
    }),
  );
  return found;
}

/** The variable that holds where the caller resumes, if nothing else depends on it. */
function placeVariable(document: DocumentNode, operation: OperationDefinitionNode): string | null {
  const [field] = operation.selectionSet.selections;
  const after =
    field?.kind === Kind.FIELD
      ? field.arguments?.find(({ name }) => name.value === "after")?.value
      : undefined;
  if (after?.kind !== Kind.VARIABLE) return null;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      if (name.value === after.name.value) uses++;
    },
  });
  return uses === 1 ? after.name.value : null;
}
