// Which web pages may talk to us. Browsers say where a page is from in the Origin header, and cannot be made to lie there.
import type { IncomingHttpHeaders } from "node:http";

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export class Origins {
  constructor(private readonly publicUrl: () => string) {}

  /**
   * Whether the origin is the installation's own: PUBLIC_URL, or, on the machine itself, the address it was reached at. That is
   * plain HTTP always: https://localhost is whoever listens on port 443, and a TLS proxy of ours is what PUBLIC_URL names.
   */
  isOwn({ origin, host }: IncomingHttpHeaders): boolean {
    if (!origin) return false;
    if (origin === new URL(this.publicUrl()).origin) return true;
    return host !== undefined && LOOPBACK.test(host) && origin === `http://${host}`;
  }

  /** Whether a page of this origin may carry a project's widget. Without an Origin header no browser's page is calling. */
  mayCarry(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
    const { origin } = headers;
    return origin === undefined || allowed.includes(origin) || this.isOwn(headers);
  }
}
