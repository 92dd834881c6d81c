// Slows down guessing: five free tries for an account and for an address, then a wait that doubles up to 15 minutes.
import { RateLimited } from "../graphql/errors.js";

const FREE = 5;
const LONGEST = 15 * 60_000;
const FORGET = 60 * 60_000;
const KEPT = 50_000;

interface Tries {
  failures: number;
  last: number;
}

export class SignInThrottle {
  private readonly tries = new Map<string, Tries>();

  constructor(private readonly clock: () => Date) {}

  /**
   * Throws RATE_LIMITED while the account or the address must wait. Counts the try before its password is looked at, so
   * that many at once are as slow as one after another; one that succeeds is taken back.
   */
  begin(email: string, ip: string): void {
    const wait = Math.max(...keys(email, ip).map(([key, free]) => this.wait(key, free)));
    if (wait > 0) throw new RateLimited(Math.ceil(wait / 1000));
    const now = this.clock().getTime();
    for (const [key] of keys(email, ip)) {
      const known = this.tries.get(key);
      const failures = known && now - known.last < FORGET ? known.failures + 1 : 1;
      this.tries.delete(key);
      this.tries.set(key, { failures, last: now });
    }
    // The oldest go first: a flood of made-up accounts cannot fill the memory.
    for (const key of this.tries.keys()) {
      if (this.tries.size <= KEPT) break;
      this.tries.delete(key);
    }
  }

  /** The account is its owner's: it begins anew. The address may still be guessing at others. */
  succeeded(email: string, ip: string): void {
    const [[account], [address]] = keys(email, ip);
    this.tries.delete(account);
    const known = this.tries.get(address);
    if (known) known.failures -= 1;
  }

  private wait(key: string, free: number): number {
    const known = this.tries.get(key);
    if (!known || known.failures < free) return 0;
    const pause = Math.min(LONGEST, 1000 * 2 ** (known.failures - free));
    return known.last + pause - this.clock().getTime();
  }
}

/** An address may hold many people behind one router, so it gets more free tries than one account. */
const keys = (email: string, ip: string) =>
  [
    [`account ${email}`, FREE],
    [`address ${ip}`, FREE * 10],
  ] as const;
