import { Arg, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { CannedReply } from "./canned-reply.entity.js";
import type { CannedReplyService } from "./canned-reply.service.js";

const SHORTCUT =
  "1 to 32 letters, digits, - or _; one that differs from another only in case or accents is a CONFLICT.";
const TEXT = "At most 4,000 characters.";

@Resolver(() => CannedReply)
export class CannedReplyResolver {
  constructor(private readonly replies: CannedReplyService) {}

  @Query(() => [CannedReply], {
    description: "A project's canned replies by shortcut, 500 at most. For everybody who works there.",
  })
  cannedReplies(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
  ): Promise<CannedReply[]> {
    return this.replies.all(context, projectId);
  }

  @Mutation(() => CannedReply, {
    description: "Adds a canned reply. Admins and managers alike: who answers knows best what is asked.",
  })
  createCannedReply(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("shortcut", () => String, { description: SHORTCUT }) shortcut: string,
    @Arg("text", () => String, { description: TEXT }) text: string,
  ): Promise<CannedReply> {
    return this.replies.create(context, projectId, { shortcut, text });
  }

  @Mutation(() => CannedReply, { description: "Changes a canned reply. Admins and managers alike." })
  updateCannedReply(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The canned reply." }) id: string,
    @Arg("shortcut", () => String, { description: SHORTCUT }) shortcut: string,
    @Arg("text", () => String, { description: TEXT }) text: string,
  ): Promise<CannedReply> {
    return this.replies.update(context, id, { shortcut, text });
  }

  @Mutation(() => Boolean, { description: "Takes a canned reply away. Admins and managers alike." })
  deleteCannedReply(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The canned reply." }) id: string,
  ): Promise<boolean> {
    return this.replies.remove(context, id);
  }
}
