import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { TimeZone } from "../graphql/scalars.js";
import { Agent } from "./agent.entity.js";
import type { AgentService } from "./agent.service.js";

@Resolver(() => Agent)
export class AgentResolver {
  constructor(private readonly agents: AgentService) {}

  @Query(() => Agent, {
    nullable: true,
    description: "The signed-in agent; null when signed out, and for an API token.",
  })
  me(@Ctx() context: ApiContext): Promise<Agent | null> {
    return this.agents.me(context);
  }

  @Mutation(() => Agent, { description: "Signs in and sets the session's cookie." })
  signIn(
    @Ctx() context: ApiContext,
    @Arg("email", () => String, { description: "In any case." }) email: string,
    @Arg("password", () => String, { description: "12 to 128 characters." }) password: string,
  ): Promise<Agent> {
    return this.agents.signIn(context, email, password);
  }

  @Mutation(() => Boolean, { description: "Ends the session and clears its cookie." })
  signOut(@Ctx() context: ApiContext): Promise<boolean> {
    return this.agents.signOut(context);
  }

  @Mutation(() => Agent, { description: "Changes the signed-in agent's own settings; what is absent stays." })
  updateMe(
    @Ctx() context: ApiContext,
    @Arg("name", () => String, { nullable: true, description: "At most 200 characters." }) name?: string,
    @Arg("timeZone", () => TimeZone, { nullable: true, description: "The zone to show times in." })
    timeZone?: string,
    @Arg("locale", () => String, { nullable: true, description: "en or es." }) locale?: string,
  ): Promise<Agent> {
    return this.agents.updateMe(context, { name, timeZone, locale });
  }
}
