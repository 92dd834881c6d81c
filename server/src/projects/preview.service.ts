// Makes the projects that stand in for others in a preview, and takes them away with all that was said in them.
import { randomBytes } from "node:crypto";
import { type EntityManager, In } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate } from "../database/data-source.js";
import { ProjectChange, ProjectSequence } from "../live/change.entity.js";
import { Project } from "./project.entity.js";
import { ProjectPreview } from "./project-preview.entity.js";

/** A preview that nobody has begun anew for so long is over. */
const KEPT_MS = 24 * 60 * 60 * 1000;

export class PreviewProjects {
  constructor(
    private readonly database: Database,
    private readonly clock: () => Date,
    private readonly publicUrl: () => string,
  ) {}

  /** A fresh project that looks like this one, instead of the one that the agent had; answers also with the ids of those that went. */
  async begin(of: Id, agentId: Id, manager: EntityManager): Promise<{ project: Project; gone: Id[] }> {
    // Locked: of two begun at once by the same agent, one comes after the other.
    const original = await manager.findOneOrFail(Project, { where: { id: of }, ...forUpdate(manager) });
    const gone = await this.end(of, agentId, manager);
    const now = this.clock();
    const project = manager.create(Project, {
      ...original,
      // Of its own for every beginning: a widget that knew the one before knows nothing of this one.
      key: `pv_${randomBytes(12).toString("hex")}`,
      allowedOrigins: [new URL(this.publicUrl()).origin],
      createdAt: now,
    });
    const { id, ...row } = project;
    void id;
    const { identifiers } = await manager.insert(Project, row);
    project.id = String(identifiers[0]?.id);
    await manager.insert(ProjectSequence, { projectId: project.id });
    await manager.insert(ProjectPreview, { projectId: project.id, previewOf: of, agentId });
    return { project, gone };
  }

  /** Whether this is the key of a preview. */
  async has(key: string): Promise<boolean> {
    const { manager } = this.database.source;
    const project = await manager.findOneBy(Project, { key });
    return project !== null && manager.existsBy(ProjectPreview, { projectId: project.id });
  }

  private async end(of: Id, agentId: Id, manager: EntityManager): Promise<Id[]> {
    const previews = await manager
      .createQueryBuilder(ProjectPreview, "preview")
      .innerJoin(Project, "project", "project.id = preview.projectId")
      .where("(preview.previewOf = :of AND preview.agentId = :agentId) OR project.createdAt < :old")
      .setParameters({ of, agentId, old: this.clock().getTime() - KEPT_MS })
      .getMany();
    const gone = previews.map(({ projectId }) => projectId);
    if (gone.length === 0) return [];
    // Visitors, conversations and the flow go with the project; these stand apart.
    for (const kind of [ProjectChange, ProjectSequence]) await manager.delete(kind, { projectId: In(gone) });
    await manager.delete(Project, { id: In(gone) });
    return gone;
  }
}
