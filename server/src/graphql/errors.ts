// The errors a client may meet, each with a code it can rely on. Everything else is our own fault: it becomes
// INTERNAL_SERVER_ERROR with the request's id, and the log has the rest.
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { databaseFault } from "../database/fault.js";
import { LIMITS } from "./rules.js";

class ClientError extends GraphQLError {
  constructor(code: string, message: string, extensions: Record<string, unknown> = {}) {
    super(message, { extensions: { code, ...extensions } });
  }
}

/** Nobody is signed in, or the session or token is no longer good. */
export class Unauthenticated extends ClientError {
  constructor(message = "Sign in first, or send an API token.") {
    super("UNAUTHENTICATED", message);
  }
}

/** The caller is known, and may not do this. */
export class Forbidden extends ClientError {
  constructor(message: string) {
    super("FORBIDDEN", message);
  }
}

/** It does not exist, or it is not the caller's to see: the two answer alike. */
export class NotFound extends ClientError {
  constructor(what: string) {
    super("NOT_FOUND", `There is no such ${what}.`);
  }
}

/** The link of an invitation that was used, taken back, declined or is too old: all of them, and none at all, answer alike. */
export class InvitationOver extends ClientError {
  constructor() {
    super(
      "NOT_FOUND",
      "This invitation is no longer good: it was used, taken back or declined, or its time is over. Ask for a new one.",
    );
  }
}

/** The message says what was wrong with the input and what would be right. */
export class BadUserInput extends ClientError {
  constructor(message: string, extensions: Record<string, unknown> = {}) {
    super("BAD_USER_INPUT", message, extensions);
  }
}

/** The state is another than the caller believed; `current` holds it. */
export class Conflict extends ClientError {
  constructor(message: string, current: Record<string, unknown>) {
    super("CONFLICT", message, { current });
  }
}

/** Too many calls; `retryAfter` is in seconds. */
export class RateLimited extends ClientError {
  constructor(retryAfter: number, what = "Too many tries.") {
    super("RATE_LIMITED", `${what} Try again in ${retryAfter} s.`, { retryAfter });
  }
}

/** The site's word on who the visitor is does not count; the message tells the site's developer why. */
export class IdentityInvalid extends ClientError {
  constructor(message: string) {
    super("IDENTITY_INVALID", message);
  }
}

export class IdentityExpired extends ClientError {
  constructor() {
    super(
      "IDENTITY_EXPIRED",
      "The identity token has expired. Sign a new one when the page is made, or let the widget ask for one when it needs it.",
    );
  }
}

/** The project takes in nobody whom its site has not vouched for. */
export class IdentityRequired extends ClientError {
  constructor() {
    super(
      "IDENTITY_REQUIRED",
      "This project's chat is for signed-in users: the page must give an identity token that the site has signed.",
    );
  }
}

/** Another person has signed in where somebody else's conversation is open: that one is not theirs to read. */
export class IdentityChanged extends ClientError {
  constructor() {
    super(
      "IDENTITY_CHANGED",
      "This chat belongs to another signed-in user. Open it again with a new visitor token.",
    );
  }
}

/** It cannot be done just now, and nothing was lost by trying. */
export class Unavailable extends ClientError {
  constructor(message: string) {
    super("UNAVAILABLE", message);
  }
}

export const DATABASE_AWAY =
  "The database does not answer just now. Nothing was lost; try again in a moment.";

const KNOWN = new Set([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "BAD_USER_INPUT",
  "CONFLICT",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "IDENTITY_INVALID",
  "IDENTITY_EXPIRED",
  "IDENTITY_REQUIRED",
  "IDENTITY_CHANGED",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
]);

/** What the client is told of an error, over HTTP and over the socket alike. */
export function presentError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
  requestId: string,
): GraphQLFormattedError {
  const original = error instanceof GraphQLError && error.originalError ? error.originalError : error;
  const { locations, path } = formatted;
  const gaveUp = GAVE_UP.find(({ said }) => said.test(formatted.message));
  if (gaveUp) return { message: gaveUp.message, extensions: { code: gaveUp.code } };
  const code = codeOf(formatted, original);
  if (code && KNOWN.has(code)) {
    const { stacktrace: _stack, ...extensions } = formatted.extensions ?? {};
    return { message: withoutValue(formatted.message), locations, path, extensions: { ...extensions, code } };
  }
  if (databaseFault(original)) {
    log.warn({ err: original, requestId }, "the database is away");
    return { message: DATABASE_AWAY, locations, path, extensions: { code: "UNAVAILABLE", requestId } };
  }
  log.error({ err: original, requestId, path }, "a request failed");
  const message = `Something went wrong on our side. Give this number to whoever runs the server: ${requestId}`;
  return { message, locations, path, extensions: { code: "INTERNAL_SERVER_ERROR", requestId } };
}

/** The last error of very many: graphql-js only says there that it looks no further. */
const GAVE_UP = [
  {
    said: /^Too many validation errors,/,
    code: "GRAPHQL_VALIDATION_FAILED",
    message: `The document has more than ${LIMITS.mistakes} mistakes; these are the first. Mend them, and ask again.`,
  },
  {
    said: /^Too many errors processing variables,/,
    code: "BAD_USER_INPUT",
    message: "The variables have too many mistakes; these are the first. Mend them, and ask again.",
  },
];

/** graphql-js repeats a variable that does not fit. It may hold a password; who sent it knows it, and where it ends up we do not. */
function withoutValue(message: string): string {
  if (!/^Variable "\$\w+" got invalid value /.test(message)) return message;
  return message
    .replace(
      / got invalid value (?:"(?:[^"\\]|\\.)*"|[^";])*?( at "[^"\s]+")?; /,
      " got an invalid value$1; ",
    )
    .replace(/( cannot represent [\w -]*value): .*$/s, "$1.");
}

/** Apollo's own words for a request that it cannot serve: which operation is meant is not clear, or it is not sent along. */
const MISTAKES = new Set([
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
]);

function codeOf(formatted: GraphQLFormattedError, original: unknown): string | undefined {
  const own = original instanceof GraphQLError ? original.extensions.code : undefined;
  const code = own ?? formatted.extensions?.code;
  if (typeof code === "string" && code !== "INTERNAL_SERVER_ERROR")
    return MISTAKES.has(code) ? "BAD_USER_INPUT" : code;
  // graphql-js gives no code to what it refuses itself (a variable of the wrong type).
  return original instanceof GraphQLError && !original.originalError && !original.path
    ? "BAD_USER_INPUT"
    : undefined;
}
