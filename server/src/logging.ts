// What the log says of an error: what it was, where, and at which statement. Never what people wrote: a database's error carries
// the statement's values along, as properties, and some in its message.
import { type Logger, type DestinationStream, pino } from "pino";

/** What a database quotes of a value: Duplicate entry 'ana@example.com' for key … */
const QUOTED_VALUE = /\b(entry|value:?) '[^]*?'(?=$| for | at row|\n)/g;

interface Told {
  type: string;
  message: string;
  stack: string;
  code?: unknown;
  errno?: unknown;
  errcode?: unknown;
  query?: unknown;
  errors?: unknown[];
}

export function tellError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // With its causes in its message and its stack.
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, errno, errcode, query } = error as Error & Partial<Told>;
  const told: Told = { type, message: bare(message), stack: bare(stack), code, errno, errcode, query };
  if (error instanceof AggregateError) told.errors = error.errors.map(tellError);
  return told;
}

const bare = (text: string) => text.replace(QUOTED_VALUE, "$1 '…'");

export const makeLog = (level: string, to?: DestinationStream): Logger =>
  pino({ level, serializers: { err: tellError } }, ...(to ? [to] : []));
