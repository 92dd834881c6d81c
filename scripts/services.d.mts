/** A server that a test may stop, kill, freeze and start again on the same port and data. */
export interface Service {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** SIGKILL, as a crash would; `restart` brings it back. */
  kill(): Promise<void>;
  /** Stops it in good order if it runs, and starts it again. */
  restart(): Promise<void>;
  /** Freezes it: its connections stay open, and nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends it for good, and its data with it. */
  stop(): Promise<void>;
}

export function startMariadb(options?: {
  durable?: boolean;
  kept?: string | null;
  buffer?: number;
}): Promise<Service>;
export function startRedis(): Promise<Service>;
/** A port that nobody listens on just now. */
export function freePort(): Promise<number>;
