import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Agent } from "../agents/index.js";
import type { ApiContext } from "../graphql/context.js";
import type { LoaderFactory } from "../graphql/loader.js";
import { IdentityMode, type IdentityModeWord, Project } from "../projects/index.js";
import { IdentitySecret } from "./identity-secret.entity.js";
import type { IdentityService } from "./identity.service.js";
import { CreatedIdentitySecret } from "./identity.type.js";

@Resolver(() => IdentitySecret)
export class IdentityResolver {
  constructor(
    private readonly identity: IdentityService,
    private readonly agents: LoaderFactory<string, Agent | null>,
  ) {}

  @Query(() => [IdentitySecret], {
    description: "ADMIN. The project's identity secrets that count, the newest first; two at most.",
  })
  identitySecrets(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
  ): Promise<IdentitySecret[]> {
    return this.identity.secrets(context, projectId);
  }

  @Mutation(() => CreatedIdentitySecret, {
    description:
      "ADMIN, and a signed-in person. Makes a secret for the site to sign identity tokens with; it is shown this once. The one before it counts until it is ended; two at most.",
  })
  createIdentitySecret(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
  ): Promise<CreatedIdentitySecret> {
    return this.identity.create(context, projectId);
  }

  @Mutation(() => Project, {
    description:
      "ADMIN, and a signed-in person. Ends an identity secret: what it has signed is refused at once. Who is verified stays so. Ending the last one turns identity off.",
  })
  endIdentitySecret(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The secret's id." }) id: string,
  ): Promise<Project> {
    return this.identity.end(context, id);
  }

  @Mutation(() => Project, {
    description:
      "ADMIN. Says what the project makes of identity tokens. Without a secret it stays OFF: BAD_USER_INPUT. ENFORCED counts for open streams too, within two seconds.",
  })
  setIdentityMode(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("mode", () => IdentityMode, { description: "The mode." }) mode: IdentityModeWord,
  ): Promise<Project> {
    return this.identity.setMode(context, projectId, mode);
  }

  @FieldResolver(() => Agent, { nullable: true, description: "Who made it." })
  createdBy(@Ctx() context: ApiContext, @Root() { createdBy }: IdentitySecret): Promise<Agent | null> | null {
    return createdBy === null ? null : context.loader(this.agents).load(createdBy);
  }
}
