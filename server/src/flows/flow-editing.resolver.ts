import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { LoaderFactory } from "../graphql/loader.js";
import type { ApiContext } from "../graphql/context.js";
import { pageSize } from "../graphql/page.js";
import { JSONObject } from "../graphql/scalars.js";
import { Agent } from "../agents/index.js";
import { checkFlow } from "./flow.check.js";
import type { FlowEditing } from "./flow.editing.js";
import { Flow, FlowDraft, FlowVersion } from "./flow.entity.js";
import { FlowProblem } from "./flow.problem.js";
import { FlowTemplate } from "./flow.type.js";

const projectArg = () => ID;

@Resolver(() => Flow)
export class FlowEditingResolver {
  constructor(private readonly editing: FlowEditing) {}

  @Query(() => Flow, {
    nullable: true,
    description: "ADMIN. A project's flow; null when the project is not the caller's or does not exist.",
  })
  flow(
    @Ctx() context: ApiContext,
    @Arg("projectId", projectArg, { description: "The project." }) projectId: string,
  ): Promise<Flow | null> {
    return this.editing.find(context, projectId);
  }

  @Query(() => [FlowTemplate], { description: "Flows to begin with." })
  flowTemplates(
    @Ctx() context: ApiContext,
    @Arg("locale", () => String, { nullable: true, description: "en or es; absent: the caller's." })
    locale?: string,
  ): Promise<FlowTemplate[]> {
    return this.editing.templates(context, locale);
  }

  @Mutation(() => Flow, {
    description:
      "ADMIN. Makes a version and publishes it: conversations that begin from now on run it. Drops the draft. BAD_USER_INPUT with extensions.problems (as FlowProblem) when the flow does not make sense, CONFLICT with extensions.current { version } when expectedVersion is not the published one.",
  })
  saveFlow(
    @Ctx() context: ApiContext,
    @Arg("projectId", projectArg, { description: "The project." }) projectId: string,
    @Arg("definition", () => JSONObject, { description: "{ start, nodes }." })
    definition: Record<string, unknown>,
    @Arg("expectedVersion", () => Int, {
      nullable: true,
      description: "The published version that this one is made of; 0: none.",
    })
    expectedVersion?: number,
  ): Promise<Flow> {
    return this.editing.save(context, projectId, definition, expectedVersion);
  }

  @Mutation(() => Flow, {
    description:
      "ADMIN. Keeps what is being worked on, with its problems; only what is not written as a flow is refused. CONFLICT with extensions.current { revision, definition, agentId, at } when expectedRevision is not the draft's.",
  })
  saveFlowDraft(
    @Ctx() context: ApiContext,
    @Arg("projectId", projectArg, { description: "The project." }) projectId: string,
    @Arg("definition", () => JSONObject, { description: "{ start, nodes }." })
    definition: Record<string, unknown>,
    @Arg("expectedRevision", () => Int, {
      nullable: true,
      description: "The draft's revision that this one is made of; 0: there was none.",
    })
    expectedRevision?: number,
  ): Promise<Flow> {
    return this.editing.saveDraft(context, projectId, definition, expectedRevision);
  }

  @Mutation(() => Flow, { description: "ADMIN. Lets go of the draft." })
  discardFlowDraft(
    @Ctx() context: ApiContext,
    @Arg("projectId", projectArg, { description: "The project." }) projectId: string,
  ): Promise<Flow> {
    return this.editing.discardDraft(context, projectId);
  }

  @FieldResolver(() => FlowVersion, {
    nullable: true,
    description: "What conversations that begin now run; null: none.",
  })
  published(@Root() flow: Flow): Promise<FlowVersion | null> {
    return this.editing.published(flow);
  }

  @FieldResolver(() => FlowDraft, {
    nullable: true,
    description: "What is being worked on; null: nothing unpublished.",
  })
  draft(@Root() flow: Flow): Promise<FlowDraft | null> {
    return this.editing.draft(flow);
  }

  @FieldResolver(() => [FlowVersion], { description: "All that were published, newest first." })
  versions(
    @Root() flow: Flow,
    @Arg("first", () => Int, { nullable: true, description: "How many; default 20, maximum 100." })
    first?: number,
  ): Promise<FlowVersion[]> {
    return this.editing.versions(flow, pageSize(first, "first", 20, 100));
  }
}

@Resolver(() => FlowVersion)
export class FlowVersionFields {
  constructor(private readonly agents: LoaderFactory<string, Agent | null>) {}

  @FieldResolver(() => Agent, { nullable: true, description: "Who published it; null: nobody in person." })
  by(@Ctx() context: ApiContext, @Root() version: FlowVersion): Promise<Agent | null> | null {
    return version.createdBy ? context.loader(this.agents).load(version.createdBy) : null;
  }
}

@Resolver(() => FlowDraft)
export class FlowDraftFields {
  constructor(private readonly agents: LoaderFactory<string, Agent | null>) {}

  @FieldResolver(() => Agent, { nullable: true, description: "Who saved it; null: nobody in person." })
  by(@Ctx() context: ApiContext, @Root() draft: FlowDraft): Promise<Agent | null> | null {
    return draft.savedBy ? context.loader(this.agents).load(draft.savedBy) : null;
  }

  @FieldResolver(() => [FlowProblem], { description: "What keeps it from being published." })
  problems(@Root() draft: FlowDraft): FlowProblem[] {
    return checkFlow(draft.definition);
  }
}
