// How much anybody may ask for: per address, visitor, project and account, over HTTP and the socket alike. No honest site
// meets these. Small own code and no library: those that share over Redis ask it before every single answer, and keep a timer
// and a promise a caller; here the answer is known at once, and Redis hears of the busy few.
import { randomUUID } from "node:crypto";
import { RateLimited } from "../graphql/errors.js";
import type { Bus } from "../live/bus.js";
import { householdOf, isNear } from "./address.js";
import { type Allowance, Buckets } from "./buckets.js";
import type { LimitName, LimitSettings } from "./settings.js";

const MESSAGES = new Set(["send", "chooseOption", "submitForm"]);
const TOPIC = "limits";
const TELL = 250;
const SWEEP = 60_000;

const SAID = {
  address: "Too many requests came from this network.",
  visitor: "This chat asked too often.",
  messages: "Too many messages in a short time.",
  project: "This site's chat is very busy just now.",
  account: "This account asked too often.",
  "newcomers-address-hour": "Too many new chats were begun from this network.",
  "newcomers-address-day": "Too many new chats were begun from this network.",
  "newcomers-project-hour": "This site's chat is very busy just now.",
  "newcomers-project-day": "This site's chat is very busy just now.",
} as const satisfies Record<LimitName, string>;

export class Limits {
  private readonly buckets: ReadonlyMap<LimitName, Buckets>;
  private readonly origin = randomUUID();
  private timers: NodeJS.Timeout[] = [];

  constructor(
    settings: LimitSettings,
    clock: () => Date,
    /** Joins several processes; null: this is the only one. */
    private readonly bus: Bus | null,
  ) {
    const now = () => clock().getTime();
    const all = Object.entries(settings) as [LimitName, Allowance | null][];
    this.buckets = new Map(
      all.flatMap(([name, allowance]) => (allowance ? [[name, new Buckets(allowance, now)] as const] : [])),
    );
  }

  start(): void {
    const { bus, buckets } = this;
    const sweep = setInterval(() => buckets.forEach((each) => each.sweep()), SWEEP);
    this.timers = [sweep];
    if (bus && buckets.size > 0) {
      bus.listen(TOPIC, (payload) => this.hear(payload));
      this.timers.push(setInterval(() => this.tell(bus), TELL));
    }
    for (const timer of this.timers) timer.unref();
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** A request, a socket, or so many fields more, from this address. All of these throw RATE_LIMITED, and say until when. */
  from(address: string, cost = 1): void {
    // This machine and its network: that is a proxy which TRUSTED_PROXIES does not name, and behind it is everybody.
    if (!isNear(address)) this.take("address", householdOf(address), cost);
  }

  /** What a visitor asks for: the root fields of one document, aliases and all. */
  visitor(projectId: string, token: string | null, fields: readonly string[]): void {
    if (token) {
      // Enough of it to tell visitors apart, and not enough to be one.
      const who = `${projectId} ${token.slice(0, 16)}`;
      const messages = fields.reduce((sum, name) => sum + Number(MESSAGES.has(name)), 0);
      this.take("visitor", who, fields.length);
      if (messages > 0) this.take("messages", who, messages);
    }
    this.take("project", projectId, fields.length);
  }

  account(key: string, fields: readonly string[]): void {
    this.take("account", key, fields.length);
  }

  /** A visitor is about to come into being. */
  newcomer(projectId: string, address: string): void {
    const household = isNear(address) ? null : householdOf(address);
    if (household) {
      this.take("newcomers-address-hour", household);
      this.take("newcomers-address-day", household);
    }
    this.take("newcomers-project-hour", projectId);
    this.take("newcomers-project-day", projectId);
  }

  private take(name: LimitName, key: string, cost = 1): void {
    const retryAfter = this.buckets.get(name)?.take(key, cost) ?? 0;
    if (retryAfter > 0) throw new RateLimited(retryAfter, SAID[name]);
  }

  private tell(bus: Bus): void {
    const told = [...this.buckets].flatMap(([name, buckets]) => {
      const taken = buckets.tell();
      return taken.length > 0 ? [[name, taken] as const] : [];
    });
    if (told.length > 0) bus.publish(TOPIC, { origin: this.origin, told });
  }

  private hear(payload: unknown): void {
    const { origin, told } = payload as { origin: string; told: [LimitName, [string, number][]][] };
    if (origin === this.origin) return;
    for (const [name, taken] of told) this.buckets.get(name)?.taken(taken);
  }
}
