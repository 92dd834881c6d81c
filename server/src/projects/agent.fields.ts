import { Ctx, Extensions, FieldResolver, Resolver, Root } from "type-graphql";
import { Agent } from "../agents/index.js";
import type { ApiContext } from "../graphql/context.js";
import type { AccessService } from "./access.service.js";

@Resolver(() => Agent)
export class AgentFields {
  constructor(private readonly access: AccessService) {}

  // Two callers with equal rights in a project may share others: what streams share leaves this field out.
  @Extensions({ personal: true })
  @FieldResolver(() => String, {
    description:
      "The address the agent signs in with, in lower case; empty to a caller who shares no project with the agent, or no longer does.",
  })
  async email(@Ctx() context: ApiContext, @Root() agent: Agent): Promise<string> {
    return (await this.access.sharesProject(context, agent.id)) ? agent.email : "";
  }
}
