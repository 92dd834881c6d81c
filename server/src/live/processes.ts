// Which server processes on this database are alive. Each makes its beat grow; what one leaves whose beat stands still is taken
// over by exactly one of the others. Nobody compares its clock with another's, so it does not matter whether they agree.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import { ServerProcess } from "./process.entity.js";

export const BEAT = 5_000;
/** A beat that has stood still for so long, a little less than four, is a process that has died. */
const SILENCE = 18_000;
/** Whoever was held up for so long (frozen, or its database was) has not seen the others' beats, and judges nobody. */
const HELD_UP = 12_000;

export interface ProcessListener {
  /** This process was thought dead and has a new id: what stood under the old one is gone. */
  replaced(): void;
  /** Takes over what a dead process left. It is called again later, here or elsewhere, when it fails. */
  died(id: Id): Promise<void>;
}

export class Processes {
  private readonly listeners: ProcessListener[] = [];
  private readonly seen = new Map<Id, { beat: number; since: number }>();
  private readonly takenOver = new Set<Id>();
  private own: Id | null = null;
  private lookedAt = 0;
  private turning: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Of this process, as long as the others do not think that it died. */
  get id(): Id {
    if (!this.own) throw new Error("this process is not listed yet");
    return this.own;
  }

  listen(listener: ProcessListener): void {
    this.listeners.push(listener);
  }

  async start(): Promise<void> {
    await this.enlist();
    await this.look();
    this.timer = setInterval(() => void this.turn(), BEAT);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.turning;
  }

  /** One beat, and one look at the others. */
  turn(): Promise<void> {
    this.turning ??= this.beat()
      .then(() => this.look())
      .catch(this.onFault)
      .finally(() => (this.turning = null));
    return this.turning;
  }

  private get table() {
    return this.database.source.manager.getRepository(ServerProcess);
  }

  private async enlist(): Promise<void> {
    const { identifiers } = await this.table.insert({ beat: 0, ended: false });
    this.own = String(identifiers[0]?.id);
  }

  private async beat(): Promise<void> {
    // The embedded database serves one process: nobody is there to see it, and the disk may rest.
    if (this.database.gate) return;
    const { affected } = await this.table.update({ id: this.id, ended: false }, { beat: () => "beat + 1" });
    if (affected) return;
    await this.enlist();
    for (const listener of this.listeners) listener.replaced();
  }

  private async look(): Promise<void> {
    const rows = await this.table.find();
    const now = this.clock().getTime();
    if (now - this.lookedAt > HELD_UP) this.seen.clear();
    this.lookedAt = now;
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.seen.keys()) if (!ids.has(id)) this.seen.delete(id);
    for (const { id, beat } of rows) {
      if (id === this.own) continue;
      const known = this.seen.get(id);
      if (known?.beat !== beat) this.seen.set(id, { beat, since: now });
      else if (now - known.since >= SILENCE && !this.takenOver.has(id)) void this.takeOver(id, beat);
    }
  }

  /** Whoever makes a dead process's beat grow has taken it over; to the rest it looks alive for as long again. */
  private async takeOver(id: Id, beat: number): Promise<void> {
    this.takenOver.add(id);
    try {
      const { affected } = await this.table.update({ id, beat }, { beat: () => "beat + 1", ended: true });
      if (!affected) return;
      for (const listener of this.listeners) await listener.died(id);
      await this.table.delete({ id });
    } catch (error) {
      this.onFault(error);
    } finally {
      this.takenOver.delete(id);
    }
  }
}
