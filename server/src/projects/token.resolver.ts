import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Agent } from "../agents/index.js";
import type { ApiContext } from "../graphql/context.js";
import type { LoaderFactory } from "../graphql/loader.js";
import { ApiToken } from "./api-token.entity.js";
import { Role } from "./membership.entity.js";
import { CreatedToken } from "./project.input.js";
import type { TokenService } from "./token.service.js";

@Resolver(() => ApiToken)
export class TokenResolver {
  constructor(
    private readonly tokens: TokenService,
    private readonly agents: LoaderFactory<string, Agent | null>,
  ) {}

  @Query(() => [ApiToken], {
    description: "ADMIN. The project's API tokens that are good, the newest first.",
  })
  apiTokens(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
  ): Promise<ApiToken[]> {
    return this.tokens.of(context, projectId);
  }

  @Mutation(() => CreatedToken, {
    description:
      "ADMIN, and a signed-in person. Makes an API token for the project; its secret is shown this once. 50 at most.",
  })
  createApiToken(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project it is good for." }) projectId: string,
    @Arg("name", () => String, { description: "What it is for, at most 200 characters." }) name: string,
    @Arg("role", () => Role, { description: "What it may do." }) role: Role,
  ): Promise<CreatedToken> {
    return this.tokens.create(context, projectId, name, role);
  }

  @Mutation(() => Boolean, {
    description:
      "ADMIN, and a signed-in person. Ends an API token at once, with all streams that it has open.",
  })
  revokeApiToken(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The token's id." }) id: string,
  ): Promise<boolean> {
    return this.tokens.revoke(context, id);
  }

  @FieldResolver(() => Agent, { nullable: true, description: "Who made it." })
  createdBy(@Ctx() context: ApiContext, @Root() { createdBy }: ApiToken): Promise<Agent | null> | null {
    return createdBy === null ? null : context.loader(this.agents).load(createdBy);
  }
}
