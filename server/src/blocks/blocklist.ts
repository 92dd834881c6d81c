// Who is blocked now, in this process's memory, because every call of every widget asks. The bus says when it has changed, and
// the database is asked again and again, so that a hint that was lost counts within two seconds all the same.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import type { Bus } from "../live/bus.js";
import { Ranges } from "./ranges.js";

const TOPIC = "blocks";
const EVERY = 1_500;

interface Row {
  projectId: number | string;
  tokenHash: string | null;
  addressRange: string | null;
  endsAt: number | string;
}

interface Blocked {
  tokens: ReadonlySet<string>;
  ranges: Ranges;
}

export class Blocklist {
  private projects: ReadonlyMap<Id, Blocked> = new Map();
  /** When the first of those known ends, in ms. */
  private endsAt = Infinity;
  private mark = "";
  private timer: NodeJS.Timeout | null = null;
  private reading: Promise<void> | null = null;
  private looking: Promise<void> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly clock: () => Date,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** From here on it is known who is blocked. */
  async start(): Promise<void> {
    this.bus.listen(TOPIC, () => void this.read().catch(this.onFault));
    this.bus.whenMissed(() => void this.read().catch(this.onFault));
    await this.read();
    this.timer = setInterval(() => {
      this.looking ??= this.look()
        .catch(this.onFault)
        .finally(() => (this.looking = null));
    }, EVERY);
    this.timer.unref();
  }

  /** Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.looking;
    await this.reading?.catch(() => undefined);
  }

  /** `tokenHash` is only asked for where visitors are blocked. */
  has(projectId: Id, tokenHash: (() => string) | null, address: string): boolean {
    const blocked = this.projects.get(projectId);
    if (!blocked) return false;
    if (blocked.ranges.has(address)) return true;
    return blocked.tokens.size > 0 && tokenHash !== null && blocked.tokens.has(tokenHash());
  }

  /** Called when somebody may have been blocked who was not. */
  whenChanged(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Resolves when this process knows; the others are told. */
  async changed(): Promise<void> {
    this.bus.publish(TOPIC, null);
    await this.read();
  }

  /** Whether anything was made, taken away or has ended: a look that costs little. */
  private async look(): Promise<void> {
    if ((await this.seen()) !== this.mark || this.clock().getTime() >= this.endsAt) await this.read();
  }

  private async seen(): Promise<string> {
    const [row]: { many: number | string; newest: number | string | null }[] =
      await this.database.source.query("SELECT COUNT(*) AS many, MAX(id) AS newest FROM visitor_block");
    return `${row?.many} ${row?.newest}`;
  }

  /** One at a time; what changes meanwhile is read by the next. */
  private async read(): Promise<void> {
    const before = this.reading;
    const mine = (async () => {
      await before?.catch(() => undefined);
      await this.readNow();
    })();
    this.reading = mine;
    try {
      await mine;
    } finally {
      if (this.reading === mine) this.reading = null;
    }
  }

  private async readNow(): Promise<void> {
    const now = this.clock().getTime();
    // Before the rows: what is made in between is seen at the next look.
    const mark = await this.seen();
    const rows: Row[] = await this.database.source.query(
      `SELECT b.project_id AS projectId, v.token_hash AS tokenHash, b.address_range AS addressRange, b.ends_at AS endsAt
       FROM visitor_block b LEFT JOIN visitor v ON v.id = b.visitor_id WHERE b.ends_at > ?`,
      [now],
    );
    const byProject = new Map<Id, Row[]>();
    for (const row of rows) {
      const id = String(row.projectId);
      byProject.set(id, [...(byProject.get(id) ?? []), row]);
    }
    this.projects = new Map(
      [...byProject].map(([id, all]) => [
        id,
        {
          tokens: new Set(all.flatMap(({ tokenHash }) => tokenHash ?? [])),
          ranges: new Ranges(all.flatMap(({ addressRange }) => addressRange ?? [])),
        },
      ]),
    );
    this.endsAt = Math.min(Infinity, ...rows.map(({ endsAt }) => Number(endsAt)));
    this.mark = mark;
    for (const listener of this.listeners) listener();
  }
}
