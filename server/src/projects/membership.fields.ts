import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { LoaderFactory } from "../graphql/loader.js";
import type { ApiContext } from "../graphql/context.js";
import { Agent } from "../agents/index.js";
import { Membership } from "./membership.entity.js";

@Resolver(() => Membership)
export class MembershipFields {
  constructor(private readonly agents: LoaderFactory<string, Agent | null>) {}

  @FieldResolver(() => Agent, { description: "The member." })
  agent(@Ctx() context: ApiContext, @Root() membership: Membership): Promise<Agent | null> {
    return context.loader(this.agents).load(membership.agentId);
  }
}
