// Slows down guessing: five free tries for an account and for an address, then a wait that doubles up to 15 minutes. Every try
// is told over the bus, so that several processes are as slow as one; what is told names nobody.
import { createHash } from "node:crypto";
import { householdOf } from "../guard/address.js";
import { RateLimited } from "../graphql/errors.js";
import type { Bus } from "../live/bus.js";

const FREE = 5;
const LONGEST = 15 * 60_000;
const FORGET = 60 * 60_000;
const KEPT = 50_000;
const TRIED = "sign-in tried";
const SUCCEEDED = "sign-in succeeded";

interface Tries {
  failures: number;
  last: number;
}

export class SignInThrottle {
  private readonly tries = new Map<string, Tries>();

  constructor(
    private readonly clock: () => Date,
    private readonly bus: Bus,
  ) {
    bus.listen(TRIED, (keys) => this.count(keys as string[]));
    bus.listen(SUCCEEDED, (keys) => this.takeBack(keys as string[]));
  }

  /**
   * Throws RATE_LIMITED while the account or the address must wait. Counts the try before its password is looked at, so
   * that many at once are as slow as one after another; one that succeeds is taken back.
   */
  begin(email: string, ip: string): void {
    const wait = Math.max(...keys(email, ip).map(([key, free]) => this.wait(key, free)));
    if (wait > 0) throw new RateLimited(Math.ceil(wait / 1000));
    // Heard here before it returns.
    this.bus.publish(
      TRIED,
      keys(email, ip).map(([key]) => key),
    );
  }

  /** The account is its owner's: it begins anew. The address may still be guessing at others. */
  succeeded(email: string, ip: string): void {
    this.bus.publish(
      SUCCEEDED,
      keys(email, ip).map(([key]) => key),
    );
  }

  private count(keys: readonly string[]): void {
    const now = this.clock().getTime();
    for (const key of keys) {
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

  private takeBack([account, address]: readonly string[]): void {
    this.tries.delete(account ?? "");
    const known = this.tries.get(address ?? "");
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
    [nameless(`account ${email}`), FREE],
    [nameless(`address ${householdOf(ip)}`), FREE * 10],
  ] as const;

const nameless = (key: string) => createHash("sha256").update(key).digest("base64url");
