// What the benchmark tells its load process, and what it hears back.
export interface Opening {
  count: number;
  port: number;
  path: string;
  /** Absent: a bare broadcast. Subscriber n takes token n ÷ 10 and variables n modulo their number. */
  subscription?: { query: string; tokens: string[]; variables: object[] };
  /** Every how many subscribers one has its items parsed. */
  parseEvery: number;
  /** Whether cursors must ascend. */
  ordered: boolean;
}

/** How one wave of events came in. Times are those of `clock.ts`. */
export interface Wave {
  first: number;
  last: number;
  deliveries: number;
  /** When each subscriber had the whole of it. */
  arrivals: Float64Array;
  /** Subscribers who were told to query afresh instead. */
  resyncs: number;
  /** The last item of the first subscriber, as it came. */
  sample: string;
}

export type Order =
  { kind: "open"; opening: Opening } | { kind: "arm"; events: number } | { kind: "wait"; atMost: number };
export type Answer = { done: unknown } | { failed: string };

/** Sockets that one caller may have open. */
export const SOCKETS_A_TOKEN = 10;
