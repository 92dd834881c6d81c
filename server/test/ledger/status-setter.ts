// The one who changes statuses by hand, and notes each step, so that what every visitor's history must be is known.
import { type Api, jitter } from "./api.js";
import { lasting } from "./bell.js";
import type { Fate } from "./book.js";
import { STATUSES } from "./facts.js";
import { type Desk, TRIES } from "./senders.js";

const SET_STATUS =
  "mutation($v: ID!, $s: VisitorStatus!, $e: VisitorStatus) { setVisitorStatus(visitorId: $v, status: $s, expectedStatus: $e) { id } }";

/** Never tries twice, as the console. */
export class StatusSetter {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly api: Api,
    private readonly desk: Desk,
    private readonly visitorIds: readonly string[],
  ) {}

  async step(visitorId: string): Promise<Fate> {
    const { book, load, random } = this.desk;
    const from = this.known.get(visitorId) ?? "NEW";
    const to = random.pick(STATUSES.filter((status) => status !== from));
    const step = book.step({ visitorId, from, to });
    const outcome = await this.api.call(
      SET_STATUS,
      { v: visitorId, s: to, e: from },
      random.whole(800, 4000),
    );
    step.fate = outcome.kind === "silent" ? "unanswered" : outcome.kind;
    book.count(step.fate);
    load.done(outcome.kind);
    if (outcome.kind === "answered") this.known.set(visitorId, to);
    if (outcome.kind === "silent") await lasting(jitter(random, 3));
    if (outcome.kind !== "refused") return step.fate;
    const present = outcome.extensions.current?.status;
    if (outcome.code === "CONFLICT" && present) this.known.set(visitorId, String(present));
    else book.scandals.push(`refused: the status of ${visitorId} may not change (${outcome.code})`);
    return step.fate;
  }

  /** Steps until one is answered. */
  async insist(visitorId: string): Promise<void> {
    for (let tries = 0; (await this.step(visitorId)) !== "answered"; tries++) {
      if (tries === TRIES) throw new Error(`the status of ${visitorId} did not change, ${tries} times`);
      await lasting(jitter(this.desk.random, tries));
    }
  }

  async work(): Promise<void> {
    const { load, random } = this.desk;
    while (await load.turn(random)) await this.step(random.pick(this.visitorIds));
  }
}
