import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Agent } from "../agents/index.js";
import type { ApiContext } from "../graphql/context.js";
import type { LoaderFactory } from "../graphql/loader.js";
import { Invitation } from "./invitation.entity.js";
import type { InvitationService } from "./invitation.service.js";
import { CreatedInvitation, InvitationOffer, NewAccountInput } from "./invitation.type.js";
import { Role } from "./membership.entity.js";
import { Project } from "./project.entity.js";

const TOKEN = "The secret from the link's fragment.";

@Resolver(() => Invitation)
export class InvitationResolver {
  constructor(
    private readonly invitations: InvitationService,
    private readonly agents: LoaderFactory<string, Agent | null>,
  ) {}

  @Query(() => [Invitation], {
    name: "invitations",
    description: "ADMIN. The invitations that wait for their answers, the newest first; 50 at most.",
  })
  pending(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
  ): Promise<Invitation[]> {
    return this.invitations.pending(context, projectId);
  }

  @Query(() => InvitationOffer, {
    nullable: true,
    description:
      "What an invitation's link offers; null when it is no longer good. Nobody needs to be signed in.",
  })
  invitation(
    @Arg("token", () => String, { description: TOKEN }) token: string,
  ): Promise<InvitationOffer | null> {
    return this.invitations.offer(token);
  }

  @Mutation(() => CreatedInvitation, {
    description:
      "ADMIN, and a signed-in person. Makes a link by which this address, and no other, can join; it is good once and for 7 days. An older one for the same address ends. CONFLICT when it is a member's.",
  })
  inviteMember(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("email", () => String, { description: "Whom it is for." }) email: string,
    @Arg("role", () => Role, { description: "What the new member will be." }) role: Role,
  ): Promise<CreatedInvitation> {
    return this.invitations.invite(context, projectId, email, role);
  }

  @Mutation(() => Boolean, { description: "ADMIN, and a signed-in person. Takes an invitation back." })
  cancelInvitation(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The invitation's id." }) id: string,
  ): Promise<boolean> {
    return this.invitations.cancel(context, id);
  }

  @Mutation(() => Project, {
    description:
      "Joins the project. Who has an account signs in with it first (UNAUTHENTICATED), and not with another (FORBIDDEN); who has none gives what makes one, and is signed in.",
  })
  acceptInvitation(
    @Ctx() context: ApiContext,
    @Arg("token", () => String, { description: TOKEN }) token: string,
    @Arg("account", () => NewAccountInput, { nullable: true, description: "For who has no account." })
    account?: NewAccountInput,
  ): Promise<Project> {
    return this.invitations.accept(context, token, account ?? null);
  }

  @Mutation(() => Boolean, { description: "Says no to an invitation: its link is no longer good." })
  declineInvitation(
    @Ctx() context: ApiContext,
    @Arg("token", () => String, { description: TOKEN }) token: string,
  ): Promise<boolean> {
    return this.invitations.decline(context, token);
  }

  @FieldResolver(() => Agent, { nullable: true, description: "Who invited." })
  invitedBy(@Ctx() context: ApiContext, @Root() invitation: Invitation): Promise<Agent | null> {
    return context.loader(this.agents).load(invitation.invitedBy);
  }
}
