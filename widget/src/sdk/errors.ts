/** What can go wrong between the widget and its server, sorted by what to do about it. */

export interface FieldProblem {
  name: string;
  reason: string;
}

/** The server never answered, or not with GraphQL. */
export class Unreachable extends Error {}

/** The server answered, and refused. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly fields: FieldProblem[] = [],
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

const PASSING = ["UNAVAILABLE", "RATE_LIMITED", "INTERNAL_SERVER_ERROR", "IDENTITY_REQUIRED"];

/** Worth another try with the same content: later, or when the visitor has signed in. */
export function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Refused && PASSING.includes(error.code));
}

interface GraphqlError {
  message?: unknown;
  extensions?: { code?: unknown; fields?: unknown; retryAfter?: unknown };
}

export function toRefused(errors: unknown): Refused {
  const first = (Array.isArray(errors) ? errors[0] : null) as GraphqlError | null;
  const { code, fields, retryAfter } = first?.extensions ?? {};
  return new Refused(
    typeof code === "string" ? code : "INTERNAL_SERVER_ERROR",
    String(first?.message ?? ""),
    Array.isArray(fields) ? fields.filter(isFieldProblem) : [],
    typeof retryAfter === "number" ? retryAfter * 1000 : undefined,
  );
}

function isFieldProblem(value: unknown): value is FieldProblem {
  const problem = value as FieldProblem | null;
  return typeof problem?.name === "string" && typeof problem.reason === "string";
}
