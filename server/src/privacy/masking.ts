// Masks the addresses that were kept whole before a project chose otherwise, and at night those that came to be kept all the
// same: who opens the widget while the choice is made may not have heard of it. How far it has come stands in the database, so that
// a stop or a crash costs nothing.
import { type EntityManager, Like } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, forgetDeleted, unlessUnderWay } from "../database/data-source.js";
import { InstallationFact, readFact, settleFact, writeFact } from "../database/installation.entity.js";
import type { BlockService } from "../blocks/index.js";
import type { Ahead } from "../database/work.js";
import type { WriteDoor } from "../database/write.js";
import { maskAddress } from "../guard/address.js";
import { Project } from "../projects/index.js";
import { VisitorChange, readVisitors } from "../visitors/index.js";

const PREFIX = "masking:";
/** Visitors looked at at once, and changed at once. */
const LOOK = 2_000;
const BATCH = 200;

export class Masking {
  private isStopping = false;
  /** What is under way here; for tests, and for a stop. */
  settled: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly door: WriteDoor,
    private readonly blocks: Pick<BlockService, "mask">,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Certain to happen once the caller's transaction is written; `resume` makes it happen now. */
  async begin(projectId: Id, manager: EntityManager): Promise<void> {
    await writeFact(manager, PREFIX + projectId, "0");
  }

  /** Goes on with whatever was begun and not finished, here or by another process. */
  resume(): void {
    this.settled = this.settled.then(() => this.all()).catch(this.onFault);
  }

  /** Looks at every project that masks once more. False when a stop came in between. */
  async again(): Promise<boolean> {
    const { manager } = this.database.source;
    for (const { id } of await manager.find(Project, {
      select: { id: true },
      where: { maskAddresses: true },
    }))
      await settleFact(manager, PREFIX + id, "0");
    const run = this.settled.then(() => this.all());
    this.settled = run.catch(() => undefined);
    await run;
    return !this.isStopping;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.settled;
  }

  private async all(): Promise<void> {
    const { manager } = this.database.source;
    for (const { name } of await manager.findBy(InstallationFact, { name: Like(`${PREFIX}%`) }))
      await unlessUnderWay(this.database, name, () => this.mask(name.slice(PREFIX.length)));
  }

  private async mask(projectId: Id): Promise<void> {
    const { manager } = this.database.source;
    const name = PREFIX + projectId;
    for (;;) {
      const reached = await readFact(manager, name);
      if (this.isStopping || reached === null) return;
      if (!(await manager.existsBy(Project, { id: projectId, maskAddresses: true }))) break;
      const rows: { id: number | string; ip: string | null }[] = await manager.query(
        `SELECT id, ip FROM visitor WHERE project_id = ? AND id > ? ORDER BY id LIMIT ${LOOK}`,
        [projectId, reached],
      );
      const newest = rows.at(-1)?.id;
      if (newest === undefined) {
        await this.blocks.mask(projectId);
        break;
      }
      const whole = rows.filter(({ ip }) => ip && maskAddress(ip) !== ip).map(({ id }) => String(id));
      while (whole.length > 0) await this.maskBatch(projectId, whole.splice(0, BATCH));
      await writeFact(manager, name, String(newest));
    }
    await manager.delete(InstallationFact, { name });
    await forgetDeleted(this.database);
  }

  private async maskBatch(projectId: Id, ids: readonly Id[]): Promise<void> {
    await this.door.write(
      projectId,
      async (work) => {
        for (const unit of await VisitorChange.lockAll(work, ids)) {
          const { ip } = unit.visitor;
          unit.visitor.ip = ip && maskAddress(ip);
          unit.note({ type: "visitor.masked" });
          await unit.save();
        }
      },
      { read, need: ids },
    );
  }
}

// One function for all, so that the door can tell that it is the same.
const read = async (ahead: Ahead, needs: readonly (readonly Id[])[]): Promise<void> => {
  await readVisitors(ahead, needs.flat());
};
