// Turns whatever went wrong into one of a few codes that the console has words for.

type ProblemCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "BAD_USER_INPUT"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "UNAVAILABLE"
  | "NETWORK"
  | "UNKNOWN";

export interface Problem {
  code: ProblemCode;
  /** The server's own sentence, in English: only for input errors, where it names the field. */
  message: string;
  /** CONFLICT: the present state, as the server sees it. */
  current: Record<string, unknown> | null;
  /** RATE_LIMITED: seconds until the next try. */
  retryAfter: number | null;
}

interface Failure {
  networkError?: unknown;
  graphQLErrors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

const known: readonly ProblemCode[] = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "BAD_USER_INPUT",
  "CONFLICT",
  "RATE_LIMITED",
  "UNAVAILABLE",
];

/** The first error decides; a failure without any came from the network. */
export function problemOf(failure: Failure): Problem {
  const first = failure.graphQLErrors?.[0];
  if (!first) return { code: "NETWORK", message: "", current: null, retryAfter: null };
  const extensions = first.extensions ?? {};
  const code = known.find((one) => one === extensions["code"]) ?? "UNKNOWN";
  const current = extensions["current"];
  const retryAfter = extensions["retryAfter"];
  return {
    code,
    message: first.message,
    current: typeof current === "object" && current !== null ? (current as Record<string, unknown>) : null,
    retryAfter: typeof retryAfter === "number" ? retryAfter : null,
  };
}

/** Worth trying again by itself, with the same request. */
export function isPassing(problem: Problem): boolean {
  return problem.code === "NETWORK" || problem.code === "UNAVAILABLE" || problem.code === "RATE_LIMITED";
}

const final: readonly unknown[] = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT"];

/**
 * Whether a subscription ended for good: a socket closed as "unauthorised", or an error that asking again would only
 * repeat. A fault of the server, even one it has no name for, is not.
 */
export function isRefusal(failure: unknown): boolean {
  if (Array.isArray(failure)) {
    const first = failure[0] as { extensions?: { code?: unknown } } | undefined;
    return final.includes(first?.extensions?.code);
  }
  const code = (failure as { code?: unknown } | null)?.code;
  return code === 4401 || code === 4403;
}
