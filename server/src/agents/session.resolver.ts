import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { readUserAgent } from "../http/user-agent.js";
import type { AccountService } from "./account.service.js";
import { Session } from "./session.entity.js";

@Resolver(() => Session)
export class SessionResolver {
  constructor(private readonly account: AccountService) {}

  @Query(() => [Session], {
    description: "Where the caller is signed in, the latest used first, 100 at most.",
  })
  sessions(@Ctx() context: ApiContext): Promise<Session[]> {
    return this.account.sessions(context);
  }

  @Mutation(() => Boolean, {
    description: "Ends one of the caller's own sessions, with all streams that it has open.",
  })
  revokeSession(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The session's id." }) id: string,
  ): Promise<boolean> {
    return this.account.revokeSession(context, id);
  }

  @Mutation(() => Int, {
    description: "Ends all of the caller's sessions but the present one; answers with how many.",
  })
  revokeOtherSessions(@Ctx() context: ApiContext): Promise<number> {
    return this.account.revokeOtherSessions(context);
  }

  @Mutation(() => Boolean, {
    description:
      "Changes the caller's password, and ends the other sessions. Wrong tries count as failed sign-ins.",
  })
  changePassword(
    @Ctx() context: ApiContext,
    @Arg("currentPassword", () => String, { description: "The one to be replaced." }) currentPassword: string,
    @Arg("newPassword", () => String, { description: "12 to 128 characters." }) newPassword: string,
  ): Promise<boolean> {
    return this.account.changePassword(context, currentPassword, newPassword);
  }

  @FieldResolver(() => Boolean, { description: "Whether it is the one that asks." })
  isCurrent(@Ctx() { caller }: ApiContext, @Root() session: Session): boolean {
    return caller.kind === "agent" && caller.sessionId === session.id;
  }

  @FieldResolver(() => String, { nullable: true, description: "The browser's name and version." })
  browser(@Root() session: Session): string | null {
    return readUserAgent(session.userAgent).browser;
  }

  @FieldResolver(() => String, { nullable: true, description: "The operating system." })
  os(@Root() session: Session): string | null {
    return readUserAgent(session.userAgent).os;
  }

  @FieldResolver(() => String, { description: "desktop, mobile, tablet, tv, bot or unknown." })
  deviceType(@Root() session: Session): string {
    return readUserAgent(session.userAgent).type;
  }
}
