// What admins do with a project's flow: look at it, keep a draft, publish a version. Whoever saves on top of what somebody
// else has saved meanwhile is told.
import type { EntityManager } from "typeorm";
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import { type AgentService, knownLocale } from "../agents/index.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Conflict, Forbidden, NotFound, Unauthenticated } from "../graphql/errors.js";
import type { AccessService } from "../projects/index.js";
import { checkFlow } from "./flow.check.js";
import type { FlowDefinition } from "./flow.definition.js";
import { Flow, FlowDraft, FlowVersion } from "./flow.entity.js";
import type { FlowProblem } from "./flow.problem.js";
import { readFlow } from "./flow.shape.js";
import type { FlowTemplate } from "./flow.type.js";
import { flowTemplates } from "./templates/templates.js";

/** Problems that the message tells; extensions.problems has all. */
const TOLD = 3;

interface Edit {
  manager: EntityManager;
  flow: Flow;
  agentId: Id | null;
}

export class FlowEditing {
  constructor(
    private readonly database: Database,
    private readonly access: AccessService,
    private readonly agents: AgentService,
    private readonly audit: AuditTrail,
    private readonly clock: () => Date,
  ) {}

  /** Null for a project that is not the caller's, like for one that is not there. */
  async find(context: ApiContext, projectId: Id): Promise<Flow | null> {
    const role = await this.access.role(context, projectId);
    if (!role) return null;
    if (role !== "ADMIN") throw new Forbidden("Only an admin of the project may see its flow.");
    return this.manager.findOneBy(Flow, { projectId });
  }

  published(flow: Flow): Promise<FlowVersion | null> {
    return this.manager.findOneBy(FlowVersion, { id: flow.publishedVersionId ?? "0" });
  }

  draft(flow: Flow): Promise<FlowDraft | null> {
    return this.manager.findOneBy(FlowDraft, { flowId: flow.id });
  }

  versions(flow: Flow, count: number): Promise<FlowVersion[]> {
    const where = { flowId: flow.id };
    return this.manager.find(FlowVersion, { where, order: { version: "DESC" }, take: count });
  }

  async templates(context: ApiContext, locale: string | null | undefined): Promise<FlowTemplate[]> {
    if (context.caller.kind === "nobody") throw new Unauthenticated();
    const own = async () => (await this.agents.me(context))?.locale ?? context.connection.locale;
    return flowTemplates(knownLocale(locale) ?? knownLocale(await own()) ?? "en");
  }

  /** Checks it, makes a version of it, publishes that, and drops the draft. */
  save(
    context: ApiContext,
    projectId: Id,
    input: unknown,
    expectedVersion: number | null | undefined,
  ): Promise<Flow> {
    return this.edit(context, projectId, async ({ manager, flow, agentId }) => {
      const { definition } = shaped(input);
      refuse(checkFlow(definition));
      const published = await manager.findOneBy(FlowVersion, { id: flow.publishedVersionId ?? "0" });
      if (expectedVersion != null && expectedVersion !== (published?.version ?? 0)) {
        const current = { version: published?.version ?? 0 };
        throw new Conflict("Somebody else has published another version meanwhile.", current);
      }
      const id = await publishVersion(manager, flow, { definition, createdBy: agentId, at: this.clock() });
      await manager.delete(FlowDraft, { flowId: flow.id });
      const subject = String(await manager.maximum(FlowVersion, "version", { flowId: flow.id }));
      await this.audit.record(context, { action: "FLOW_PUBLISHED", projectId, subject }, manager);
      return Object.assign(flow, { publishedVersionId: id });
    });
  }

  /** Keeps what is being worked on, whatever is still wrong with it. */
  saveDraft(
    context: ApiContext,
    projectId: Id,
    input: unknown,
    expectedRevision: number | null | undefined,
  ): Promise<Flow> {
    return this.edit(context, projectId, async ({ manager, flow, agentId }) => {
      const { definition } = shaped(input);
      const known = await manager.findOneBy(FlowDraft, { flowId: flow.id });
      if (expectedRevision != null && expectedRevision !== (known?.revision ?? 0))
        throw new Conflict("The draft is another one by now.", {
          revision: known?.revision ?? 0,
          definition: known?.definition ?? null,
          agentId: known?.savedBy ?? null,
          at: known?.savedAt.toISOString() ?? null,
        });
      const revision = flow.draftRevision + 1;
      const draft = { flowId: flow.id, revision, definition, savedBy: agentId, savedAt: this.clock() };
      await manager.save(manager.create(FlowDraft, draft));
      await manager.update(Flow, { id: flow.id }, { draftRevision: revision });
      return Object.assign(flow, { draftRevision: revision });
    });
  }

  discardDraft(context: ApiContext, projectId: Id): Promise<Flow> {
    return this.edit(context, projectId, async ({ manager, flow }) => {
      await manager.delete(FlowDraft, { flowId: flow.id });
      return flow;
    });
  }

  private get manager(): EntityManager {
    return this.database.source.manager;
  }

  /** Runs `change` with the flow locked: two who save at once do so one after the other. */
  private async edit(
    context: ApiContext,
    projectId: Id,
    change: (edit: Edit) => Promise<Flow>,
  ): Promise<Flow> {
    await this.access.require(context, projectId, "ADMIN");
    const agentId = context.caller.kind === "agent" ? context.caller.agentId : null;
    return transaction(this.database, async (manager) => {
      const flow = await manager.findOne(Flow, { where: { projectId }, ...forUpdate(manager) });
      if (!flow) throw new NotFound("flow");
      return change({ manager, flow, agentId });
    });
  }
}

/** The flow that somebody sent, or a refusal that says what in it is not written as a flow is. */
export function shaped(input: unknown): { definition: FlowDefinition } {
  const read = readFlow(input);
  if ("definition" in read) return read;
  throw refusal(read.problems);
}

/** Adds the next version and makes it the one that new conversations begin with; answers with its id. */
export async function publishVersion(
  manager: EntityManager,
  flow: Pick<Flow, "id">,
  { definition, createdBy, at }: { definition: FlowDefinition; createdBy: Id | null; at: Date },
): Promise<Id> {
  const latest = await manager.maximum(FlowVersion, "version", { flowId: flow.id });
  const version = manager.create(FlowVersion, {
    flowId: flow.id,
    version: (latest ?? 0) + 1,
    definition,
    createdBy,
    createdAt: at,
  });
  const { identifiers } = await manager.insert(FlowVersion, version);
  const id = String(identifiers[0]?.id);
  await manager.update(Flow, { id: flow.id }, { publishedVersionId: id });
  return id;
}

export function refuse(problems: readonly FlowProblem[]): void {
  if (problems.length > 0) throw refusal(problems);
}

function refusal(problems: readonly FlowProblem[]): BadUserInput {
  const told = problems.slice(0, TOLD).map(({ message }) => message);
  const more = problems.length > TOLD ? ` And ${problems.length - TOLD} more.` : "";
  return new BadUserInput(`The flow cannot be used. ${told.join(" ")}${more}`, { problems });
}
