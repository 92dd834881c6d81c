import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { Agent } from "../agents/index.js";
import type { AccessService } from "./access.service.js";
import { Membership, Role } from "./membership.entity.js";
import { OfficeHours } from "./office-hours.js";
import { Installation, SetUpInput } from "./project.input.js";
import { Project } from "./project.entity.js";
import type { ProjectService } from "./project.service.js";
import type { SetupService } from "./setup.service.js";

@Resolver(() => Project)
export class ProjectResolver {
  constructor(
    private readonly projects: ProjectService,
    private readonly access: AccessService,
    private readonly setup: SetupService,
    private readonly about: { publicUrl: () => string; version: string },
  ) {}

  @Query(() => Installation, { description: "What anybody may know of this installation." })
  async installation(): Promise<Installation> {
    return {
      needsSetup: await this.setup.isNeeded(),
      publicUrl: this.about.publicUrl(),
      version: this.about.version,
    };
  }

  @Query(() => [Project], {
    name: "projects",
    description: "The projects the caller may see, oldest first; none when signed out.",
  })
  projectsOfCaller(@Ctx() context: ApiContext): Promise<Project[]> {
    return this.projects.mine(context);
  }

  @Query(() => Project, {
    nullable: true,
    description: "One project; null when it is not the caller's or does not exist.",
  })
  project(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The project's id." }) id: string,
  ): Promise<Project | null> {
    return this.projects.one(context, id);
  }

  @Mutation(() => Agent, {
    description:
      "Makes the first admin and the first project, and signs in. Works once, with the printed link's token.",
  })
  setUp(
    @Ctx() context: ApiContext,
    @Arg("input", () => SetUpInput, { description: "The first admin and the first site." }) input: SetUpInput,
  ): Promise<Agent> {
    return this.setup.setUp(context, input);
  }

  @Mutation(() => Project, {
    description:
      "Makes a project with the caller as its admin and the default flow. Nobody is in more than 100: BAD_USER_INPUT.",
  })
  createProject(
    @Ctx() context: ApiContext,
    @Arg("name", () => String, { description: "At most 200 characters." }) name: string,
    @Arg("allowedOrigins", () => [String], {
      nullable: true,
      description: "Sites that will carry the widget; 50 at most.",
    })
    allowedOrigins?: string[],
  ): Promise<Project> {
    return this.projects.create(context, { name, allowedOrigins });
  }

  @Mutation(() => Project, { description: "ADMIN. Changes a project's settings; what is absent stays." })
  updateProject(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The project's id." }) id: string,
    @Arg("name", () => String, { nullable: true, description: "At most 200 characters." }) name?: string,
    @Arg("allowedOrigins", () => [String], {
      nullable: true,
      description: "Replaces the whole list; 50 at most.",
    })
    allowedOrigins?: string[],
    @Arg("greeting", () => String, {
      nullable: true,
      description: "At most 500 characters; null or blank: none.",
    })
    greeting?: string | null,
    @Arg("color", () => String, { nullable: true, description: "As #rrggbb; null: Atalaya's own." })
    color?: string | null,
    @Arg("officeHours", () => OfficeHours, { nullable: true, description: "null: always open." })
    officeHours?: OfficeHours | null,
    @Arg("awayMessage", () => String, {
      nullable: true,
      description: "At most 1,000 characters; null or blank: none.",
    })
    awayMessage?: string | null,
  ): Promise<Project> {
    const patch = { name, allowedOrigins, greeting, color, officeHours, awayMessage };
    return this.projects.update(context, id, patch);
  }

  @FieldResolver(() => Role, { description: "The caller's role here." })
  async role(@Ctx() context: ApiContext, @Root() project: Project): Promise<string> {
    return this.access.require(context, project.id);
  }

  @FieldResolver(() => [Membership], { description: "Who works here, longest first." })
  members(@Root() project: Project): Promise<Membership[]> {
    return this.projects.members(project.id);
  }

  @FieldResolver(() => String, { description: "The HTML to paste into the site's pages." })
  snippet(@Root() project: Project): string {
    return this.projects.snippet(project);
  }
}
