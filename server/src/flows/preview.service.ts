// Lets an admin try a flow out before anybody else meets it: in a project that stands in for theirs, run by the real runner and
// drawn by the real widget.
import { In } from "typeorm";
import type { Id } from "../database/columns.js";
import { type Database, transaction } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import type { AccessService, PreviewProjects } from "../projects/index.js";
import { VisitorDay, VisitorHour } from "../visitors/index.js";
import { checkFlow } from "./flow.check.js";
import { publishVersion, refuse, shaped } from "./flow.editing.js";
import { Flow } from "./flow.entity.js";
import { FlowProblemCode } from "./flow.problem.js";
import type { FlowPreview } from "./preview.type.js";

export class PreviewService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly previews: PreviewProjects,
    private readonly clock: () => Date,
    private readonly publicUrl: () => string,
  ) {}

  async begin(context: ApiContext, projectId: Id, input: unknown): Promise<FlowPreview> {
    await this.access.require(context, projectId, "ADMIN");
    const agentId = context.requireAgent();
    const { definition } = shaped(input);
    // What nobody reaches does no harm to who tries out the rest.
    refuse(checkFlow(definition).filter(({ code }) => code !== FlowProblemCode.UNREACHABLE));
    const key = await transaction(this.database, async (manager) => {
      const { project, gone } = await this.previews.begin(projectId, agentId, manager);
      if (gone.length > 0)
        for (const kind of [VisitorHour, VisitorDay]) await manager.delete(kind, { projectId: In(gone) });
      const row = { projectId: project.id, publishedVersionId: null };
      const { identifiers } = await manager.insert(Flow, row);
      const flow = { id: String(identifiers[0]?.id) };
      await publishVersion(manager, flow, { definition, createdBy: agentId, at: this.clock() });
      return project.key;
    });
    return { key, url: `${this.publicUrl()}/preview?key=${key}` };
  }
}
