import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { Draft, SavedDraft } from "./draft.entity.js";
import type { DraftService } from "./draft.service.js";

@Resolver(() => Draft)
export class DraftResolver {
  constructor(private readonly drafts: DraftService) {}

  @Query(() => Draft, {
    nullable: true,
    description: "A signed-in person. What the caller is writing to a visitor; null: nothing.",
  })
  myDraft(
    @Ctx() context: ApiContext,
    @Arg("visitorId", () => ID, { description: "To whom." }) visitorId: string,
  ): Promise<Draft | null> {
    return this.drafts.mine(context, visitorId);
  }

  @Mutation(() => SavedDraft, {
    description:
      "A signed-in person. Keeps what the caller is writing; blank text takes the draft away. Of two devices that wrote unseen by one another, what was typed last stays.",
  })
  saveDraft(
    @Ctx() context: ApiContext,
    @Arg("visitorId", () => ID, { description: "To whom." }) visitorId: string,
    @Arg("text", () => String, { description: "At most 16,000 characters." }) text: string,
    @Arg("base", () => ID, {
      nullable: true,
      description: "The version that it was built upon; null: none is known.",
    })
    base: string | null,
    @Arg("typedAgo", () => Int, {
      defaultValue: 0,
      description: "How long ago it was typed, in ms: for what could not be saved at once.",
    })
    typedAgo: number,
    @Arg("agentId", () => ID, {
      nullable: true,
      description:
        "Who wrote it. CONFLICT when somebody else is signed in by now, as in a browser whose other tab has changed hands.",
    })
    agentId: string | null,
  ): Promise<SavedDraft> {
    return this.drafts.save(context, visitorId, { text, base, typedAgo, agentId });
  }
}
