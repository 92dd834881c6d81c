// The audit log as a project's admins read it: the project's own events, and when and from where its members signed in.
import type { AuditEntry, AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import { idOrNull } from "../graphql/input.js";
import { decodeCursor, encodeCursor, pageSize } from "../graphql/page.js";
import type { AccessService } from "./access.service.js";
import type { AuditFilter, AuditPage } from "./audit.type.js";
import type { ProjectService } from "./project.service.js";

const LIST = "audit";
const FIRST = 50;
const MOST = 100;
const BATCH = 500;

export class AuditLog {
  constructor(
    private readonly trail: AuditTrail,
    private readonly access: AccessService,
    private readonly projects: Pick<ProjectService, "members">,
  ) {}

  async page(
    context: ApiContext,
    projectId: Id,
    filter: AuditFilter | null,
    { first, after }: { first?: number | null; after?: string | null },
  ): Promise<AuditPage> {
    await this.access.require(context, projectId, "ADMIN");
    const size = pageSize(first, "first", FIRST, MOST);
    const found = await this.read(projectId, filter, after ? placeOf(after) : null, size + 1);
    const nodes = found.slice(0, size);
    const last = nodes.at(-1);
    return {
      nodes,
      endCursor: last ? encodeCursor(LIST, [last.id]) : null,
      hasNextPage: found.length > size,
    };
  }

  /** All of it, piece by piece, for whoever may read it now. */
  async *batches(projectId: Id, filter: AuditFilter | null): AsyncGenerator<AuditEntry[]> {
    let before: Id | null = null;
    for (;;) {
      const entries: AuditEntry[] = await this.read(projectId, filter, before, BATCH);
      if (entries.length > 0) yield entries;
      if (entries.length < BATCH) return;
      before = entries.at(-1)?.id ?? null;
    }
  }

  private async read(projectId: Id, filter: AuditFilter | null, before: Id | null, limit: number) {
    const memberIds = (await this.projects.members(projectId)).map(({ agentId }) => agentId);
    // Nobody's id finds nothing; none at all is no condition.
    const agentId = filter?.agentId == null ? null : (idOrNull(filter.agentId) ?? "0");
    return this.trail.page({ projectId, memberIds, actions: filter?.actions, agentId, before, limit });
  }
}

function placeOf(cursor: string): Id {
  const [id] = decodeCursor(LIST, cursor);
  if (typeof id === "string" && idOrNull(id)) return id;
  throw new BadUserInput("This cursor does not belong to this list.", { field: "after" });
}
