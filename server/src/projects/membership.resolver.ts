import { Arg, Ctx, ID, Mutation, Resolver } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { Membership, Role } from "./membership.entity.js";
import type { MembershipService } from "./membership.service.js";

@Resolver(() => Membership)
export class MembershipResolver {
  constructor(private readonly memberships: MembershipService) {}

  @Mutation(() => Membership, {
    description:
      "ADMIN, and a signed-in person. Changes what a member may do. CONFLICT when it would leave the project without an admin.",
  })
  setMemberRole(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("agentId", () => ID, { description: "The member." }) agentId: string,
    @Arg("role", () => Role, { description: "What the member may do from now on." }) role: Role,
  ): Promise<Membership> {
    return this.memberships.setRole(context, projectId, agentId, role);
  }

  @Mutation(() => Boolean, {
    description:
      "A signed-in person. Ends the caller's own membership. CONFLICT when it is the last admin's.",
  })
  leaveProject(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
  ): Promise<boolean> {
    return this.memberships.leave(context, projectId);
  }

  @Mutation(() => Boolean, {
    description:
      "ADMIN, and a signed-in person. Ends a membership at once, with all streams that stand on it. CONFLICT when it is the last admin's.",
  })
  removeMember(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("agentId", () => ID, { description: "The member." }) agentId: string,
  ): Promise<boolean> {
    return this.memberships.remove(context, projectId, agentId);
  }
}
