// Tells faults of the database (it is away, it chose us as a deadlock's victim) from faults of a statement.
export type DatabaseFault = "conflict" | "unavailable" | null;

const CONFLICTS = new Set(["ER_LOCK_DEADLOCK", "ER_LOCK_WAIT_TIMEOUT", "ER_CHECKREAD"]);
const AWAY = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR",
  "PROTOCOL_ENQUEUE_AFTER_QUIT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  // Its name is not known: where names come and go with what they name (Docker), it is down.
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "ER_SERVER_SHUTDOWN",
  "ER_CON_COUNT_ERROR",
  "ER_CONNECTION_KILLED",
  "ER_ACCESS_DENIED_ERROR",
]);
/** SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN */
const SQLITE_AWAY = new Set([5, 13, 10, 14]);

const DUPLICATES = new Set<unknown>(["ER_DUP_ENTRY", "SQLITE_CONSTRAINT_UNIQUE"]);
const SQLITE_UNIQUE = 2067;

/** Whether a unique index refused the row: another process may have been faster. */
export function isDuplicate(error: unknown): boolean {
  const { code, errcode, driverError } = error as {
    code?: unknown;
    errcode?: unknown;
    driverError?: unknown;
  };
  if (DUPLICATES.has(code) || errcode === SQLITE_UNIQUE) return true;
  return Boolean(driverError) && driverError !== error && isDuplicate(driverError);
}

export function databaseFault(error: unknown): DatabaseFault {
  const { code, errcode, fatal, driverError } = error as {
    code?: unknown;
    errcode?: unknown;
    fatal?: unknown;
    driverError?: unknown;
  };
  if (typeof code === "string" && CONFLICTS.has(code)) return "conflict";
  if (typeof code === "string" && AWAY.has(code)) return "unavailable";
  // mysql2's word for a connection that is lost, also where it gives no code.
  if (fatal === true) return "unavailable";
  if (typeof errcode === "number" && SQLITE_AWAY.has(errcode & 0xff)) return "unavailable";
  return driverError && driverError !== error ? databaseFault(driverError) : null;
}
