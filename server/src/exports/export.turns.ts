// How many exports may run at once: each holds the database and a core busy for as long as its reader keeps up.
import { RateLimited } from "../graphql/errors.js";

const PER_CALLER = 2;
const PER_PROCESS = 4;
/** In seconds: nobody knows how long the others will take, so it is a polite guess. */
const RETRY_AFTER = 5;

export class ExportTurns {
  private readonly running = new Map<string, number>();
  private all = 0;

  /** Throws RATE_LIMITED when too many run; answers with what ends the turn. */
  take(caller: string): () => void {
    const own = this.running.get(caller) ?? 0;
    if (own >= PER_CALLER)
      throw new RateLimited(RETRY_AFTER, `${PER_CALLER} of your exports are under way already.`);
    if (this.all >= PER_PROCESS) throw new RateLimited(RETRY_AFTER, "Too many exports are under way.");
    this.running.set(caller, own + 1);
    this.all++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.all--;
      const left = (this.running.get(caller) ?? 1) - 1;
      if (left > 0) this.running.set(caller, left);
      else this.running.delete(caller);
    };
  }
}
