// Which projects take in verified visitors only, in this process's memory, because every call of an unsigned visitor asks. The
// bus says when it has changed, and the database is asked again and again, so that a hint that was lost counts within two seconds.
import type { Id } from "../database/columns.js";
import type { Database } from "../database/data-source.js";
import { IdentityRequired } from "../graphql/errors.js";
import type { Bus } from "../live/bus.js";
import { Project } from "../projects/index.js";

const TOPIC = "identity";
const EVERY = 1_500;

export class SignedOnly {
  private projects: ReadonlySet<Id> = new Set();
  private timer: NodeJS.Timeout | null = null;
  private reading: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly onFault: (error: unknown) => void,
  ) {}

  async start(): Promise<void> {
    const again = () => void this.read().catch(this.onFault);
    this.bus.listen(TOPIC, again);
    this.bus.whenMissed(again);
    await this.read();
    this.timer = setInterval(again, EVERY);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.reading.catch(() => undefined);
  }

  has(projectId: Id): boolean {
    return this.projects.has(projectId);
  }

  /** Throws IDENTITY_REQUIRED for a visitor whom no site has vouched for, where that is needed. */
  admit(visitor: { projectId: Id; externalId: string | null }): void {
    if (visitor.externalId === null && this.has(visitor.projectId)) throw new IdentityRequired();
  }

  /** Called when a project may have begun to refuse visitors. Returns what ends that. */
  whenChanged(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when this process knows; the others are told. */
  async changed(): Promise<void> {
    this.bus.publish(TOPIC, null);
    await this.read();
  }

  /** One after another: none puts what it read earlier in the place of what was read later. */
  private read(): Promise<void> {
    this.reading = this.reading.catch(() => undefined).then(() => this.readNow());
    return this.reading;
  }

  private async readNow(): Promise<void> {
    const found = await this.database.source.manager.find(Project, {
      select: { id: true },
      where: { identityMode: "ENFORCED" },
    });
    const before = this.projects;
    this.projects = new Set(found.map(({ id }) => id));
    if (found.some(({ id }) => !before.has(id))) for (const listener of [...this.listeners]) listener();
  }
}
